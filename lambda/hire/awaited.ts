import type { Decision } from './decision.ts';
import { type HireRow, isAwaited, isInvited, isLeased, linkLivesMs, toFinalRow } from './hire-row.ts';
import { hasLaterRecord } from './latest-word.ts';
import type { Look } from './look.ts';
import { isOnWeekend, momentAfter, momentOf } from './moment.ts';
import { outcomeOf } from './outcomes.ts';
import type { AttemptEnd, RetrySettings, Settlement, SettleSettings } from './settlement.ts';
import { zoneOf } from './time-zone.ts';
import { earliestAsk, isTriedLongEnough, latestWait, tryLater, waitForLease } from './waits.ts';

/**
 * The life of a hire between the mail and the active account. The row is `invited`, and `followUpAt` is the next look:
 * when the link has expired and the invite may be sent again, or when a person has to be told. Then it is
 * `not-activated`, and is looked at daily for two weeks. Nothing in it is parked: the person was invited.
 */

const dayMs = 24 * 60 * 60 * 1000;
const lookDailyMs = 14 * dayMs;

/** What to do with a message that wakes a hire whose activation is awaited. */
export function decideAwaited(
  row: HireRow | undefined,
  look: Look,
  now: number,
  retry: RetrySettings,
): Decision {
  if (row === undefined || !isAwaited(row) || row.followUpAt === undefined) return { action: 'finish' };
  // If the HR system is asked, it is right, whatever the record.
  if (!look.asksHr && hasLaterRecord(row, look)) return { action: 'finish' };
  if (isLeased(row, now)) return waitForLease(row, look);
  const dueAt = Math.max(row.followUpAt, earliestAsk(row, retry));
  return now < dueAt ? { action: 'put-off', until: dueAt } : { action: 'attempt' };
}

/** The row of a person who has what is needed to activate the account, and when to look next. */
export function awaitActivation(row: HireRow, now: number, settings: SettleSettings): Settlement {
  const { limitedMs, waitUntil, expiresAt, followUpAt, retryAskedAt, ...rest } = row;
  const tellAt = whenToTell(row, settings);
  if (now < tellAt) {
    const again = whenToSendAgain(row, settings, now);
    const { notActivatedAt, ...invited } = rest;
    return lookAgain({ ...invited, state: 'invited' }, now < again ? Math.min(again, tellAt) : tellAt, now);
  }
  const { notActivatedAt = now } = row;
  const notActivated: HireRow = { ...rest, state: 'not-activated', notActivatedAt };
  if (now + dayMs > notActivatedAt + lookDailyMs) return { action: 'finish', row: toFinalRow(notActivated) };
  return lookAgain(notActivated, now + dayMs, now);
}

/** The next look has its own rungs, and its own hours of trying. */
function lookAgain(row: HireRow, at: number, now: number): Settlement {
  const followUpAt = latestWait(at, now);
  return {
    action: 'finish',
    row: { ...toKeptRow(row), followUpAt, rung: 0, firstAttemptAt: followUpAt },
    followUpAt,
  };
}

/** Who is not due any more is mailed at the new moment, whatever was asked for before. */
function withoutWish({ retryAskedAt, ...row }: HireRow): HireRow {
  return row;
}

/** What mattered before the mail is over. */
function toKeptRow({ parked, parkedRecords, ...row }: HireRow): HireRow {
  return row;
}

function whenToTell(row: HireRow, settings: SettleSettings): number {
  const { invitedAt = 0, awaitedSince = 0 } = row;
  const { tellIfNotActiveAfterDays } = settings;
  const start = startOf(row, settings);
  return Math.max(invitedAt, awaitedSince, start) + tellIfNotActiveAfterDays * dayMs;
}

/** When the person starts, at `invite.at`. Rows of earlier versions have only the moment, perhaps off a weekend. */
function startOf(row: HireRow, settings: SettleSettings): number {
  const { startDate, notBefore } = row;
  if (startDate !== undefined)
    return momentOf(startDate, {
      at: settings.at,
      timeZone: zoneOf(row, settings),
      daysBeforeStart: 0,
      weekends: 'send',
    });
  return notBefore === undefined ? 0 : notBefore + settings.daysBeforeStart * dayMs;
}

/** Never, if the settings allow no more follow-ups, or if there was no mail. */
export function whenToSendAgain(
  row: HireRow,
  { followUps, ...moment }: Pick<SettleSettings, 'followUps' | 'at' | 'timeZone' | 'weekends'>,
  now: number,
): number {
  const { invitedAt, followUpsSent = 0 } = row;
  if (invitedAt === undefined || followUpsSent >= followUps) return Number.POSITIVE_INFINITY;
  const inZone = { ...moment, timeZone: zoneOf(row, moment) };
  const due = momentAfter(invitedAt + linkLivesMs, inZone);
  // One whose look failed, or whose wake-up was lost, is no reason to mail on a weekend.
  return due < now && isOnWeekend(now, inZone) ? momentAfter(now, inZone) : due;
}

/**
 * Before the mail, these waits are normal. After it, each of the others means that the user is gone, or that a person
 * has changed something, and there is time until the next look.
 */
const worthWaitingFor: readonly AttemptEnd['code'][] = ['DRY_RUN', 'PAUSED', 'USER_BEING_INVITED'];

/**
 * The row after a look that found nothing out, at a hire whose activation is awaited.
 * @param row the row as it is now, with this outcome noted.
 */
export function settleAwaited(
  row: HireRow,
  end: AttemptEnd,
  now: number,
  settings: SettleSettings,
): Settlement {
  const { consequence, costsNoAttempt = false } = outcomeOf(end.code);
  // If OneLogin's user is another one by now, that user has still to be mailed.
  const isVain = consequence === 'wait' && isInvited(row) && !worthWaitingFor.includes(end.code);
  // An operator who has asked for a fresh link just before a pause knows already.
  const isToBeTold = row.retryAskedAt === undefined && now >= whenToTell(row, settings);
  const isLate = costsNoAttempt
    ? consequence === 'wait' && isToBeTold
    : isTriedLongEnough(row, now, settings);
  if (end.code === 'NOT_DUE_YET') return lookAgain(withoutWish(row), row.notBefore ?? now, now);
  if (consequence === 'park' || isVain || isLate) return awaitActivation(row, now, settings);

  const { until, progress } = tryLater(row, end, now, settings);
  return { action: 'put-off', until, row: { ...row, ...progress, followUpAt: until } };
}
