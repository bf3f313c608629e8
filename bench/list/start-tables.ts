import { BatchWriteItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Configuration } from '../../config/configuration.ts';
import { type Connection, connectTo } from '../../console/connection.ts';
import { type HireRow, toItem } from '../../lambda/hire/hire-row.ts';
import { listingOf } from '../../lambda/hire/listing.ts';
import { close } from '../../local/aws/stack.ts';
import { generateSecrets } from '../../local/local-secrets.ts';
import { runLocally } from '../../local/run.ts';
import { startCountingProxy } from '../cost/counting-proxy.ts';
import { createRows } from './create-rows.ts';

/** What a function has asked of DynamoDB. */
export interface Reads {
  calls: number;
  units: number;
  bytes: number;
}

/** A whole local stack whose table of hires has so many rows, with `tell` and `sweep` warm. */
export interface FilledStack extends AsyncDisposable {
  rows: number;
  connection: Connection;
  /** Runs a function as its schedule does. */
  run(functionName: 'tell' | 'sweep'): Promise<unknown>;
  /** What a function has asked since this was last called for it. */
  takeReads(functionName: 'operate' | 'tell' | 'sweep'): Reads;
}

/** @param assembly the folder in which the configuration's stack was synthesized. */
export async function startFilledStack(
  rows: number,
  configuration: Configuration,
  assembly: string,
): Promise<FilledStack> {
  await using started = new AsyncDisposableStack();
  const byRole = new Map<string, Reads>();
  const readsOf = (role: string) => {
    const reads = byRole.get(role) ?? { calls: 0, units: 0, bytes: 0 };
    byRole.set(role, reads);
    return reads;
  };
  const run = await runLocally({
    configuration,
    assembly,
    secrets: generateSecrets(configuration),
    port: 0,
    variables: {},
    onLog: () => undefined,
    disturbances: {
      divert: async (endpoints) => {
        const { url } = started.adopt(
          await startCountingProxy(
            endpoints.AWS_ENDPOINT_URL_DYNAMODB,
            ({ by, action, units, answerBytes }) => {
              if (!/^dynamodb:(?:GetItem|BatchGetItem|Query|Scan)$/.test(action)) return;
              const reads = readsOf(by);
              reads.calls += 1;
              reads.units += units;
              reads.bytes += answerBytes;
            },
          ),
          close,
        );
        return { ...endpoints, AWS_ENDPOINT_URL_DYNAMODB: url };
      },
    },
  });
  started.adopt(run, close);
  const { stack, tableName } = run;
  const fullName = (name: string) => `${configuration.name}-${name}`;
  const connection = connectTo({ url: stack.url, lambdaUrl: stack.lambdaUrl, name: configuration.name });
  // Once on the empty table, so that the start of a process counts nowhere.
  for (const name of ['tell', 'sweep']) await stack.invoke(fullName(name), {});
  const [source = ''] = Object.keys(configuration.sources);
  await putAll(createRows(rows, source, Date.now()), tableName, stack.dynamoDb);

  const roleOf = (name: string) => {
    const found = stack.definition.functions.find(({ FunctionName }) => FunctionName === fullName(name));
    if (found === undefined) throw new Error(`The stack has no ${name}`);
    return found.role;
  };
  const running = started.move();
  return {
    rows,
    connection,
    run: (name) => stack.invoke(fullName(name), {}),
    takeReads(name) {
      const role = roleOf(name);
      const reads = readsOf(role);
      byRole.delete(role);
      return reads;
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

const mostInBatch = 25;

async function putAll(
  rows: readonly HireRow[],
  tableName: string,
  client: Pick<DynamoDBClient, 'send'>,
): Promise<void> {
  for (let first = 0; first < rows.length; first += mostInBatch) {
    const puts = rows
      .slice(first, first + mostInBatch)
      .map((row) => ({ PutRequest: { Item: marshall({ ...toItem(row), ...listingOf(row) }) } }));
    await client.send(new BatchWriteItemCommand({ RequestItems: { [tableName]: puts } }));
  }
}
