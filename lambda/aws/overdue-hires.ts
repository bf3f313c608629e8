import { type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as v from 'valibot';
import { HireRow } from '../hire/hire-row.ts';

/** A hire whose wake-up should have come: only what is needed to wake it. */
export const OverdueHire = v.pick(HireRow, ['hire', 'state', 'code']);
export type OverdueHire = v.InferOutput<typeof OverdueHire>;

/**
 * The hires whose wake-up should have come before a moment (milliseconds since 1970), one page of the table at a time.
 * A page may be empty.
 */
export type ScanOverdueHires = (before: number) => AsyncIterable<OverdueHire[]>;

/** A scan, which takes seconds. An index by the next wake-up would cost money at every write of every hire. */
export function createOverdueScan(client: DynamoDBClient, tableName: string): ScanOverdueHires {
  return async function* scan(before) {
    const pages = paginateScan({ client }, { TableName: tableName, ...wokenBefore(before) });
    for await (const { Items = [] } of pages)
      yield Items.map((item) => v.parse(OverdueHire, unmarshall(item)));
  };
}

/** Each state has its own field for the time of the next look. Times are stored in ISO 8601. */
function wokenBefore(before: number) {
  return {
    ProjectionExpression: '#hire, #state, #code',
    FilterExpression: [
      '(#state = :waiting AND #waitUntil < :before)',
      '(#state = :sending AND #lease.#until < :before)',
      '(#state IN (:invited, :notActivated) AND #followUpAt < :before)',
    ].join(' OR '),
    ExpressionAttributeNames: Object.fromEntries(
      ['hire', 'state', 'code', 'waitUntil', 'lease', 'until', 'followUpAt'].map((name) => [
        `#${name}`,
        name,
      ]),
    ),
    ExpressionAttributeValues: marshall({
      ':waiting': 'waiting',
      ':sending': 'sending',
      ':invited': 'invited',
      ':notActivated': 'not-activated',
      ':before': new Date(before).toISOString(),
    }),
  };
}
