import type { Server } from 'node:http';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import * as v from 'valibot';
import { clientSettings } from './client-settings.ts';
import type { TableDefinition } from './template.ts';

export interface LocalDynamoDb {
  url: string;
  server: Server;
  client: DynamoDBClient;
  close: () => Promise<void>;
}

/** DynamoDB on this machine: dynalite in memory. It never deletes by TTL and has no transactions. */
export async function startDynamoDb(tables: readonly TableDefinition[]): Promise<LocalDynamoDb> {
  const server = dynalite({ createTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = v.parse(v.object({ port: v.number() }), server.address());
  const url = `http://127.0.0.1:${port}`;
  const client = new DynamoDBClient({ ...clientSettings, endpoint: url });
  for (const table of tables)
    await client.send(new CreateTableCommand({ ...table, BillingMode: 'PAY_PER_REQUEST' }));
  return {
    url,
    server,
    client,
    close: () =>
      new Promise((resolve) => {
        client.destroy();
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
