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
import { readRequest } from './read-request.ts';
import { recogniseFormat } from './recognise-format.ts';
import { requireNetwork } from './require-network.ts';
import { requireObjectOrList } from './require-object-or-list.ts';
import { requirePost } from './require-post.ts';
import { requireSize } from './require-size.ts';
import { shakeHands } from './shake-hands.ts';

/** What `receive` is connected to. */
export interface ReceiveParts {
  configuration: Pick<Configuration, 'name' | 'sources' | 'receive'>;
  secrets: SecretReader;
  queue: InviteQueue;
  log: Log;
  count: CountMetric;
  nowMs: () => number;
}

/**
 * The way of a webhook, step by step. It answers 2xx only when every hire of the request is on the queue. Nothing is
 * judged unreadable or too large before it is authentic: that raises an alarm, which the internet must not be able to do.
 */
export function createReceive({ configuration, secrets, queue, log, count, nowMs }: ReceiveParts) {
  const { name, receive } = configuration;
  return middy()
    .use(answerRefusals({ log, count }))
    .use(readRequest(configuration))
    .use(requireNetwork())
    .use(shakeHands({ name, secrets, log }))
    .use(requirePost())
    .use(authenticate({ name, secrets, nowMs }))
    .use(requireSize(receive.maxBodyBytes))
    .use(recogniseFormat())
    .use(httpJsonBodyParser({ disableContentTypeError: true })) // passes over what is not JSON
    .use(requireObjectOrList())
    .handler(acceptHires({ queue, log, count, nowMs }));
}
