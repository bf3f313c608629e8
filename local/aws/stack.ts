import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Clock } from '../clock.ts';
import { startCloudWatch } from './cloudwatch.ts';
import { createDeployment } from './deployment.ts';
import { startDynamoDb } from './dynamodb.ts';
import { type SentEvent, startEventBridge } from './event-bridge.ts';
import type { Delivery } from './event-source.ts';
import { guardService } from './guard-service.ts';
import { type OtherRoutes, startHttpApi } from './http-api.ts';
import { startLambdaApi } from './lambda-api.ts';
import type { OnInvoke } from './lambda-function.ts';
import { type PendingSchedule, startScheduler } from './scheduler.ts';
import { startSecretsManager } from './secrets-manager.ts';
import { type PublishedNotice, startSns } from './sns.ts';
import { type QueuedMessage, startSqs } from './sqs.ts';
import { readStack, type StackDefinition } from './template.ts';

export interface LocalStack {
  /** Where the HTTP API listens. */
  url: string;
  /** Where functions are invoked by name, as by the AWS CLI. */
  lambdaUrl: string;
  definition: StackDefinition;
  sqs: SQSClient;
  queueUrl: (name: string) => string;
  dynamoDb: DynamoDBClient;
  /** The addresses of the local services, by the environment variables that hold them for the functions. */
  endpoints: Endpoints;
  /** Everything that a queue holds, received or not. */
  lookIntoQueue: (name: string) => Promise<QueuedMessage[]>;
  /** The messages that Scheduler has not delivered yet. */
  pendingSchedules: () => PendingSchedule[];
  /** What was published to the topic of the alarms, in the order in which it came. */
  notices: () => readonly PublishedNotice[];
  /** What was sent to the default bus of EventBridge, in the order in which it came. */
  events: () => readonly SentEvent[];
  /** Whether received messages are still being processed, or a schedule's run is under way. */
  isWorking: () => boolean;
  /**
   * Invokes a function, as `aws lambda invoke` does.
   * @throws Error if there is no function of this name, or if it fails.
   */
  invoke: (functionName: string, event: unknown) => Promise<unknown>;
  /**
   * Deploys another cloud assembly of this stack. As on AWS, what the services hold stays: messages, rows, schedules,
   * secrets.
   * @param only the names of the functions that it replaces: an update under way has replaced some, and others not yet.
   */
  deploy: (assembly: string, only?: readonly string[]) => Promise<void>;
  close: () => Promise<void>;
}

export interface Endpoints {
  AWS_ENDPOINT_URL_SQS: string;
  AWS_ENDPOINT_URL_DYNAMODB: string;
  AWS_ENDPOINT_URL_SECRETS_MANAGER: string;
  AWS_ENDPOINT_URL_SCHEDULER: string;
  AWS_ENDPOINT_URL_SNS: string;
  AWS_ENDPOINT_URL_CLOUDWATCH: string;
  AWS_ENDPOINT_URL_EVENTBRIDGE: string;
}

/** What a run may do to the stack, as AWS does to a real one. */
export interface Disturbances {
  /** Puts something between the functions and the services: returns the addresses that the functions get instead. */
  divert?: (endpoints: Endpoints) => Promise<Endpoints>;
  toRounds?: Delivery;
  onInvoke?: OnInvoke;
}

/** For the parts of a run, which are closed one after the other, the last one first. */
export const close = (part: { close: () => Promise<void> }) => part.close();

/**
 * Runs a synthesized stack: the queues with their redrive policies, the table, the functions with their bundles,
 * environment and timeouts, the event source, the routes, the recurring schedules, all as the template has them. If
 * something cannot be started, everything that already runs is closed.
 * @param secrets by name. A secret that is not listed does not exist.
 * @param environment added to the environment of every function.
 * @param onLog called with every line that a function writes, and with how far the clock is ahead of the one that the
 * function goes by, in milliseconds.
 * @param onNotice called with every notice that is published.
 * @param onEvent called with every event that is sent to EventBridge.
 * @param clock the time for Scheduler and the functions, except those behind the routes. If absent, the machine's
 * clock.
 */
