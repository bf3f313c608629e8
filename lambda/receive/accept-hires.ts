import { enqueue, type InviteQueue } from '../aws/invite-queue.ts';
import type { Log } from '../aws/log.ts';
import type { CountMetric } from '../aws/metrics.ts';
import { toMessage } from '../hr-systems/to-message.ts';
import type { Answer, WebhookEvent } from './webhook.ts';

/**
 * Creates the last step. It puts the hires of an authentic webhook on the invite queue, and only then answers
 * 202, or the source's `acceptedStatus`. It throws QueueUnavailable.
 */
export function acceptHires({ queue, log, count }: { queue: InviteQueue; log: Log; count: CountMetric }) {
  return async ({ webhook, format, body }: WebhookEvent): Promise<Answer> => {
    const { source, settings, requestId, receivedAt, hr, headers } = webhook;
    const events = hr.readEvents(body, headers);
    const context = { source, hr, requestId, receivedAt: new Date(receivedAt).toISOString() };
    const messages = events.flatMap((event) => ('record' in event ? toMessage(event, context) : []));
    await enqueue(messages, queue);
    const counts = { accepted: messages.length, ignored: events.length - messages.length };
    const hires = messages.filter(({ event }) => event === 'created').length;
    const unknown = events.filter(({ event }) => event === 'unknown').length;
    if (unknown === 0) log.info('webhook accepted', { requestId, source, ...counts });
    else {
      // The webhook is authentic and seems to be for us, so the sender gets a 2xx. A person hears that hires may be
      // missing.
      log.warn('webhook accepted', { requestId, source, ...counts, unknown });
      count('WebhookUnreadable', 1, { source, reason: 'event-unknown' });
    }
    if (hires > 0) count('HiresAccepted', hires, { source });
    const xml = format === 'xml' ? settings.acceptedXml : undefined;
    return {
      statusCode: settings.acceptedStatus,
      headers: { 'content-type': xml === undefined ? 'application/json' : 'text/xml' },
      body: xml?.replaceAll('{now}', context.receivedAt) ?? JSON.stringify({ ...counts, requestId }),
    };
  };
}
