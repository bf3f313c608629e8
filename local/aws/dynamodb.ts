import type { Server } from 'node:http';
import { isDeepStrictEqual } from 'node:util';
import {
  type AttributeValue,
  CreateTableCommand,
  DeleteTableCommand,
  DynamoDBClient,
  PutItemCommand,
  paginateScan,
  waitUntilTableNotExists,
} from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import * as v from 'valibot';
import { clientSettings } from './client-settings.ts';
import type { TableDefinition } from './template.ts';

export interface LocalDynamoDb {
  url: string;
  server: Server;
  client: DynamoDBClient;
  /** Creates the tables and indexes that are missing. A table that is not listed stays. Nobody may write meanwhile. */
  update(tables: readonly TableDefinition[]): Promise<void>;
  close: () => Promise<void>;
}

/** DynamoDB on this machine: dynalite in memory. It never deletes by TTL and has no transactions. */
export async function startDynamoDb(tables: readonly TableDefinition[] = []): Promise<LocalDynamoDb> {
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = v.parse(v.object({ port: v.number() }), server.address());
  const url = `http://127.0.0.1:${port}`;
  const client = new DynamoDBClient({ ...clientSettings, endpoint: url });
  const existing = new Map<string, TableDefinition>();

  async function update(definitions: readonly TableDefinition[]): Promise<void> {
    for (const table of definitions) {
      const { TableName } = table;
      const before = existing.get(TableName);
      existing.set(TableName, table);
      if (isDeepStrictEqual(before, table)) continue;
      const items = before === undefined ? [] : await takeOut(TableName);
      await client.send(new CreateTableCommand({ ...table, BillingMode: 'PAY_PER_REQUEST' }));
      for (const Item of items) await client.send(new PutItemCommand({ TableName, Item }));
    }
  }

  /** dynalite neither adds an index to a table nor takes one away: the table has to be made anew. */
  async function takeOut(TableName: string) {
    const items: Record<string, AttributeValue>[] = [];
    const pages = paginateScan({ client }, { TableName, ConsistentRead: true });
    for await (const { Items = [] } of pages) items.push(...Items);
    await client.send(new DeleteTableCommand({ TableName }));
    await waitUntilTableNotExists({ client, maxWaitTime: 60, minDelay: 0.02 }, { TableName });
    return items;
  }

  await update(tables);
  return {
    url,
    server,
    client,
    update,
    close: () =>
      new Promise((resolve) => {
        client.destroy();
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
