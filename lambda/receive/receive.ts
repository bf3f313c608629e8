import middy from '@middy/core';
import type { APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type { Configuration } from '../../config/configuration.ts';
import { enqueue, type InviteQueue, QueueUnavailable, toMessage } from '../aws/invite-queue.ts';
import { errorFields, type Log } from '../aws/log.ts';
import type { CountMetric } from '../aws/metrics.ts';
import { type SecretReader, secretNames } from '../aws/secrets.ts';
import { authenticate, requireNetwork } from './authenticate.ts';
import { answerHandshake } from './handshake.ts';
import { parseBody } from './parse-body.ts';
import {
  createRequestReader,
  readRequestId,
  requirePost,
  requireSize,
  type Webhook,
} from './read-request.ts';
import { Refusal, toProblem } from './refusal.ts';

export interface ReceiveParts {
  configuration: Pick<Configuration, 'name' | 'sources' | 'receive'>;
  secrets: SecretReader;
  queue: InviteQueue;
  log: Log;
  count: CountMetric;
  nowMs: () => number;
}

type Answer = APIGatewayProxyStructuredResultV2;

/**
 * The way of a webhook: raw bytes → from its networks? → a handshake? → authenticate → parse → the hires in it → the
 * invite queue → 202. It answers 2xx only when every hire of the request is on the queue. Nothing is judged unreadable or
 * too large before it is authentic: that raises an alarm, which the internet must not be able to do.
 */
export function createReceive(parts: ReceiveParts) {
  const { configuration, secrets, nowMs } = parts;
  const readRequest = createRequestReader(configuration);
  const secretOf = ({ source }: Webhook) => secretNames.webhook(configuration.name, source);

  return middy<Webhook, Answer, Error, Context, { webhook?: Webhook }>()
    .onError((request) => {
      const { webhook } = request.internal;
      request.response = refuse(request.error, webhook ?? { requestId: readRequestId(request.event) }, parts);
    })
    .before((request) => {
      request.event = readRequest(request.event);
      request.internal.webhook = request.event;
    })
    .before(({ event: webhook }) => requireNetwork(webhook))
    .before(({ event: webhook }) => shakeHands(webhook, secretOf(webhook), parts))
    .before(({ event: webhook }) => requirePost(webhook))
    .before(({ event: webhook }) => authenticate(webhook, { secrets, secret: secretOf(webhook), nowMs }))
    .before(({ event: webhook }) => requireSize(webhook, configuration.receive.maxBodyBytes))
    .before(async ({ event: webhook }) => {
      webhook.body = await parseBody(webhook);
    })
    .handler((webhook: Webhook) => acceptHires(webhook, parts));
}

/** An answer ends the way here. */
async function shakeHands(
  webhook: Webhook,
  secret: string,
  { secrets, log }: ReceiveParts,
): Promise<Answer | undefined> {
  const { requestId, source } = webhook;
  const answer = await answerHandshake(webhook, { secrets, secret });
  if (answer === undefined) return undefined;
  const { said, headers = {}, body = { accepted: 0, ignored: 0, requestId } } = answer;
  log.info('handshake answered', { requestId, source, reason: said });
  return {
    statusCode: 200,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  };
}

async function acceptHires(webhook: Webhook, { queue, log, count, nowMs }: ReceiveParts): Promise<Answer> {
  const { source, requestId, hr } = webhook;
  const events = hr.readEvents(webhook.body, webhook.headers);
  const context = { source, hr, requestId, receivedAt: new Date(nowMs()).toISOString() };
  const messages = events.flatMap((event) => ('record' in event ? toMessage(event, context) : []));
  await enqueue(messages, queue);
  const counts = { accepted: messages.length, ignored: events.length - messages.length };
  const hires = messages.filter(({ event }) => event === 'created').length;
  const unknown = events.filter(({ event }) => event === 'unknown').length;
  if (unknown === 0) log.info('webhook accepted', { requestId, source, ...counts });
  else {
    // Authentic, and for all that can be seen ours: the sender is told 2xx, a person that something may be missing.
    log.warn('webhook accepted', { requestId, source, ...counts, unknown });
    count('WebhookUnreadable', 1, { source, reason: 'event-unknown' });
  }
  if (hires > 0) count('HiresAccepted', hires, { source });
  return {
    statusCode: 202,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...counts, requestId }),
  };
}

function refuse(
  error: unknown,
  { requestId, source = 'unknown', settings }: Pick<Webhook, 'requestId'> & Partial<Webhook>,
  { log, count }: ReceiveParts,
): Answer {
  const refusal = toRefusal(error);
  const { code, reason, status } = refusal;
  const fields = { requestId, source, code, reason, status };
  if (status === 500) log.error('webhook failed', { ...fields, ...errorFields(error) });
  else log.warn('webhook refused', fields);
  if (code === 'UNAUTHENTICATED') count('WebhookRefused', 1, { source, reason });
  if (code === 'BODY_UNREADABLE' || code === 'BODY_TOO_LARGE')
    count('WebhookUnreadable', 1, { source, reason });
  const takesBasic = settings?.authentication.some(({ type }) => type === 'basic') === true;
  return toProblem(refusal, requestId, code === 'UNAUTHENTICATED' && takesBasic ? basicChallenge : {});
}

/** Some senders wait for it, in a 401, before they send their credential (RFC 7617, section 2). */
const basicChallenge = { 'www-authenticate': 'Basic realm="Hire Invites", charset="UTF-8"' };

function toRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof QueueUnavailable) return new Refusal('QUEUE_UNAVAILABLE', error.reason);
  return new Refusal('INTERNAL_ERROR', 'unexpected');
}
