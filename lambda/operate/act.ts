import type { Log } from '../aws/log.ts';
import type { Refused, Retried } from './answer.ts';
import { type FindParts, findHire } from './find-hire.ts';
import type { Act, Whom } from './request.ts';
import { type RetryContext, type RetryParts, retryHire } from './retry-hire.ts';

export interface ActParts extends RetryParts {
  find: FindParts;
  log: Log;
}

type Done = Retried;

/** Everything that changes something, and nothing else. */
export function act(request: Act, run: RetryContext, parts: ActParts): Promise<Done | Refused> {
  switch (request.action) {
    case 'retry':
      return actOnHire(request, run, parts, (hire) => retryHire(hire, run, parts));
  }
}

/** @param carryOut gets the row key of the hire that is meant. */
async function actOnHire(
  request: Act & Whom,
  run: RetryContext,
  parts: ActParts,
  carryOut: (hire: string) => Promise<Done | Refused>,
): Promise<Done | Refused> {
  const found = await findHire(request, parts.find);
  if ('ok' in found) return found;
  const hire = String(found.row['hire']);
  return audit(request, { hire }, run, parts, () => carryOut(hire));
}

/** Each act leaves a line in the log, also one that fails. It says who asked: the one name that a log may have. */
async function audit(
  { action, by = 'unknown' }: Act,
  of: { hire?: string },
  { requestId }: RetryContext,
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
