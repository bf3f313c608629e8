import { randomUUID } from 'node:crypto';
import type { Configuration } from '../../config/configuration.ts';
import { errorFields, type Log, type LogFields } from '../aws/log.ts';
import type { CountMetric } from '../aws/metrics.ts';
import { type LaterWakeUp, maxDelaySeconds, type WakeUps } from '../aws/wake-ups.ts';
import { cancel, claim, decide, note } from '../hire/decide.ts';
import { toAsciiJson, unreadableDate } from '../hire/hire.ts';
import type { HireRow } from '../hire/hire-row.ts';
import { momentOf } from '../hire/moment.ts';
import { type Failure, outcomeOf } from '../hire/outcomes.ts';
import { type AttemptEnd, type Settlement, settle } from '../hire/settle.ts';
import { type AttemptParts, attemptHire, LeaseLost } from './attempt-hire.ts';
import type { HireMessage, NoHire, QueueMessage } from './read-message.ts';
import { createTimeBudget } from './time-budget.ts';

export interface ProcessParts extends AttemptParts {
  configuration: Pick<Configuration, 'name' | 'invite' | 'retry' | 'alarms'>;
  wakeUps: WakeUps;
  readMessage: (message: QueueMessage) => HireMessage | NoHire;
  log: Log;
  count: CountMetric;
}

/** What becomes of the message: SQS may delete it, or it comes back after so many seconds. */
export type Disposal = 'finished' | { returnAfterSeconds: number };

/** At once: it was received in vain once more, on its way to the dead-letter queue. */
const drained: Disposal = { returnAfterSeconds: 0 };

/** After the function's time: what it still has in flight must not meet the next holder. */
const leaseGraceMs = 5 * 1000;

/**
 * Looks at the hire that a message wakes: decides by its row, makes the attempt if it is time for one, and says what
 * becomes of the message. Never throws: what is unexpected brings the message back, later each time.
 * @param remainingMs what is left of the function's time, in milliseconds.
 */
export async function processMessage(
  message: QueueMessage,
  remainingMs: () => number,
  parts: ProcessParts,
): Promise<Disposal> {
  const { messageId, attributes } = message;
  try {
    const read = parts.readMessage(message);
    if (typeof read !== 'string') return await lookAtHire(read, message.body, remainingMs, parts);
    parts.log.error('message belongs to no hire', { messageId, code: read });
    return drained;
  } catch (error) {
    const receiveCount = attributes.ApproximateReceiveCount;
    parts.log.error('look at hire failed', { messageId, receiveCount, ...errorFields(error) });
    return { returnAfterSeconds: Math.min(30 * 2 ** (receiveCount - 1), 60 * 60) };
  }
}

async function lookAtHire(
  message: HireMessage,
  body: string,
  remainingMs: () => number,
  parts: ProcessParts,
): Promise<Disposal> {
  const { hire, wakeUp } = message;
  const { table, log, nowMs, configuration } = parts;
  const row = await table.read(hire);
  const now = nowMs();
  const decision = decide(row, wakeUp, now, configuration.retry);
  const ids = { hire, requestId: message.invite.requestId };
  const token = randomUUID();
  // Somebody was faster; the row is theirs now, and says what is to become of this message.
  const lookAgain = () => lookAtHire(message, body, remainingMs, parts);
  const fields = {
    ...identify(message),
    ...(row && { state: row.state }),
    ...(row?.code && { code: row.code }),
  };

  switch (decision.action) {
    case 'finish':
      log.info('hire is done already', fields);
      return 'finished';
    case 'drain':
      log.warn('hire is parked', fields);
      return drained;
    case 'hold':
      log.info('message is being worked on', fields);
      return { returnAfterSeconds: secondsUntil(decision.until, nowMs()) };
    case 'put-off':
      log.info('hire is put off', { ...fields, until: new Date(decision.until).toISOString() });
      await wakeLater(message, { body, at: decision.until, purpose: wakeUp.purpose }, parts);
      return 'finished';
    case 'cancel':
      if (!(await table.write(cancel(row, ids, { token, now })))) return lookAgain();
      log.info(row?.state === 'invited' ? 'follow-up cancelled' : 'hire cancelled', fields);
      parts.count('HireCancelled');
      if (row?.announced !== undefined) await forgetSchedule(hire, row.announced.personHash, row, parts);
      return 'finished';
    case 'note':
      // What the HR system can be asked for need not be noted.
      if (message.hr.api === undefined) {
        const noted = note(row, ids, { token, wakeUp, now, ...ownMoment(message, parts) });
        if (!(await table.write(noted))) return lookAgain();
      }
      log.info('employee is no hire', fields);
      return 'finished';
    case 'attempt': {
      const lease = { token, messageId: wakeUp.messageId, until: now + remainingMs() + leaseGraceMs };
      const claimed = claim(row, ids, { lease, wakeUp, now, ...ownMoment(message, parts) });
      if (!(await table.write(claimed))) return lookAgain();
      return attempt(message, body, { claimed, before: row }, remainingMs, parts);
    }
  }
}

