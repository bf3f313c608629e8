import { enqueueBody } from '../aws/invite-queue.ts';
import { toAsciiJson } from '../hire/invite-message.ts';
import { toByHandMessage } from '../hr-systems/by-hand.ts';
import type { TimeBudget } from '../http/time-budget.ts';
import { type Acted, type Refused, refuse } from './answer.ts';
import { type JudgeParts, judgeWish, type Wish } from './judge-by-hand.ts';
import { type RetryContext, type RetryParts, retryHire, sayPaused } from './retry-hire.ts';

export interface InviteParts extends RetryParts, JudgeParts {
  // Both name it.
  hires: RetryParts['hires'];
}

export interface InviteContext extends RetryContext {
  /** How much time the calls to OneLogin have. */
  budget: TimeBudget;
}

/**
 * Invites somebody by hand: the wish goes the way of every hire, so that nobody is mailed twice. It can be repeated: while
 * it is open and the person has not been mailed, that tries it again.
 * @throws the errors of the tables, the queues and Scheduler.
 */
export async function inviteByHand(
  wish: Wish,
  context: InviteContext,
  parts: InviteParts,
): Promise<Acted | Refused> {
  const { hire, person, pseudonym } = wish;
  const judged = await judgeWish(wish, parts, context.budget);
  if ('refused' in judged && judged.isUnmailedWish !== true) return judged.refused;
  if ('refused' in judged) {
    const retried = await retryHire(hire, context, parts);
    // The wish says again what was lost.
    if (retried.ok || retried.code !== 'RECORD_LOST') return retried;
  }
  if (await parts.brake.isPaused()) return refuse('PAUSED', sayPaused);
  const { requestId } = context;
  const message = toByHandMessage(person, { id: pseudonym, requestId, now: parts.nowMs() });
  await enqueueBody(toAsciiJson(message), parts.queue);
  return {
    ok: true,
    hire,
    message: 'refused' in judged ? 'The hire is tried again now.' : judged.message,
  };
}
