import { randomUUID } from 'node:crypto';
import type { Configuration } from '../../config/configuration.ts';
import type { HiresTable } from '../aws/hires-table.ts';
import type { Log } from '../aws/log.ts';
import type { CountMetric } from '../aws/metrics.ts';
import { cancel } from '../hire/cancel.ts';
import { claim } from '../hire/claim.ts';
import { decide } from '../hire/decide.ts';
import type { HireRow } from '../hire/hire-row.ts';
import { momentOf } from '../hire/moment.ts';
import { note } from '../hire/note.ts';
import { unreadableDate } from '../hire/person.ts';
import { settle } from '../hire/settle.ts';
import { createTimeBudget } from '../http/time-budget.ts';
import { type AttemptHire, LeaseLost } from './attempt-hire.ts';
import type { HireLook } from './read-look.ts';
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

  return async function lookAtHire(look, remainingMs): Promise<Disposal> {
    const row = await hires.read(look.hire);
    const now = nowMs();
    const decision = decide(row, look, now, settings.retry);
    const fields = fieldsOf(look, row);
    // If somebody was faster, the row is theirs now, and the row says what happens to this message.
    const orLookAgain = (disposal: Disposal | 'overtaken'): Disposal | Promise<Disposal> =>
      disposal === 'overtaken' ? lookAtHire(look, remainingMs) : disposal;

    switch (decision.action) {
      case 'finish':
        log.info('hire already done', fields);
        return 'finished';
      case 'drain':
        log.warn('hire is parked', fields);
        return drained;
      case 'hold':
        log.info('message already being worked on', fields);
        return { returnAfterSeconds: secondsUntil(decision.until, nowMs()) };
      case 'put-off':
        log.info('hire put off', { ...fields, until: new Date(decision.until).toISOString() });
        await wakeLater.make(look, decision.until, look.purpose);
        return 'finished';
      case 'cancel':
        return orLookAgain(await cancelHire(row, look, now, parts));
      case 'note':
        return orLookAgain(await noteEmployee(row, look, now, parts));
      case 'attempt':
        return orLookAgain(await attempt(row, look, { now, remainingMs }, parts));
    }
  };
}

async function cancelHire(
  row: HireRow | undefined,
  look: HireLook,
  now: number,
  { hires, wakeLater, log, count }: Pick<LookParts, 'hires' | 'wakeLater' | 'log' | 'count'>,
): Promise<Disposal | 'overtaken'> {
  if (!(await hires.write(cancel(row, look, { token: randomUUID(), now })))) return 'overtaken';
  log.info(row?.state === 'invited' ? 'follow-up cancelled' : 'hire cancelled', fieldsOf(look, row));
  count('HireCancelled');
  if (row?.announced !== undefined) await wakeLater.forget(row, row.announced.personHash);
  return 'finished';
}

async function noteEmployee(
  row: HireRow | undefined,
  look: HireLook,
  now: number,
  { settings, hires, log }: Pick<LookParts, 'settings' | 'hires' | 'log'>,
): Promise<Disposal | 'overtaken'> {
  // If the HR system can be asked, nothing needs to be noted.
  if (!look.asksHr) {
    const noted = note(row, look, { token: randomUUID(), now, ...ownMoment(look, settings.invite) });
    if (!(await hires.write(noted))) return 'overtaken';
  }
  log.info('not announced as a hire', fieldsOf(look, row));
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
  const claimed = claim(before, look, { lease, now, ...ownMoment(look, settings.invite) });
  if (!(await hires.write(claimed))) return 'overtaken';

  const { end, row } = await attemptHire(claimed, look, createTimeBudget(remainingMs));
  const { followUps } = settings.invite;
  const settlement = settle(row, end, look, nowMs(), { ...settings.retry, followUps });

  // The order keeps the hire alive, even if the function dies in between: first the wake-up is set up, then the row is
  // written, and only then may the message be finished.
  if (settlement.action === 'put-off') await wakeLater.make(look, settlement.until, look.purpose);
  if (settlement.action === 'finish' && settlement.followUpAt !== undefined)
    await wakeLater.make(look, settlement.followUpAt, 'follow-up');
  if (!(await hires.write({ ...settlement.row, version: row.version + 1 }))) throw new LeaseLost();
  report(look, end, settlement);
  if (settlement.action !== 'put-off' && before !== undefined)
    await wakeLater.forget(before, look.personHash);
  return settlement.action === 'park' ? drained : 'finished';
}

/** The moment that follows from the start date in the message's own record. */
function ownMoment(
  { person: { startDate } }: HireLook,
  settings: Configuration['invite'],
): { notBefore?: number } {
  if (startDate === undefined || startDate === unreadableDate) return {};
  return { notBefore: momentOf(startDate, settings) };
}

function fieldsOf(look: HireLook, row: HireRow | undefined) {
  return { ...identify(look), ...(row && { state: row.state }), ...(row?.code && { code: row.code }) };
}

function secondsUntil(until: number, now: number): number {
  return Math.max(1, Math.ceil((until - now) / 1000));
}
