import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as v from 'valibot';
import { createVersionedTable, type VersionedTable } from './versioned-table.ts';

/** Which hire invites a OneLogin user: two HR systems may announce the same person. It holds only ids. */
export const UserClaim = v.object({
  /** The user's id in OneLogin. */
  user: v.string(),
  /** The key of the hire that claimed the user last, and so may invite. */
  hire: v.string(),
  version: v.number(),
  writer: v.string(),
  /** Seconds since 1970. DynamoDB deletes the row some time after. */
  expiresAt: v.number(),
});
export type UserClaim = v.InferOutput<typeof UserClaim>;

/** One row for each OneLogin user whose invite has begun. */
export type UsersTable = VersionedTable<UserClaim>;

export function createUsersTable(client: Pick<DynamoDBClient, 'send'>, tableName: string): UsersTable {
  return createVersionedTable(client, {
    tableName,
    keyName: 'user',
    schema: UserClaim,
    toItem: (claim) => claim,
  });
}
