import type { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import type { SendMessageBatchRequestEntry } from '@aws-sdk/client-sqs';
import { createLog } from '../../lambda/aws/log.ts';
import { createMetrics } from '../../lambda/aws/metrics.ts';
import { createSecretReader } from '../../lambda/aws/secrets.ts';
import { createReceive } from '../../lambda/receive/receive.ts';
import { captureOutput } from '../helpers/captured-output.ts';
import { createConfiguration } from '../helpers/configuration.ts';

/** In every hostile input and in every secret: what is answered or logged must not contain it. */
export const canary = 'c4nary';

export const nowMs = Date.parse('2026-03-02T08:00:00Z');
export const maxBodyBytes = 64 * 1024;

export const configuration = createConfiguration({ receive: { maxBodyBytes } });

/** By source; the second is in base64, as Standard Webhooks has it. */
export const webhookSecrets = new Map([
  ['bamboohr', `the ${canary} of BambooHR`],
  ['home-made', `whsec_${Buffer.from(`${canary}, but 24 to 64 bytes`).toString('base64')}`],
]);

export interface Answered {
  answer: unknown;
  /** The bodies of the messages on the queue. */
  messages: string[];
  /** The lines of logs and metrics. */
  lines: string[];
  /** How much of the processor's time it took, in milliseconds: a busy machine takes no more of it. */
  cpuMs: number;
}

/**
 * The function `receive` in this process, its logs and metrics as in Lambda, with a queue that takes everything.
 * @param change of the configuration.
 */
export function createReceiveInProcess(
  change: Partial<typeof configuration> = {},
): (event: unknown) => Promise<Answered> {
  let messages: string[] = [];
  const receive = createReceive({
    configuration: { ...configuration, ...change },
    secrets: createSecretReader({
      client: {
        send: async ({ input }: GetSecretValueCommand) => {
          const [, source = ''] = (input.SecretId ?? '').split('/');
          return { SecretString: JSON.stringify({ current: webhookSecrets.get(source) }) };
        },
      },
      nowMs: () => nowMs,
    }),
    queue: {
      url: 'https://queue',
      client: {
        send: async ({ input }: { input: { Entries: SendMessageBatchRequestEntry[] } }) => {
          messages.push(...input.Entries.map(({ MessageBody = '' }) => MessageBody));
          return { Successful: input.Entries };
        },
      },
    },
    log: createLog(configuration.name),
    count: createMetrics(configuration.name),
    nowMs: () => nowMs,
  });

  return async (event) => {
    messages = []; // an event is handled only after the one before
    const before = process.cpuUsage();
    const { result, lines } = await captureOutput(() =>
      Promise.resolve(Reflect.apply(receive, undefined, [event, {}])),
    );
    return { answer: result, messages, lines, cpuMs: process.cpuUsage(before).user / 1000 };
  };
}
