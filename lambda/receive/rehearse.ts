import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Source } from '../../config/source.ts';
import type { InviteQueue } from '../aws/invite-queue.ts';
import { createMutedLog } from '../aws/log.ts';
import { createMutedMetrics } from '../aws/metrics.ts';
import { createSecretReader } from '../aws/secrets.ts';
import { toHmacScheme } from '../hr-systems/hmac-scheme.ts';
import { createReceive } from './receive.ts';
import { sign } from './verify-hmac.ts';

/**
 * While the function starts, it has a whole CPU, and later only a share of one. So one webhook of nobody goes the real
 * way during the start, and the first real one meets code that has run. It leaves nothing behind: its source, secret,
 * log and metrics are its own, and its call to SQS ends before the network.
 */

const name = 'rehearsal';

const authentication = {
  type: 'hmac',
  algorithm: 'sha256',
  encoding: 'hex',
  signatureHeader: 'x-signature',
  template: '{timestamp}.{body}',
  timestampHeader: 'x-timestamp',
  timestampFormat: 'seconds',
  secretEncoding: 'utf8',
} as const;

const source: Source = {
  type: 'generic',
  authentication: [authentication],
  toleranceSeconds: 300,
  refusalStatus: 401,
  acceptedStatus: 202,
  handshakes: [{ type: 'ping', text: 'ping' }],
  formats: ['json'],
  recordHeaders: [],
  records: '[employees, @][]',
  event: { type: 'action', created: ['created'], updated: [], removed: [] },
  employee: {
    id: 'id',
    workEmail: ['work_email', "emails[?type=='work'].value"],
    startDate: 'start_date',
    mayCome: [],
  },
  startDateFormat: 'YYYY-MM-DD',
  updatesInvite: false,
  eligible: {},
};

/** About as large as a real one: what writes the message to SQS goes through it character by character. */
const fields = Object.fromEntries(
  Array.from({ length: 60 }, (_, index) => [`field_${index}`, `value ${index}`]),
);
const body = JSON.stringify({
  employees: [{ action: 'created', id: '1', start_date: '2026-03-02', fields }],
});

/**
 * Sends the webhook of nobody through all the steps of `receive`.
 * @param client the function's own: what it needs to sign and send is then at hand.
 * @returns what its sender would be answered: 202, if all is well.
 */
export async function rehearse(
  client: Pick<SQSClient, 'send'>,
  { queueUrl, nowMs }: { queueUrl: string; nowMs: () => number },
): Promise<unknown> {
  const receive = createReceive({
    configuration: { name, sources: { [name]: source }, receive: { maxBodyBytes: 100_000 } },
    secrets: createSecretReader({
      client: { send: async () => ({ SecretString: JSON.stringify({ current: name }) }) },
      nowMs,
    }),
    queue: { client: withoutNetwork(client), url: queueUrl },
    log: createMutedLog(name),
    count: createMutedMetrics(name),
    nowMs,
  });
  return Reflect.apply(receive, undefined, [signedEvent(String(Math.floor(nowMs() / 1000))), {}]);
}

/** API Gateway's event, with the headers of its signature. */
function signedEvent(timestamp: string) {
  const scheme = toHmacScheme(authentication);
  const key = Buffer.from(name);
  const signature = sign(scheme, key, { id: '', timestamp, rawBody: Buffer.from(body) });
  return {
    headers: {
      'content-type': 'application/json',
      'x-signature': signature.toString('hex'),
      'x-timestamp': timestamp,
    },
    pathParameters: { source: name },
    requestContext: { requestId: name, http: { method: 'POST', sourceIp: '127.0.0.1' } },
    body,
    isBase64Encoded: false,
  };
}

/** The client, with calls that are signed and written, and answered in place of the network. */
function withoutNetwork(client: InviteQueue['client']): InviteQueue['client'] {
  return {
    send(command: SendMessageBatchCommand) {
      command.middlewareStack.add(() => async () => ({ response: accepted(command) }), {
        step: 'deserialize',
        priority: 'low',
      });
      return client.send(command);
    },
  };
}

/** SQS's answer that it has accepted everything. */
function accepted({ input: { Entries = [] } }: SendMessageBatchCommand) {
  const md5 = (text = '') => createHash('md5').update(text).digest('hex');
  const Successful = Entries.map(({ Id, MessageBody }) => ({
    Id,
    MessageId: Id,
    MD5OfMessageBody: md5(MessageBody),
  }));
  return {
    statusCode: 200,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: Readable.from([Buffer.from(JSON.stringify({ Successful }))]),
  };
}
