import middy from '@middy/core';
import httpJsonBodyParser from '@middy/http-json-body-parser';
import type { Configuration } from '../../config/configuration.ts';
import type { InviteQueue } from '../aws/invite-queue.ts';
import type { Log } from '../aws/log.ts';
import type { CountMetric } from '../aws/metrics.ts';
import type { SecretReader } from '../aws/secrets.ts';
import { acceptHires } from './accept-hires.ts';
import { answerRefusals } from './answer-refusals.ts';
import { authenticate } from './authenticate.ts';
import { readBody } from './read-body.ts';
import { readRequest } from './read-request.ts';
import { requireNetwork } from './require-network.ts';
import { requireObjectOrList } from './require-object-or-list.ts';
import { requirePost } from './require-post.ts';
import { requireProxy } from './require-proxy.ts';
import { requireSize } from './require-size.ts';
import { shakeHands } from './shake-hands.ts';

/** The parts that `receive` is made of. */
export interface ReceiveParts {
  configuration: Pick<Configuration, 'name' | 'sources' | 'receive'>;
  secrets: SecretReader;
  queue: InviteQueue;
  log: Log;
  count: CountMetric;
  nowMs: () => number;
}

/**
 * The path of a webhook, step by step. The answer is 2xx only if every hire of the request is on the queue. Whether a
 * body is unreadable or too large is checked only once the webhook is authentic: it raises an alarm, and strangers on
 * the internet must not be able to do that.
 */
export function createReceive({ configuration, secrets, queue, log, count, nowMs }: ReceiveParts) {
  const { name, receive } = configuration;
  return middy()
    .use(answerRefusals({ log, count }))
    .use(readRequest(configuration, nowMs))
    .use(requireProxy(receive.proxyKeySha256))
    .use(requireNetwork())
    .use(shakeHands({ name, secrets, log }))
    .use(requirePost())
    .use(authenticate({ name, secrets, count, nowMs }))
    .use(requireSize(receive.maxBodyBytes))
    .use(readBody(receive.maxBodyBytes))
    .use(httpJsonBodyParser({ disableContentTypeError: true })) // ignores anything that is not JSON
    .use(requireObjectOrList())
    .handler(acceptHires({ queue, log, count }));
}