/** The moment that follows from the start date in the message's own record. */
function ownMoment({ hr, invite }: HireMessage, { configuration }: ProcessParts): { notBefore?: number } {
  const { startDate } = hr.readPerson(invite.record);
  if (startDate === undefined || startDate === unreadableDate) return {};
  return { notBefore: momentOf(startDate, configuration.invite) };
}

async function attempt(
  message: HireMessage,
  body: string,
  { claimed, before }: { claimed: HireRow; before: HireRow | undefined },
  remainingMs: () => number,
  parts: ProcessParts,
): Promise<Disposal> {
  const { table, nowMs, configuration } = parts;
  const { end, row } = await attemptHire(claimed, message, createTimeBudget(remainingMs), parts);
  const { retry, invite } = configuration;
  const settings = { ...retry, followUps: invite.followUps };
  const settlement = settle(row, end, message.wakeUp, nowMs(), settings);

  // The order keeps the hire alive whatever dies in between: a wake-up is made sure of, then the row is written, and
  // only then may the message be finished.
  const later = nextWakeUp(settlement, message, body);
  if (later !== undefined) await wakeLater(message, later, parts);
  if (!(await table.write({ ...settlement.row, version: row.version + 1 }))) throw new LeaseLost();
  report(settlement, end, message, parts);
  if (settlement.action !== 'put-off' && before !== undefined)
    await forgetSchedule(message.hire, message.wakeUp.personHash, before, parts);
  return settlement.action === 'park' ? drained : 'finished';
}

type NextWakeUp = Pick<LaterWakeUp, 'body' | 'at' | 'purpose'>;

function nextWakeUp(
  settlement: Settlement,
  { invite, wakeUp }: HireMessage,
  body: string,
): NextWakeUp | undefined {
  if (settlement.action === 'put-off') return { body, at: settlement.until, purpose: wakeUp.purpose };
  if (settlement.action === 'park' || settlement.followUpAt === undefined) return undefined;
  const purpose = 'follow-up';
  return { body: toAsciiJson({ ...invite, purpose }), at: settlement.followUpAt, purpose };
}

async function wakeLater(message: HireMessage, next: NextWakeUp, parts: ProcessParts): Promise<void> {
  const { hire, wakeUp } = message;
  const made = await parts.wakeUps.make({ hire, personHash: wakeUp.personHash, ...next });
  if (typeof made === 'object') {
    const why = errorFields(made.scheduleRefused);
    parts.log.error('schedule refused, waking in 15 minutes instead', { ...identify(message), ...why });
    parts.count('ScheduleRefused');
  }
}

/**
 * Takes back the schedule of a long wait, in case a twin of the message came before it. It would only find the hire
 * done or parked, so failing to take it back is no harm.
 */
async function forgetSchedule(
  hire: string,
  personHash: string,
  { waitUntil: at, updatedAt }: HireRow,
  { wakeUps, log }: ProcessParts,
): Promise<void> {
  if (at === undefined || at - updatedAt <= maxDelaySeconds * 1000) return;
  try {
    await wakeUps.cancel({ hire, personHash, at, purpose: 'invite' });
  } catch (error) {
    log.warn('schedule not deleted', { hire, ...errorFields(error) });
  }
}

function report(
  settlement: Settlement,
  { code, detail, status, vendorRequestId }: AttemptEnd & Partial<Failure>,
  message: HireMessage,
  { log, count, configuration }: ProcessParts,
): void {
  const { action, row } = settlement;
  const { consequence, metric } = outcomeOf(code);
  const fields: LogFields = {
    ...identify(message),
    code,
    state: row.state,
    rung: row.rung,
    ...(detail !== undefined && { reason: detail }),
    ...(status !== undefined && { status }),
    ...(vendorRequestId !== undefined && { vendorRequestId }),
    ...(row.waitUntil !== undefined && { until: new Date(row.waitUntil).toISOString() }),
  };
  const isNormal = ['done', 'wait'].includes(consequence);
  const isFollowUp = message.invite.purpose === 'follow-up';
  const subject = isFollowUp ? 'follow-up of hire' : 'hire';
  log[action === 'park' ? 'error' : isNormal ? 'info' : 'warn'](`${subject} ${row.state}`, fields);
  if (code === 'INVITED') count(isFollowUp ? 'HireFollowedUp' : 'HireInvited');
  if (action === 'park') count('HireParked', 1, { code });
  if (action === 'put-off') count('HirePutOff', 1, { code });
  if (isOverdue(settlement, configuration.alarms)) count('HireOverdue', 1, { code });
  if (metric !== undefined) count(metric, 1, { source: message.invite.source });
}

/** Told ahead: between two looks at a hire can lie a day. */
function isOverdue(settlement: Settlement, { waitingHours }: Configuration['alarms']): boolean {
  if (settlement.action !== 'put-off' || settlement.row.code === 'DRY_RUN') return false;
  return settlement.until - settlement.row.firstAttemptAt > waitingHours * 60 * 60 * 1000;
}

function identify({ hire, wakeUp, invite }: HireMessage) {
  return { hire, messageId: wakeUp.messageId, source: invite.source, requestId: invite.requestId };
}

function secondsUntil(until: number, now: number): number {
  return Math.max(1, Math.ceil((until - now) / 1000));
}
