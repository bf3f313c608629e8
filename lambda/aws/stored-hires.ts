import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';

/** The rows of the hires table as they are stored: also those that this version cannot read. */
export interface StoredHires {
  /** A row, read consistently; undefined if there is none. */
  read(hire: string): Promise<Record<string, unknown> | undefined>;
  /**
   * A page of the table, in its order. It may be empty though more follow.
   * @param options.after the key of the row after which the page begins.
   * @param options.all whether hires count for which nothing is to be done.
   */
  readPage(options: {
    after: string | undefined;
    all: boolean;
  }): Promise<{ items: Record<string, unknown>[]; next?: string }>;
}

/** A row with a state that this version does not know is one to be seen. */
const settledStates = ['unannounced', 'not-eligible', 'activated', 'already-active', 'cancelled'];

/** Items of the table that are no hire's have keys without a slash. */
const isHire = 'contains(#hire, :slash)';

export function createStoredHires(client: Pick<DynamoDBClient, 'send'>, tableName: string): StoredHires {
  const states = Object.fromEntries(settledStates.map((state, index) => [`:state${index}`, state]));
  const isOpen = `(attribute_not_exists(#state) OR NOT (#state IN (${Object.keys(states).join(', ')})) OR attribute_exists(#earlierUsers))`;
  const open = {
    FilterExpression: `${isHire} AND ${isOpen}`,
    ExpressionAttributeNames: { '#hire': 'hire', '#state': 'state', '#earlierUsers': 'earlierUsers' },
    ExpressionAttributeValues: marshall({ ':slash': '/', ...states }),
  };
  const every = {
    FilterExpression: isHire,
    ExpressionAttributeNames: { '#hire': 'hire' },
    ExpressionAttributeValues: marshall({ ':slash': '/' }),
  };

  return {
    async read(hire) {
      const key = { TableName: tableName, Key: marshall({ hire }), ConsistentRead: true };
      const { Item } = await client.send(new GetItemCommand(key));
      return Item && toPlain(Item);
    },
    async readPage({ after, all }) {
      const from = after === undefined ? {} : { ExclusiveStartKey: marshall({ hire: after }) };
      const scan = { TableName: tableName, ...(all ? every : open), ...from };
      const { Items = [], LastEvaluatedKey } = await client.send(new ScanCommand(scan));
      const next = LastEvaluatedKey?.['hire']?.S;
      return { items: Items.map(toPlain), ...(next !== undefined && { next }) };
    },
  };
}

/** A row may hold what cannot be expressed here, such as a number of forty digits. Then only its key is left. */
function toPlain(item: Record<string, AttributeValue>): Record<string, unknown> {
  try {
    return unmarshall(item);
  } catch {
    return { hire: item['hire']?.S };
  }
}
