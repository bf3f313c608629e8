import type { MiddlewareObj } from '@middy/core';
import type { Context } from 'aws-lambda';
import { QueueUnavailable } from '../aws/invite-queue.ts';
import { errorFields, type Log } from '../aws/log.ts';
import type { CountMetric } from '../aws/metrics.ts';
import { TooMuch } from '../hr-systems/too-much.ts';
import { Refusal, toProblem } from './refusal.ts';
import { isMismatch } from './refused-because.ts';
import type { Answer, Received } from './webhook.ts';

/** Answers a refused webhook, logs the reason, and counts what a person should know about. */
export function answerRefusals({
  log,
  count,
}: {
  log: Log;
  count: CountMetric;
}): MiddlewareObj<unknown, Answer, Error, Context, Received> {
  return {
    onError(request) {
      const { requestId = 'unknown', webhook } = request.internal;
      const source = webhook?.source ?? 'unknown';
      const refusal = toRefusal(request.error);
      const { code, reason, status } = refusal;
      const fields = { requestId, source, code, reason, status };
      if (status === 500) log.error('webhook failed', { ...fields, ...errorFields(request.error) });
      else log.warn('webhook refused', fields);
      // A mismatch is counted too while it is not certain: it is how a flood of forged webhooks is seen.
      if (code === 'UNAUTHENTICATED' || isMismatch(reason)) count('WebhookRefused', 1, { source, reason });
      if (code === 'BODY_UNREADABLE' || code === 'BODY_TOO_LARGE')
        count('WebhookUnreadable', 1, { source, reason });
      const takesBasic = webhook?.settings.authentication.some(({ type }) => type === 'basic') === true;
      const challenge = code === 'UNAUTHENTICATED' && takesBasic ? basicChallenge : {};
      request.response = toProblem(refusal, requestId, challenge);
    },
  };
}

/** Some senders wait for this header in a 401 before they send their credential (RFC 7617, section 2). */
const basicChallenge = { 'www-authenticate': 'Basic realm="Hire Invites", charset="UTF-8"' };

/** What an error of a step means for the sender. */
export function toRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof QueueUnavailable) return new Refusal('QUEUE_UNAVAILABLE', error.reason);
  if (error instanceof TooMuch) return new Refusal('BODY_TOO_LARGE', error.reason);
  if (isFromJsonParser(error)) return new Refusal('BODY_UNREADABLE', 'body-no-json');
  return new Refusal('INTERNAL_ERROR', 'unexpected');
}

/** The parser's own errors contain the body, so only the fact that there was one is kept. */
function isFromJsonParser(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return (
    typeof cause === 'object' &&
    cause !== null &&
    'package' in cause &&
    cause.package === '@middy/http-json-body-parser'
  );
}
