import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { iso } from '../hire/hire-row.ts';
import { settledStates } from '../hire/states.ts';
import { stackKey } from './brake.ts';
import { listingIndex } from './listing-index.ts';
import { looksKey } from './look-budget.ts';

/** The rows of the hires table as they are stored: also those that this version cannot read. */
export interface StoredHires {
  /** A row, read consistently; undefined if there is none. */
  read(key: string): Promise<StoredRow | undefined>;
  /**
   * A page of the hires, in the order of the table, perhaps a moment old. It may be empty though more follow.
   * @param options.after the key of the row after which the page begins.
   * @param options.all whether hires count for which nothing is to be done.
   * @param options.limit how many rows are read at most; as many as DynamoDB answers if absent.
   */
  readPage(options: PageOptions): Promise<StoredPage>;
  /**
   * All hires for which something is to be done, one page at a time.
   * @param options.orChangedSince adds the others that were written later than this, in milliseconds since 1970.
   */
  scanOpen(options?: { orChangedSince?: number | undefined }): AsyncIterable<StoredRow[]>;
  /**
   * The rows that an earlier version has written: without a place in the index, though something is to be done, or the
   * person was mailed.
   */
  scanUnlisted(): AsyncIterable<StoredRow[]>;
}

export type StoredRow = Readonly<Record<string, unknown>>;

interface PageOptions {
  after: string | undefined;
  all: boolean;
  limit?: number;
}

export interface StoredPage {
  items: StoredRow[];
  /** Where the next page begins: after this row. */
  next?: string;
}

export function createStoredHires(client: Pick<DynamoDBClient, 'send'>, tableName: string): StoredHires {
  const isHire = 'NOT (#hire IN (:stack, :looks))';
  const every = {
    FilterExpression: isHire,
    ExpressionAttributeNames: { '#hire': 'hire' },
    ExpressionAttributeValues: marshall({ ':stack': stackKey, ':looks': looksKey }),
  };
  // A row with a state that this version does not know is one to be seen.
  const states = Object.fromEntries(settledStates.map((state, index) => [`:state${index}`, state]));
  const isSettled = `#state IN (${Object.keys(states).join(', ')})`;
  const isOpen = `attribute_not_exists(#state) OR NOT (${isSettled}) OR attribute_exists(#earlierUsers)`;
  const open = {
    FilterExpression: `${isHire} AND (${isOpen})`,
    ExpressionAttributeNames: { '#hire': 'hire', '#state': 'state', '#earlierUsers': 'earlierUsers' },
    ExpressionAttributeValues: { ...every.ExpressionAttributeValues, ...marshall(states) },
  };
  const openOrChanged = (since: number) => ({
    FilterExpression: `${isHire} AND (${isOpen} OR #updatedAt > :since)`,
    ExpressionAttributeNames: { ...open.ExpressionAttributeNames, '#updatedAt': 'updatedAt' },
    ExpressionAttributeValues: { ...open.ExpressionAttributeValues, ...marshall({ ':since': iso(since) }) },
  });
  const unlisted = {
    FilterExpression: `${isHire} AND attribute_not_exists(#listing) AND (${isOpen} OR attribute_exists(#invitedAt))`,
    ExpressionAttributeNames: {
      ...open.ExpressionAttributeNames,
      '#listing': listingIndex.partitionKey,
      '#invitedAt': 'invitedAt',
    },
    ExpressionAttributeValues: open.ExpressionAttributeValues,
  };

  async function readFiltered(
    filter: object,
    { after, limit }: Omit<PageOptions, 'all'>,
  ): Promise<StoredPage> {
    const from = after === undefined ? {} : { ExclusiveStartKey: marshall({ hire: after }) };
    const most = limit === undefined ? {} : { Limit: limit };
    const command = new ScanCommand({ TableName: tableName, ...filter, ...from, ...most });
    const { Items = [], LastEvaluatedKey } = await client.send(command);
    const next = LastEvaluatedKey?.['hire']?.S;
    return { items: Items.map(toPlain), ...(next !== undefined && { next }) };
  }

  return {
    async read(hire) {
      const key = { TableName: tableName, Key: marshall({ hire }), ConsistentRead: true };
      const { Item } = await client.send(new GetItemCommand(key));
      return Item && toPlain(Item);
    },
    readPage: ({ all, ...options }) => readFiltered(all ? every : open, options),
    scanOpen: ({ orChangedSince } = {}) => {
      const filter = orChangedSince === undefined ? open : openOrChanged(orChangedSince);
      return pagesOf((after) => readFiltered(filter, { after }));
    },
    scanUnlisted: () => pagesOf((after) => readFiltered(unlisted, { after })),
  };
}

/** All pages of the table, one after the other. */
export async function* pagesOf(
  readPage: (after: string | undefined) => Promise<StoredPage>,
): AsyncIterable<StoredRow[]> {
  let after: string | undefined;
  do {
    const page = await readPage(after);
    yield page.items;
    after = page.next;
  } while (after !== undefined);
}

/** A row may hold what cannot be expressed here, such as a number of forty digits. Then only its key is left. */
export function toPlain(item: Record<string, AttributeValue>): StoredRow {
  try {
    return unmarshall(item);
  } catch {
    return { hire: item['hire']?.S };
  }
}
