import { type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as v from 'valibot';
import { HireRow } from '../hire/hire-row.ts';
import type { OutcomeCode } from '../hire/outcomes.ts';

const fields = ['hire', 'schema', 'announced', 'notBefore', 'timeZone'] as const;

/** A hire that waits for its moment: only what is needed to notice that the moment has become an earlier one. */
export const WaitingHire = v.required(v.pick(HireRow, fields), ['notBefore']);
export type WaitingHire = v.InferOutput<typeof WaitingHire>;

/** All hires that wait for their moment, in any order. A row that cannot be read, or is of a newer version, is left out. */
export type FindWaitingHires = () => Promise<WaitingHire[]>;

/** A scan, like the one for overdue hires. */
export function createWaitingHires(client: DynamoDBClient, tableName: string): FindWaitingHires {
  return async () => {
    const hires: WaitingHire[] = [];
    for await (const { Items = [] } of paginateScan({ client }, { TableName: tableName, ...notDueYet })) {
      for (const item of Items) {
        const hire = v.safeParse(WaitingHire, unmarshall(item));
        if (hire.success) hires.push(hire.output);
      }
    }
    return hires;
  };
}

const code: OutcomeCode = 'NOT_DUE_YET';
const notDueYet = {
  ProjectionExpression: fields.map((name) => `#${name}`).join(', '),
  FilterExpression: '#state = :waiting AND #code = :code',
  ExpressionAttributeNames: Object.fromEntries(
    [...fields, 'state', 'code'].map((name) => [`#${name}`, name]),
  ),
  ExpressionAttributeValues: marshall({ ':waiting': 'waiting' satisfies HireRow['state'], ':code': code }),
};
