import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as v from 'valibot';
import { createVersionedTable, type VersionedTable } from './versioned-table.ts';

/** Which hire invites a OneLogin user: two HR systems may announce one person. Ids only. */
export const UserClaim = v.object({
  /** OneLogin's id of the user. */
  user: v.string(),
  /** The key of the hire that claimed the user last, and so may invite. */
  hire: v.string(),
  version: v.number(),
  writer: v.string(),
  /** Seconds since 1970: DynamoDB deletes the row some time after. */
  expiresAt: v.number(),
});
export type UserClaim = v.InferOutput<typeof UserClaim>;

/** One row a OneLogin user whom somebody began to invite. */
export type UsersTable = VersionedTable<UserClaim>;

export function createUsersTable(client: Pick<DynamoDBClient, 'send'>, tableName: string): UsersTable {
  return createVersionedTable(client, {
    tableName,
    keyName: 'user',
    schema: UserClaim,
    toItem: (claim) => claim,
  });
}
