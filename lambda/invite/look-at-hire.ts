import { randomUUID } from 'node:crypto';
import type { Configuration } from '../../config/configuration.ts';
import type { HiresTable } from '../aws/hires-table.ts';
import type { Log } from '../aws/log.ts';
import type { CountMetric } from '../aws/metrics.ts';
import { cancel } from '../hire/cancel.ts';
import { beforeCancel } from '../hire/cancel-by-hand.ts';
import { claim, postpone } from '../hire/claim.ts';
import { decide } from '../hire/decide.ts';
import { isForgotten, stayForgotten } from '../hire/forget.ts';
import { type HireRow, isOver } from '../hire/hire-row.ts';
import { inOrder } from '../hire/latest-word.ts';
import { note } from '../hire/note.ts';
import { settle } from '../hire/settle.ts';
import type { Settlement } from '../hire/settlement.ts';
import { createTimeBudget } from '../http/time-budget.ts';
import type { AttemptHire } from './attempt-hire.ts';
import { LeaseLost } from './invite-user.ts';
import { type HireLook, inKnownZone } from './read-look.ts';
import { identify, type Report } from './report.ts';
import type { WakeLater } from './wake-later.ts';

/** What happens to the message: SQS may delete it, or it comes back after this many seconds. */
export type Disposal = 'finished' | { returnAfterSeconds: number };

/** It comes back at once: one more vain receive on its way to the dead-letter queue. */
export const drained: Disposal = { returnAfterSeconds: 0 };

/** @param remainingMs gives the time that the function has left, in milliseconds. */
export type LookAtHire = (look: HireLook, remainingMs: () => number) => Promise<Disposal>;

export interface LookParts {
  settings: Pick<Configuration, 'invite' | 'retry'>;
  hires: HiresTable;
  attemptHire: AttemptHire;
  wakeLater: WakeLater;
  report: Report;
  log: Log;
  count: CountMetric;
  nowMs: () => number;
}

/** The lease outlasts the function: its last calls must not meet the next holder. */
const leaseGraceMs = 5 * 1000;

/**
 * Creates the function that looks at the hire that a message wakes. It decides by the hire's row, makes the attempt if
 * it is time for one, and returns what happens to the message. It throws LeaseLost and the errors of the table and the
 * queue.
 */
export function createLookAtHire(parts: LookParts): LookAtHire {
  const { settings, hires, wakeLater, log, nowMs } = parts;

  return async function lookAtHire(message, remainingMs): Promise<Disposal> {
    const row = await hires.read(message.hire);
    const look = inOrder(inKnownZone(message, row ?? {}, settings.invite), row);
    const now = nowMs();
    const decision = decide(row, look, now, settings.retry);
    const fields = fieldsOf(look, row);
    // If somebody was faster, the row is theirs now, and the row says what happens to this message.
    const orLookAgain = (disposal: Disposal | 'overtaken'): Disposal | Promise<Disposal> =>
      disposal === 'overtaken' ? lookAtHire(message, remainingMs) : disposal;

    switch (decision.action) {
      case 'finish':
        log.info('hire already done', fields);
        return 'finished';
      case 'drain':
        // It comes several times in vain on its way to the dead-letter queue: that is worth one line.
        if (look.isFirstReceive) log.warn('hire is parked', fields);
        return drained;
      case 'hold':
        log.info('message already being worked on', fields);
        return { returnAfterSeconds: secondsUntil(decision.until, nowMs()) };
      case 'put-off':
        log.info('hire put off', { ...fields, until: new Date(decision.until).toISOString() });
        await wakeLater.make(look, { at: decision.until });
        return 'finished';
      case 'postpone':
        return orLookAgain(await noteWord(row, look, { now, until: decision.until }, parts));
      case 'cancel':
        return orLookAgain(await cancelHire(row, look, now, parts));
      case 'note':
        return orLookAgain(await noteEmployee(row, look, { now, keepUntil: decision.keepUntil }, parts));
      case 'attempt':
        return orLookAgain(await attempt(row, look, { now, remainingMs }, parts));
    }
  };
}

/**
 * Notes what the message says, and makes its wake-up. If the function dies in between, the message comes back: it is
 * finished only after both.
 */
