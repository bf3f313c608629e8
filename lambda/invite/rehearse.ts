import type { SQSBatchResponse } from 'aws-lambda';
import type * as v from 'valibot';
import type { Configuration } from '../../config/configuration.ts';
import type { InviteEnvironment } from '../aws/environment.ts';
import { createMutedLog } from '../aws/log.ts';
import { createMutedMetrics } from '../aws/metrics.ts';
import { createSecretReader } from '../aws/secrets.ts';
import { withoutNetwork } from '../aws/without-network.ts';
import { type InviteMessage, toAsciiJson } from '../hire/invite-message.ts';
import {
  rehearsed,
  rehearsedEmail,
  rehearsedRecord,
  rehearsedSource,
} from '../hr-systems/rehearsed-source.ts';
import type { HttpRequest, SendHttpRequest } from '../http/http-request.ts';
import { connectInvite, type InviteOutside } from './connect-invite.ts';

/**
 * Invites nobody: a hire that does not exist goes the whole way to its mail, while the function starts. Then it has a whole
 * CPU, and later only a share of one. Nothing is left behind: the calls to AWS and OneLogin end before the network, and
 * the secrets, the log and the metrics are the rehearsal's own.
 * @param http answers in place of OneLogin. Default: `playOneLogin`.
 */
export async function rehearse(
  { oneLogin, invite, retry, alarms, ...others }: Configuration,
  environment: v.InferOutput<typeof InviteEnvironment>,
  { dynamoDb, scheduler, sqs }: Pick<InviteOutside, 'dynamoDb' | 'scheduler' | 'sqs'>,
  nowMs: () => number,
  http: SendHttpRequest = playOneLogin,
): Promise<SQSBatchResponse> {
  const secret = { clientId: rehearsed, clientSecret: rehearsed, key: 'a key of a rehearsal' };
  const handler = connectInvite(
    {
      ...others,
      name: rehearsed,
      sources: { [rehearsed]: rehearsedSource },
      oneLogin,
      invite: { ...invite, dryRun: false },
      retry,
      alarms,
    },
    environment,
    {
      dynamoDb: withoutNetwork(dynamoDb),
      scheduler: withoutNetwork(scheduler),
      sqs: withoutNetwork(sqs),
      secrets: createSecretReader({
        client: { send: async () => ({ SecretString: JSON.stringify(secret) }) },
        nowMs,
      }),
      http,
      log: createMutedLog(rehearsed),
      count: createMutedMetrics(rehearsed),
    },
    { hrApiUrl: () => undefined, nowMs },
  );
  return handler({ Records: [toRecord(nowMs())] }, { getRemainingTimeInMillis: () => 60_000 });
}

/** The message as SQS delivers it. */
function toRecord(now: number) {
  const message: InviteMessage = {
    v: 1,
    purpose: 'invite',
    event: 'created',
    source: rehearsed,
    record: rehearsedRecord,
    receivedAt: new Date(now).toISOString(),
    requestId: rehearsed,
  };
  return {
    messageId: rehearsed,
    receiptHandle: rehearsed,
    body: toAsciiJson(message),
    attributes: {
      SentTimestamp: String(now),
      ApproximateFirstReceiveTimestamp: String(now),
      ApproximateReceiveCount: '1',
      SenderId: rehearsed,
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: '',
    awsRegion: '',
  };
}

/** OneLogin's answers, if it had a user of nobody's address. */
export async function playOneLogin({ url }: HttpRequest) {
  const answer = url.includes('/token')
    ? { access_token: rehearsed, created_at: '2026-01-01T00:00:00Z', expires_in: 1e10 }
    : url.includes('/users')
      ? [{ id: 1, email: rehearsedEmail, status: 7, state: 1 }]
      : { status: { error: false, code: 200, type: 'success', message: 'Success' } };
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(answer) };
}
