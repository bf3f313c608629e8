import { type EligibilitySettings, judgeEligibility } from './eligibility.ts';
import type { Invitee, KnownHire } from './invitee.ts';
import { type Failure, isFailure, outcomeOf } from './outcomes.ts';
import { unreadableDate } from './start-date.ts';

export interface HireCircumstances extends EligibilitySettings {
  /** The moment that follows from the start date. Milliseconds since 1970. */
  notBefore: number | undefined;
  /** Whether no wait of `retry.afterSeconds` has been used up yet. */
  isFirstLook: boolean;
}

/** Nobody is hired so far ahead: it is a slip such as 2206, and the hire would wait for ever. */
const longestWaitMs = 5 * 366 * 24 * 60 * 60 * 1000;

/**
 * Whom to invite now, or why nobody: the source's settings leave the person out, something is wrong that waiting cannot
 * cure, it is too early, or something may still come. Problems that waiting cannot cure come first, so that a person
 * hears of them at once.
 */
export function judgeHire(
  known: KnownHire,
  { notBefore, isFirstLook, ...eligibility }: HireCircumstances,
  now: number,
): Invitee | Failure {
  const { invitee, startDate, startDateMayCome } = known;
  const notEligible = judgeEligibility(known, eligibility);
  if (notEligible !== undefined) return notEligible;
  if (isFailure(invitee) && outcomeOf(invitee.code).consequence === 'park') return invitee;
  if (startDate === unreadableDate) return { code: 'START_DATE_UNREADABLE' };
  if (notBefore !== undefined && notBefore > now + longestWaitMs)
    return { code: 'START_DATE_UNREADABLE', reason: 'more than five years ahead' };
  if (notBefore !== undefined && now < notBefore) return { code: 'NOT_DUE_YET' };
  if (isFailure(invitee)) return invitee;
  return startDateMayCome && isFirstLook ? { code: 'START_DATE_NOT_YET' } : invitee;
}
