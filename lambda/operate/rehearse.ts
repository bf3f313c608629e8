import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { createListedHires } from '../aws/listed-hires.ts';
import { createStoredHires } from '../aws/stored-hires.ts';
import { withoutNetwork } from '../aws/without-network.ts';
import { type HireRow, rowSchema, toItem } from '../hire/hire-row.ts';
import { unknownRequest } from '../hire/invite-message.ts';
import { rehearsed } from '../hr-systems/rehearsed-source.ts';
import type { Listed, Refused } from './answer.ts';
import { type ListParts, listHires } from './list-hires.ts';

/**
 * Lists a hire of nobody while the function starts: then it has a whole CPU, and later only a share of one, and a person
 * waits for the first list. The calls to DynamoDB end before the network.
 */
export function rehearse(
  dynamoDb: DynamoDBClient,
  tables: { hires: string; sweeps: string },
  { settings, nowMs }: Pick<ListParts, 'settings' | 'nowMs'>,
): Promise<Listed | Refused> {
  const key = `${rehearsed}//1`;
  const row: HireRow = {
    hire: key,
    schema: rowSchema,
    version: 1,
    writer: rehearsed,
    state: 'waiting',
    code: 'USER_NOT_IN_ONELOGIN_YET',
    rung: 1,
    firstAttemptAt: nowMs(),
    updatedAt: nowMs(),
    waitUntil: nowMs(),
    requestId: unknownRequest,
    outcomes: [{ code: 'USER_NOT_IN_ONELOGIN_YET', at: nowMs() }],
  };
  const ofQuery = { Items: [{ hire: { S: key } }] };
  const ofBatch = { Responses: { [tables.hires]: [marshall(toItem(row))] } };
  const client = withoutNetwork(dynamoDb, (input) => ('RequestItems' in input ? ofBatch : ofQuery));
  const { readPage, read } = createStoredHires(client, tables.hires);
  const listed = createListedHires(client, tables);
  const parts = { settings, readPage, listed, find: { readStored: read }, nowMs };
  return listHires({ action: 'list', which: 'open' }, parts, () => true);
}
