import * as v from 'valibot';
import { HireRow, isAwaited, rowSchema } from './hire-row.ts';
import type { OutcomeCode } from './outcomes.ts';
import type { StartDate } from './start-date.ts';
import { isWaiting, settledStates } from './states.ts';
import type { TimeZone } from './time-zone.ts';
import { isOverdue, overdueMs } from './waits.ts';

/**
 * Which hires need a hand, by nothing but their rows. A row may have been written by another version, or edited by a
 * person: one that cannot be read needs a hand itself, and never hides the others.
 */

/** What needs a hand besides the outcomes of attempts. */
const handCodes = {
  HIRE_ASLEEP: {
    meaning:
      'The next look at this hire is more than an hour overdue. Its wake-up was lost, or the queue has a long backlog.',
    whatToDo:
      'If the HR system can be asked, the next sweep wakes the hire. Otherwise have the HR system send the hire again.',
  },
  ANOTHER_PERSON_UNDER_THIS_ID: {
    meaning:
      'The employee id came with another work address or external id, and so with another OneLogin user. The earlier user was invited, and had not been seen to be active. Only the later one is followed up.',
    whatToDo:
      'Look at the earlier user in OneLogin. If it is the same person under an old address, nothing is missing. If it is another person, send that invite again in OneLogin, and give the two their own employee ids in the HR system.',
  },
  TIME_ZONE_UNKNOWN: {
    meaning:
      'The HR system names a time zone for this hire that is neither an IANA name nor a place in `invite.timeZones`. The invite goes by `invite.timeZone`.',
    whatToDo:
      'Look up in the HR system what it says, add it to `invite.timeZones` and deploy. Hires who wait follow it at their next look; to have that now, have the HR system send them again.',
  },
  ROW_UNREADABLE: {
    meaning: 'The hire’s row in the hires table cannot be read, so nothing is done for this hire.',
    whatToDo:
      'Look at the row in DynamoDB. If somebody has edited it, correct it. Otherwise delete it, and have the HR system send the hire again.',
  },
  ROW_FROM_NEWER_VERSION: {
    meaning: 'A newer version of Hire Invites has written the hire’s row. This version leaves it as it is.',
    whatToDo: 'Deploy the newer version again.',
  },
  CODE_NOT_KNOWN: {
    meaning: 'The hire’s row has no code, or one that this version does not know.',
    whatToDo: 'Look at the row in DynamoDB, and at docs/outcomes.md of the version that has written it.',
  },
} as const;

type HandCode = keyof typeof handCodes;

export function isHandCode(code: string): code is HandCode {
  return Object.hasOwn(handCodes, code);
}

export function handCodeOf(code: HandCode): { meaning: string; whatToDo: string } {
  return handCodes[code];
}

/** One thing about a hire for which a person is needed. A hire may have several. */
export interface Need {
  /** The row key. */
  hire: string;
  kind: 'parked' | 'not-activated' | 'waiting' | 'asleep' | 'earlier-user' | 'zone' | 'row';
  code: OutcomeCode | HandCode;
  /** Since when, in milliseconds since 1970. Absent if the row does not say. */
  since?: number;
  /** From then on it is no longer part of the daily list. */
  listedUntil?: number;
  /** The moment that follows from the start date. */
  notBefore?: number;
  /** The start date, and the hire's time zone if the HR system names one. */
  startDate?: StartDate;
  timeZone?: TimeZone;
  /** The OneLogin user that it is about, if that is not the hire's latest one. */
  userId?: string;
}

const hourMs = 60 * 60 * 1000;
const dayMs = 24 * hourMs;

/** For so long the hire is looked at each day, and listed. */
const listsNotActivatedForMs = 14 * dayMs;
/** A person is told about it once, and reads it once more in the next daily list. */
const listsEarlierUserForMs = dayMs;
const listsUnknownZoneForMs = dayMs;

export interface HandSettings {
  /** `alarms.waitingHours`. */
  waitingHours: number;
}

