import type { Log } from '../aws/log.ts';
import type { InvitedByHand, Refused, Retried } from './answer.ts';
import { type FindParts, findHire } from './find-hire.ts';
import { type InviteContext, type InviteParts, inviteByHand } from './invite-by-hand.ts';
import { readWish } from './judge-by-hand.ts';
import type { Act, Whom } from './request.ts';
import { retryHire } from './retry-hire.ts';

export interface ActParts extends InviteParts {
  find: FindParts;
  log: Log;
}

type Done = Retried | InvitedByHand;

/** Everything that changes something, and nothing else. */
export function act(request: Act, run: InviteContext, parts: ActParts): Promise<Done | Refused> {
  switch (request.action) {
    case 'retry':
      return actOnHire(request, run, parts, (hire) => retryHire(hire, run, parts));
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
async function audit(
  { action, by = 'unknown' }: Act,
  of: { hire?: string },
  { requestId }: InviteContext,
  { log }: ActParts,
  carryOut: () => Promise<Done | Refused>,
): Promise<Done | Refused> {
  let code = 'FAILED';
  try {
    const answer = await carryOut();
    code = answer.ok ? 'DONE' : answer.code;
    return answer;
  } finally {
    log.info('operator acted', { requestId, action, ...of, by, code });
  }
}
