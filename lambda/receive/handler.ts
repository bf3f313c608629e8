import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Context } from 'aws-lambda';
import * as v from 'valibot';
import { AskSecrets } from '../aws/ask-secrets.ts';
import { toClientSettings } from '../aws/client-settings.ts';
import { ReceiveEnvironment, readConfiguration, readEnvironment } from '../aws/environment.ts';
import { createLog } from '../aws/log.ts';
import { createMetrics } from '../aws/metrics.ts';
import { createSecretReader, secretNames, WebhookSecret } from '../aws/secrets.ts';
import { checkSecrets } from './check-secrets.ts';
import { createReceive } from './receive.ts';
import { rehearse } from './rehearse.ts';

/** The Lambda function `receive`. Its parts are connected once, at start. */

const environment = readEnvironment(ReceiveEnvironment);
const configuration = readConfiguration(import.meta.url);
// Some HR systems wait three seconds for their answer, so we must report our own trouble before that.
const settings = toClientSettings({ connectionTimeoutMs: 1000, requestTimeoutMs: 2000, maxAttempts: 2 });
const client = new SQSClient(settings);
const queue = { client, url: environment.INVITE_QUEUE_URL };
const secretsManager = { client: new SecretsManagerClient(settings), nowMs: Date.now };
const secrets = createSecretReader(secretsManager);

const receive = createReceive({
  configuration,
  secrets,
  queue,
  log: createLog(configuration.name),
  count: createMetrics(configuration.name),
  nowMs: Date.now,
});

/** API Gateway's events go to `receive`; `operate` asks about the secrets. */
export const handler = (event: Parameters<typeof receive>[0], context: Context) =>
  v.is(AskSecrets, event)
    ? checkSecrets(configuration, createSecretReader(secretsManager))
    : receive(event, context);

// Init has a whole CPU, whatever the memory size; the first webhook has only a share of one. So the secrets and a
// connection to the queue are fetched now. If this fails, the first webhook meets the failure again and answers for it.
await Promise.allSettled([
  rehearse(client, { queueUrl: queue.url, nowMs: Date.now }),
  client.send(new GetQueueAttributesCommand({ QueueUrl: queue.url, AttributeNames: ['QueueArn'] })),
  ...Object.keys(configuration.sources).map((source) =>
    secrets.read(secretNames.webhook(configuration.name, source), WebhookSecret),
  ),
]);