/** @param item a row of the hires table as it is stored, perhaps with some attributes only. */
export function needsOf(
  item: Readonly<Record<string, unknown>>,
  settings: HandSettings,
  now: number,
): Need[] {
  const hire = String(item['hire']);
  if (Number(item['schema'] ?? 0) > rowSchema) {
    // Only rows that wait for nothing have it, in any version: DynamoDB reads it too.
    return item['expiresAt'] === undefined ? [aboutTheRow(hire, 'ROW_FROM_NEWER_VERSION', item)] : [];
  }
  const row = v.safeParse(HireRow, item);
  if (!row.success) return [aboutTheRow(hire, 'ROW_UNREADABLE', item)];
  return [
    ...whileParked(row.output),
    ...whileNotActivated(row.output),
    ...whileWaiting(row.output, settings, now),
    ...whileAsleep(row.output, now),
    ...ofEarlierUsers(row.output),
    ...ofUnknownZone(row.output),
  ];
}

/** The needs that follow from the row alone, whatever the time and the settings. */
export function standingNeedsOf(row: HireRow): Need[] {
  return [...whileParked(row), ...whileNotActivated(row), ...ofEarlierUsers(row), ...ofUnknownZone(row)];
}

function aboutTheRow(hire: string, code: HandCode, item: Readonly<Record<string, unknown>>): Need {
  const written = v.safeParse(HireRow.entries.updatedAt, item['updatedAt']);
  return { hire, kind: 'row', code, ...(written.success && { since: written.output }) };
}

/** What every need of a hire says of it. */
function about(row: HireRow): Pick<Need, 'hire' | 'code' | keyof Start> {
  return { hire: row.hire, code: row.code ?? 'CODE_NOT_KNOWN', ...startOf(row) };
}

type Start = Pick<Need, 'notBefore' | 'startDate' | 'timeZone'>;

function startOf({ notBefore, startDate, timeZone }: HireRow): Start {
  return {
    ...(notBefore !== undefined && { notBefore }),
    ...(startDate !== undefined && { startDate }),
    ...(timeZone !== undefined && { timeZone }),
  };
}

/** A parked row is not written again until it is tried again. */
function whileParked(row: HireRow): Need[] {
  return row.state === 'parked' ? [{ ...about(row), kind: 'parked', since: row.updatedAt }] : [];
}

function whileNotActivated(row: HireRow): Need[] {
  if (row.state !== 'not-activated') return [];
  const since = row.notActivatedAt ?? row.updatedAt;
  return [{ ...about(row), kind: 'not-activated', since, listedUntil: since + listsNotActivatedForMs }];
}

/** Waits that are meant to be: for the start date, or until somebody ends the dry run or the pause. */
export const meantWaits: readonly (string | undefined)[] = ['NOT_DUE_YET', 'DRY_RUN', 'PAUSED'];

/** Also while it is being tried: otherwise a hire that is tried just when it has waited for so long would be missed. */
function whileWaiting(row: HireRow, { waitingHours }: HandSettings, now: number): Need[] {
  const { code, firstAttemptAt } = row;
  const since = firstAttemptAt + waitingHours * hourMs;
  if (!isWaiting(row) || meantWaits.includes(code) || since > now) return [];
  return [{ ...about(row), kind: 'waiting', since }];
}

function whileAsleep(row: HireRow, now: number): Need[] {
  const lookAt = nextLookOf(row);
  if (lookAt === undefined || !isOverdue(lookAt, now)) return [];
  return [{ ...about(row), kind: 'asleep', code: 'HIRE_ASLEEP', since: lookAt + overdueMs }];
}

/** Each state has its own field for the time of the next look. Undefined if no look is to come. */
export function nextLookOf(row: HireRow): number | undefined {
  const { state, waitUntil, lease, followUpAt } = row;
  if (state === 'waiting') return waitUntil;
  if (state === 'sending') return lease?.until;
  return isAwaited(row) ? followUpAt : undefined;
}

function ofEarlierUsers(row: HireRow): Need[] {
  return (row.earlierUsers ?? []).map(({ userId, since }) => ({
    hire: row.hire,
    kind: 'earlier-user',
    code: 'ANOTHER_PERSON_UNDER_THIS_ID',
    since,
    listedUntil: since + listsEarlierUserForMs,
    userId,
  }));
}

/** Once the mail is out, or nothing is to be done, it does not matter any more. */
function ofUnknownZone(row: HireRow): Need[] {
  const { hire, zoneUnknownAt: since } = row;
  if (since === undefined || isAwaited(row) || settledStates.includes(row.state)) return [];
  const told = { since, listedUntil: since + listsUnknownZoneForMs };
  return [{ hire, ...startOf(row), kind: 'zone', code: 'TIME_ZONE_UNKNOWN', ...told }];
}