export async function startStack(options: {
  assembly: string;
  stackName: string;
  secrets: ReadonlyMap<string, string>;
  environment: Record<string, string>;
  port: number;
  otherRoutes?: OtherRoutes;
  onLog: (line: string, aheadMs: number) => void;
  onNotice?: ((notice: PublishedNotice) => void) | undefined;
  onEvent?: ((event: SentEvent) => void) | undefined;
  clock?: Clock | undefined;
  disturbances?: Disturbances | undefined;
}): Promise<LocalStack> {
  const { stackName, clock, disturbances = {} } = options;
  await using started = new AsyncDisposableStack();
  const sqs = started.adopt(await startSqs(), close);
  const dynamoDb = started.adopt(await startDynamoDb(), close);
  const secretsManager = started.adopt(await startSecretsManager(options.secrets), close);
  const scheduler = started.adopt(await startScheduler(sqs.client, sqs.queueUrl, clock), close);
  const sns = started.adopt(await startSns([], options.onNotice), close);
  const cloudWatch = started.adopt(await startCloudWatch(), close);
  const eventBridge = started.adopt(await startEventBridge(options.onEvent), close);
  const deployment = started.adopt(
    createDeployment({
      sqs,
      clock,
      ...disturbances,
      onLog(line, aheadMs) {
        cloudWatch.take(line);
        options.onLog(line, aheadMs);
      },
    }),
    close,
  );
  const lambdaApi = started.adopt(await startLambdaApi(deployment), close);
  for (const { server } of [
    sqs,
    dynamoDb,
    secretsManager,
    scheduler,
    sns,
    cloudWatch,
    eventBridge,
    lambdaApi,
  ])
    guardService(server, deployment.isPermitted);
  const endpoints = {
    AWS_ENDPOINT_URL_SQS: sqs.url,
    AWS_ENDPOINT_URL_DYNAMODB: dynamoDb.url,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsManager.url,
    AWS_ENDPOINT_URL_SCHEDULER: scheduler.url,
    AWS_ENDPOINT_URL_SNS: sns.url,
    AWS_ENDPOINT_URL_CLOUDWATCH: cloudWatch.url,
    AWS_ENDPOINT_URL_EVENTBRIDGE: eventBridge.url,
  };
  const diverted = (await disturbances.divert?.(endpoints)) ?? endpoints;
  // The SDK calls the address of a queue, whatever the endpoint of SQS is.
  const divertedQueueUrl = (name: string) => sqs.queueUrl(name, diverted.AWS_ENDPOINT_URL_SQS);
  const environment = { ...diverted, AWS_ENDPOINT_URL_LAMBDA: lambdaApi.url, ...options.environment };

  async function deploy(assembly: string, only?: readonly string[]): Promise<void> {
    const next = readStack(assembly, stackName, divertedQueueUrl);
    const functions = next.functions.map((lambda) => {
      if (only === undefined || only.includes(lambda.FunctionName)) return lambda;
      return definition.functions.find(({ FunctionName }) => FunctionName === lambda.FunctionName) ?? lambda;
    });
    definition = { ...next, functions };
    await deployment.update(definition, environment, async () => {
      await sqs.createQueues(next.queues);
      await dynamoDb.update(next.tables);
      sns.update(next.topicArns, next.subscriptions);
      cloudWatch.update(next.alarmNames);
    });
  }

  let definition = readStack(options.assembly, stackName, divertedQueueUrl);
  await deploy(options.assembly);
  const otherRoutes = options.otherRoutes ?? (async () => false);
  const api = started.adopt(await startHttpApi(deployment, otherRoutes, options.port), close);

  const running = started.move();
  return {
    url: api.url,
    lambdaUrl: lambdaApi.url,
    get definition() {
      return definition;
    },
    sqs: sqs.client,
    queueUrl: (name) => sqs.queueUrl(name),
    dynamoDb: dynamoDb.client,
    endpoints,
    lookIntoQueue: sqs.look,
    pendingSchedules: scheduler.pending,
    notices: sns.notices,
    events: eventBridge.events,
    isWorking: deployment.isWorking,
    invoke: deployment.invoke,
    deploy,
    close: () => running.disposeAsync(),
  };
}
