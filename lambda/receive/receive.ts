import middy from '@middy/core';
import type { APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import * as v from 'valibot';
import type { Configuration } from '../shared/configuration.ts';
import { enqueue, type InviteQueue, QueueUnavailable, toMessage } from '../shared/invite-queue.ts';
import { errorFields, type Log } from '../shared/log.ts';
import type { CountMetric } from '../shared/metrics.ts';
import { type SecretReader, secretNames } from '../shared/secrets.ts';
import { authenticate } from './authenticate.ts';
import { decodeBody, parseJson, requireObjectOrList } from './parse-body.ts';
import { createRequestReader, readRequestId, requireSize, type Webhook } from './read-request.ts';
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
 * The way of a webhook: raw bytes → authenticate → parse → the hires in it → the invite queue → 202. It answers 2xx
 * only when every hire of the request is on the queue. Nothing is judged unreadable or too large before it is
 * authentic: that raises an alarm, which the internet must not be able to do.
 */
export function createReceive(parts: ReceiveParts) {
  const { configuration, secrets, nowMs } = parts;
  const readRequest = createRequestReader(configuration);

  return middy<Webhook, Answer, Error, Context, { webhook?: Webhook }>()
    .onError((request) => {
      const { webhook } = request.internal;
      const requestId = webhook?.requestId ?? readRequestId(request.event);
      request.response = refuse(request.error, { requestId, source: webhook?.source }, parts);
    })
    .before((request) => {
      request.event = readRequest(request.event);
      request.internal.webhook = request.event;
    })
    .before(async ({ event: webhook }) => {
      const secret = secretNames.webhook(configuration.name, webhook.source);
      await authenticate(webhook, { secrets, secret, nowMs });
    })
    .before(({ event: webhook }) => requireSize(webhook, configuration.receive.maxBodyBytes))
    .before(({ event: webhook }) => {
      webhook.body = decodeBody(webhook);
    })
    .use(parseJson())
    .handler((webhook: Webhook) => acceptHires(webhook, parts));
}

async function acceptHires(webhook: Webhook, { queue, log, count, nowMs }: ReceiveParts): Promise<Answer> {
  const { source, requestId, hr } = webhook;
  const events = hr.readEvents(requireObjectOrList(webhook.body));
  const receivedAt = new Date(nowMs()).toISOString();
  const context = { source, readEmployeeId: hr.readEmployeeId, requestId, receivedAt };
  const messages = events.flatMap((event) => (event.event === 'other' ? [] : toMessage(event, context)));
  await enqueue(messages, queue);
  const counts = { accepted: messages.length, ignored: events.length - messages.length };
  const hires = messages.filter(({ event }) => event === 'created').length;
  log.info('webhook accepted', { requestId, source, ...counts });
  if (hires > 0) count('HiresAccepted', hires, { source });
  return {
    statusCode: 202,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...counts, requestId }),
  };
}

function refuse(
  error: unknown,
  { requestId, source = 'unknown' }: { requestId: string; source: string | undefined },
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
  return toProblem(refusal, requestId);
}

/** The JSON parser's own errors carry the body: nothing of them is kept but that there was one. */
function toRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof QueueUnavailable) return new Refusal('QUEUE_UNAVAILABLE', error.reason);
  const status = v.safeParse(v.object({ statusCode: v.number() }), error);
  if (status.success && status.output.statusCode === 422)
    return new Refusal('BODY_UNREADABLE', 'body-no-json');
  return new Refusal('INTERNAL_ERROR', 'unexpected');
}