async function noteWord(
  row: HireRow | undefined,
  look: HireLook,
  { now, until }: { now: number; until: number },
  { hires, wakeLater, log }: Pick<LookParts, 'hires' | 'wakeLater' | 'log'>,
): Promise<Disposal | 'overtaken'> {
  if (row === undefined) return 'overtaken';
  if (!(await hires.write(postpone(row, look, { token: randomUUID(), now, until })))) return 'overtaken';
  await wakeLater.make(look, { at: until });
  log.info('hire put off', { ...fieldsOf(look, row), until: new Date(until).toISOString() });
  return 'finished';
}

async function cancelHire(
  row: HireRow | undefined,
  look: HireLook,
  now: number,
  { hires, wakeLater, log, count }: Pick<LookParts, 'hires' | 'wakeLater' | 'log' | 'count'>,
): Promise<Disposal | 'overtaken'> {
  const token = randomUUID();
  const cancelled =
    row !== undefined && isForgotten(row)
      ? stayForgotten(row, look, token)
      : cancel(row, look, { token, now });
  if (!(await hires.write(cancelled))) return 'overtaken';
  log.info('hire cancelled', fieldsOf(look, row));
  if (row === undefined || !isOver(row)) count('HireCancelled');
  if (row !== undefined) await wakeLater.forget(beforeCancel(row), now);
  return 'finished';
}

async function noteEmployee(
  row: HireRow | undefined,
  look: HireLook,
  { now, keepUntil }: { now: number; keepUntil: number | undefined },
  { hires, wakeLater, log }: Pick<LookParts, 'hires' | 'wakeLater' | 'log'>,
): Promise<Disposal | 'overtaken'> {
  const isAnnounced = row !== undefined && row.state !== 'unannounced';
  // If the HR system can be asked about somebody who was not announced, nothing needs to be noted.
  if (isAnnounced || !look.asksHr) {
    const noted = note(row, look, { token: randomUUID(), now, keepUntil });
    if (!(await hires.write(noted))) return 'overtaken';
  }
  if (keepUntil !== undefined) await wakeLater.make(look, { at: keepUntil });
  log.info(isAnnounced ? 'word noted' : 'not announced as a hire', fieldsOf(look, row));
  return 'finished';
}

async function attempt(
  before: HireRow | undefined,
  look: HireLook,
  { now, remainingMs }: { now: number; remainingMs: () => number },
  { settings, hires, attemptHire, wakeLater, report, nowMs }: Omit<LookParts, 'log' | 'count'>,
): Promise<Disposal | 'overtaken'> {
  const lease = {
    token: randomUUID(),
    messageId: look.messageId,
    until: now + remainingMs() + leaseGraceMs,
  };
  const claimed = claim(before, look, { lease, now });
  if (!(await hires.write(claimed))) return 'overtaken';

  const { end, row } = await attemptHire(claimed, look, createTimeBudget(remainingMs));
  const settlement = settle(row, end, look, nowMs(), { ...settings.retry, ...settings.invite });

  // The order keeps the hire alive, even if the function dies in between: first the wake-up is set up, then the row is
  // written, and only then may the message be finished.
  const wakeUp = wakeUpAfter(settlement);
  const made = wakeUp && (await wakeLater.make(look, wakeUp));
  if (!(await hires.write(withWakeUp({ ...settlement.row, version: row.version + 1 }, made))))
    throw new LeaseLost();
  report(look, end, settlement);
  // Of the same purpose it may be the one that was just made.
  const isReplaced = settlement.action !== 'put-off' && before?.wakeUp?.purpose !== made?.purpose;
  if (before !== undefined && isReplaced) await wakeLater.forget(before, now);
  return settlement.action === 'park' ? drained : 'finished';
}

function wakeUpAfter(settlement: Settlement): Parameters<WakeLater['make']>[1] | undefined {
  if (settlement.action === 'put-off') return { at: settlement.until };
  if (settlement.action === 'park' || settlement.followUpAt === undefined) return undefined;
  return { at: settlement.followUpAt, purpose: 'follow-up' };
}

function withWakeUp({ wakeUp, ...row }: HireRow, made: HireRow['wakeUp']): HireRow {
  return { ...row, ...(made && { wakeUp: made }) };
}

function fieldsOf(look: HireLook, row: HireRow | undefined) {
  return { ...identify(look), ...(row && { state: row.state }), ...(row?.code && { code: row.code }) };
}

function secondsUntil(until: number, now: number): number {
  return Math.max(1, Math.ceil((until - now) / 1000));
}
