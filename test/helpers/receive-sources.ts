import type { GetSecretValueCommand, PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import type { SendMessageBatchRequestEntry } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import { createLog } from '../../lambda/aws/log.ts';
import { createMetrics } from '../../lambda/aws/metrics.ts';
import { createSecretReader } from '../../lambda/aws/secrets.ts';
import { InviteMessage } from '../../lambda/hire/invite-message.ts';
import { createReceive } from '../../lambda/receive/receive.ts';
import { captureOutput } from './captured-output.ts';
import { type ConfigurationInput, createConfiguration } from './configuration.ts';

const Answer = v.object({
  statusCode: v.number(),
  headers: v.record(v.string(), v.string()),
  body: v.string(),
});

const JsonText = v.pipe(v.string(), v.parseJson(), v.record(v.string(), v.unknown()));

export interface Posted {
  status: number;
  headers: Record<string, string>;
  body: Record<string, unknown>;
  /** The body as it is written. It has no `body` if it is not JSON. */
  text: string;
  /** On the queue. */
  messages: InviteMessage[];
  /** Of logs and metrics. */
  lines: string[];
}

/** The function `receive` in this process, for any sources, with a queue that takes everything and secrets to change. */
export function createReceiveOf(
  sources: NonNullable<ConfigurationInput['sources']>,
  clock: { nowMs: number },
  others: ConfigurationInput = {},
) {
  const configuration = createConfiguration({ ...others, sources });
  /** What stands in each source's webhook secret. */
  const secrets = new Map<string, unknown>();
  const sourceOf = (secret = '') => secret.split('/')[1] ?? '';
  let bodies: string[] = [];

  const receive = createReceive({
    configuration,
    secrets: createSecretReader({
      client: {
        send: async ({ input }: GetSecretValueCommand | PutSecretValueCommand) => {
          const source = sourceOf(input.SecretId);
          if ('SecretString' in input) secrets.set(source, JSON.parse(input.SecretString ?? ''));
          return { SecretString: JSON.stringify(secrets.get(source)) };
        },
      },
      nowMs: () => clock.nowMs,
      maxAgeMs: 0,
    }),
    queue: {
      url: 'https://queue',
      client: {
        send: async ({ input }: { input: { Entries: SendMessageBatchRequestEntry[] } }) => {
          bodies.push(...input.Entries.map(({ MessageBody = '' }) => MessageBody));
          return { Successful: input.Entries };
        },
      },
    },
    log: createLog(configuration.name),
    count: createMetrics(configuration.name),
    nowMs: () => clock.nowMs,
  });

  async function post(
    source: string,
    headers: Record<string, string>,
    body: string | Buffer,
    { method = 'POST', sourceIp = '203.0.113.7', rawQueryString = '' } = {},
  ): Promise<Posted> {
    bodies = [];
    const event = {
      version: '2.0',
      headers,
      rawQueryString,
      pathParameters: { source },
      requestContext: { requestId: 'request-1', http: { method, sourceIp } },
      body: Buffer.from(body).toString('base64'),
      isBase64Encoded: true,
    };
    const { result, lines } = await captureOutput(() =>
      Promise.resolve(Reflect.apply(receive, undefined, [event, {}])),
    );
    const answer = v.parse(Answer, result);
    return {
      status: answer.statusCode,
      headers: answer.headers,
      body: answer.headers['content-type']?.startsWith('text/') ? {} : v.parse(JsonText, answer.body),
      text: answer.body,
      messages: bodies.map((text) => v.parse(InviteMessage, JSON.parse(text))),
      lines,
    };
  }

  return { configuration, secrets, post };
}
