import { createHash } from 'node:crypto';
import type { SQSClient } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import { createMutedLog } from '../aws/log.ts';
import { createMutedMetrics } from '../aws/metrics.ts';
import { createSecretReader } from '../aws/secrets.ts';
import { withoutNetwork } from '../aws/without-network.ts';
import { toHmacScheme } from '../hr-systems/hmac-scheme.ts';
import {
  rehearsed,
  rehearsedAuthentication,
  rehearsedRecord,
  rehearsedSource,
} from '../hr-systems/rehearsed-source.ts';
import { createReceive } from './receive.ts';
import { sign } from './verify-hmac.ts';

/**
 * Sends a webhook of nobody through all the steps of `receive`. The function does so while it starts: then it has a whole
 * CPU, and later only a share of one, so the first real webhook should meet code that has run. Nothing is left behind: the
 * source, secret, log and metrics are the rehearsal's own, and the call to SQS ends before the network.
 * @returns what its sender would be answered: 202, if all is well.
 */
export async function rehearse(
  client: SQSClient,
  { queueUrl, nowMs }: { queueUrl: string; nowMs: () => number },
): Promise<unknown> {
  const receive = createReceive({
    configuration: {
      name: rehearsed,
      sources: { [rehearsed]: rehearsedSource },
      receive: { maxBodyBytes: 100_000 },
    },
    secrets: createSecretReader({
      client: { send: async () => ({ SecretString: JSON.stringify({ current: rehearsed }) }) },
      nowMs,
    }),
    queue: { client: withoutNetwork(client, acceptAll), url: queueUrl },
    log: createMutedLog(rehearsed),
    count: createMutedMetrics(rehearsed),
    nowMs,
  });
  const timestamp = String(Math.floor(nowMs() / 1000));
  return Reflect.apply(receive, undefined, [signedEvent(timestamp), {}]);
}

/** API Gateway's event. */
function signedEvent(timestamp: string) {
  const body = JSON.stringify({ employees: [rehearsedRecord] });
  const rawBody = Buffer.from(body);
  const signature = sign(toHmacScheme(rehearsedAuthentication), Buffer.from(rehearsed), {
    id: '',
    timestamp,
    headers: {},
    rawBody,
  });
  return {
    headers: {
      'content-type': 'application/json',
      'x-signature': signature.toString('hex'),
      'x-timestamp': timestamp,
    },
    pathParameters: { source: rehearsed },
    requestContext: { requestId: rehearsed, http: { method: 'POST', sourceIp: '127.0.0.1' } },
    body,
    isBase64Encoded: false,
  };
}

const Batch = v.object({ Entries: v.array(v.object({ Id: v.string(), MessageBody: v.string() })) });

/** SQS's answer that it has every message. Its client checks the digests. */
function acceptAll(input: object) {
  const { Entries } = v.parse(Batch, input);
  const md5 = (text: string) => createHash('md5').update(text).digest('hex');
  return {
    Successful: Entries.map(({ Id, MessageBody }) => ({
      Id,
      MessageId: Id,
      MD5OfMessageBody: md5(MessageBody),
    })),
  };
}
