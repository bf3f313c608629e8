import { type AttributeValue, type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { handAttributes } from '../hire/needs-hand.ts';

/**
 * The rows of the hires table by which it is judged who needs a hand, as they are stored, one page of the table at a
 * time. A page may be empty.
 */
export type ScanForHands = () => AsyncIterable<Record<string, unknown>[]>;

const attributes = [...handAttributes, 'schema', 'expiresAt', 'pausedAt'];
const settledStates = ['unannounced', 'not-eligible', 'activated', 'already-active', 'cancelled'];

/**
 * Leaves out only what surely needs nobody: a row with a state that this version does not know is one to be told of.
 * Consistency is not needed, because a row is only told of once it is minutes old.
 */
export function createHandsScan(client: DynamoDBClient, tableName: string): ScanForHands {
  const names = Object.fromEntries(attributes.map((name) => [`#${name}`, name]));
  const states = Object.fromEntries(settledStates.map((state, index) => [`:state${index}`, state]));
  const scan = {
    TableName: tableName,
    ProjectionExpression: Object.keys(names).join(', '),
    FilterExpression: `attribute_not_exists(#state) OR NOT (#state IN (${Object.keys(states).join(', ')})) OR attribute_exists(#earlierUsers)`,
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: marshall(states),
  };
  return async function* scanForHands() {
    for await (const { Items = [] } of paginateScan({ client }, scan)) yield Items.map(toPlain);
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
