import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { startDynamoDb } from './dynamodb.ts';
import { startEventSource } from './event-source.ts';
import { type OtherRoutes, startHttpApi } from './http-api.ts';
import { createFunction } from './lambda-function.ts';
import { startScheduler } from './scheduler.ts';
import { startSecretsManager } from './secrets-manager.ts';
import { startSqs } from './sqs.ts';
import { readStack, type StackDefinition } from './template.ts';

export interface LocalStack {
  /** Where the HTTP API listens. */
  url: string;
  definition: StackDefinition;
  sqs: SQSClient;
  queueUrl: (name: string) => string;
  dynamoDb: DynamoDBClient;
  /** The addresses of the local services, by the variables of which the functions learn them. */
  endpoints: {
    AWS_ENDPOINT_URL_SQS: string;
    AWS_ENDPOINT_URL_DYNAMODB: string;
    AWS_ENDPOINT_URL_SECRETS_MANAGER: string;
    AWS_ENDPOINT_URL_SCHEDULER: string;
  };
  close: () => Promise<void>;
}

/** How many invocations of a function run at once on this machine. */
const maxProcesses = 3;

/**
 * Runs a synthesized stack: the queues with their redrive policies, the table, the functions with their bundles,
 * environment and timeouts, the event source, the routes, all as the template has them.
 * @param secrets by name; what is not there does not exist.
 * @param environment added to that of every function.
 * @param onLog every line that a function writes.
 */
export async function startStack(options: {
  assembly: string;
  stackName: string;
  secrets: ReadonlyMap<string, string>;
  environment: Record<string, string>;
  port: number;
  otherRoutes?: OtherRoutes;
  onLog: (line: string) => void;
}): Promise<LocalStack> {
  const sqs = await startSqs();
  const definition = readStack(options.assembly, options.stackName, sqs.queueUrl);
  await sqs.createQueues(definition.queues);
  const dynamoDb = await startDynamoDb(definition.tables);
  const secretsManager = await startSecretsManager(options.secrets);
  const scheduler = await startScheduler(sqs.client, sqs.queueUrl);
  const endpoints = {
    AWS_ENDPOINT_URL_SQS: sqs.url,
    AWS_ENDPOINT_URL_DYNAMODB: dynamoDb.url,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsManager.url,
    AWS_ENDPOINT_URL_SCHEDULER: scheduler.url,
  };

  const functions = new Map(
    definition.functions.map((lambda) => [
      lambda.FunctionName,
      createFunction(lambda, {
        environment: { ...endpoints, ...options.environment },
        maxProcesses,
        onLog: options.onLog,
      }),
    ]),
  );
  const eventSources = definition.eventSources.map((source) => {
    const lambda = functions.get(source.functionName);
    if (lambda === undefined)
      throw new Error(`Template: the event source wakes ${source.functionName}, which is none`);
    return startEventSource(source, { client: sqs.client, queueUrl: sqs.queueUrl(source.queueName), lambda });
  });
  const api = await startHttpApi(
    definition.routes,
    functions,
    options.otherRoutes ?? (async () => false),
    options.port,
  );

  return {
    url: api.url,
    definition,
    sqs: sqs.client,
    queueUrl: sqs.queueUrl,
    dynamoDb: dynamoDb.client,
    endpoints,
    async close() {
      await api.close();
      await Promise.all([...functions.values()].map((lambda) => lambda.close()));
      await Promise.all(eventSources.map((source) => source.close()));
      await Promise.all([scheduler.close(), secretsManager.close(), dynamoDb.close(), sqs.close()]);
    },
  };
}
