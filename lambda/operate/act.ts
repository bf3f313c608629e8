import type { DeadLetters } from '../aws/dead-letters.ts';
import type { Log } from '../aws/log.ts';
import type { Schedules } from '../aws/schedules.ts';
import type { Acted, Refused, ReplayBegun, Retried, RetriedMany, Switched } from './answer.ts';
import { cancelHire } from './cancel-hire.ts';
import { type FindParts, findHire } from './find-hire.ts';
import { type ForgetParts, forgetHire } from './forget-hire.ts';
import { type InviteContext, type InviteParts, inviteByHand } from './invite-by-hand.ts';
import { readWish } from './judge-by-hand.ts';
import { type PauseParts, pauseAll } from './pause.ts';
import { beginReplay, type ReplayParts } from './replay.ts';
import type { Act, Whom } from './request.ts';
import { noteRestore, type RestoredParts } from './restored.ts';
import { resumeAll } from './resume.ts';
import { retryHire } from './retry-hire.ts';
import { type RetryManyParts, retryMany } from './retry-many.ts';
import { undoCancelOf } from './undo-cancel.ts';

export interface ActParts
  extends RetryManyParts,
    ForgetParts,
    PauseParts,
    RestoredParts,
    InviteParts,
    ReplayParts {
  find: FindParts;
  settings: RetryManyParts['settings'] & InviteParts['settings'];
  schedules: Schedules;
  deadLetters: DeadLetters;
  log: Log;
}

export type Done = Retried | RetriedMany | Acted | Switched | ReplayBegun;

/** Everything that changes something, and nothing else. */
export function act(request: Act, run: InviteContext, parts: ActParts): Promise<Done | Refused> {
  switch (request.action) {
    case 'retry':
      return actOnHire(request, run, parts, (hire) => retryHire(hire, run, parts));
    case 'cancel':
      return actOnHire(request, run, parts, (hire) => cancelHire(hire, parts));
    case 'undo-cancel':
      return actOnHire(request, run, parts, (hire) => undoCancelOf(hire, run, parts));
    case 'pause':
      return audit(request, {}, run, parts, () => pauseAll(request.reason, parts));
    case 'resume':
      return audit(request, {}, run, parts, () => resumeAll(parts));
    case 'restored':
      return audit(request, {}, run, parts, () => noteRestore(Date.parse(request.to), parts));
    case 'retry-many':
      return audit(request, {}, run, parts, () =>
        retryMany(request, run, parts, (hire, retry) => audit(request, { hire }, run, parts, retry)),
      );
    case 'replay':
      return audit(request, {}, run, parts, () => beginReplay(parts));
    case 'forget':
      return actOnHire(request, run, parts, (hire) => forgetHire(hire, run.hasTime, parts));
    case 'invite':
      return actOnWish(request, run, parts);
  }
}

/** @param carryOut gets the row key of the hire that is meant. */
async function actOnHire(
  request: Act & Whom,
  run: InviteContext,
  parts: ActParts,
  carryOut: (hire: string) => Promise<Done | Refused>,
): Promise<Done | Refused> {
  const found = await findHire(request, parts.find);
  if ('ok' in found) return found;
  const hire = String(found.row['hire']);
  return audit(request, { hire }, run, parts, () => carryOut(hire));
}

async function actOnWish(
  request: Extract<Act, { action: 'invite' }>,
  run: InviteContext,
  parts: ActParts,
): Promise<Done | Refused> {
  const wish = await readWish(request, parts);
  if ('ok' in wish) return wish;
  return audit(request, { hire: wish.hire }, run, parts, () => inviteByHand(wish, run, parts));
}

/** Each act leaves a line in the log, also one that fails. It says who asked: the one name that a log may have. */
async function audit<Answer extends Done>(
  { action, by = 'unknown' }: Act,
  of: { hire?: string },
  { requestId }: InviteContext,
  { log }: ActParts,
  carryOut: () => Promise<Answer | Refused>,
): Promise<Answer | Refused> {
  let code = 'FAILED';
  try {
    const answer = await carryOut();
    code = answer.ok ? 'DONE' : answer.code;
    return answer;
  } finally {
    log.info('operator acted', { requestId, action, ...of, by, code });
  }
}
