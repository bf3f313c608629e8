import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type * as v from 'valibot';
import { UserNote } from '../hire/user-note.ts';
import { createVersionedTable, type VersionedTable } from './versioned-table.ts';

/**
 * One row for each OneLogin user whose invite has begun, and one for each address: `mail:` and the address's pseudonym.
 * Both say which hire it was.
 */
export type UsersTable = VersionedTable<UserNote>;

export function createUsersTable(client: Pick<DynamoDBClient, 'send'>, tableName: string): UsersTable {
  return createVersionedTable(client, {
    tableName,
    keyName: 'user',
    schema: UserNote,
    toItem: ({ mailedAt, ...note }): v.InferInput<typeof UserNote> => ({
      ...note,
      ...(mailedAt !== undefined && { mailedAt: new Date(mailedAt).toISOString() }),
    }),
  });
}
