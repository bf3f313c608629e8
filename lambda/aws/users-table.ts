import {
  DeleteItemCommand,
  type DynamoDBClient,
  ScanCommand,
  type ScanCommandInput,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as v from 'valibot';
import { UserNote } from '../hire/user-note.ts';
import { wasMade } from './conditional-write.ts';
import { createVersionedTable, type VersionedTable } from './versioned-table.ts';

/**
 * One row for each OneLogin user whose invite has begun, one for each address (`mail:` and its pseudonym), and one for
 * each external id (`external:` and its pseudonym). All say which hire it was.
 */
export interface UsersTable extends VersionedTable<UserNote> {
  /**
   * Deletes every row that names this hire. The whole table is read for it: a function that died may have left rows of
   * which the hire's own row knows nothing.
   * @throws the error of DynamoDB.
   */
  deleteOf(hire: string): Promise<void>;
}

export function createUsersTable(client: Pick<DynamoDBClient, 'send'>, tableName: string): UsersTable {
  const table = createVersionedTable(client, {
    tableName,
    keyName: 'user',
    schema: UserNote,
    toItem: ({ mailedAt, ...note }: UserNote): v.InferInput<typeof UserNote> => ({
      ...note,
      ...(mailedAt !== undefined && { mailedAt: new Date(mailedAt).toISOString() }),
    }),
  });

  async function* scanOf(hire: string): AsyncGenerator<string> {
    let from: ScanCommandInput['ExclusiveStartKey'];
    do {
      const page = await client.send(
        new ScanCommand({
          ...ofHire(hire, 'FilterExpression'),
          TableName: tableName,
          ConsistentRead: true,
          ExclusiveStartKey: from,
        }),
      );
      for (const item of page.Items ?? []) yield v.parse(NamedUser, unmarshall(item)).user;
      from = page.LastEvaluatedKey;
    } while (from !== undefined);
  }

  return {
    ...table,
    async deleteOf(hire) {
      for await (const user of scanOf(hire)) {
        // Another hire may have claimed the user meanwhile.
        const remove = {
          TableName: tableName,
          Key: marshall({ user }),
          ...ofHire(hire, 'ConditionExpression'),
        };
        await wasMade(client.send(new DeleteItemCommand(remove)));
      }
    },
  };
}

const NamedUser = v.pick(UserNote, ['user']);

function ofHire(hire: string, expression: 'FilterExpression' | 'ConditionExpression') {
  return {
    [expression]: '#hire = :hire',
    ExpressionAttributeNames: { '#hire': 'hire' },
    ExpressionAttributeValues: marshall({ ':hire': hire }),
  };
}
