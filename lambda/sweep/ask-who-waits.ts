import type { Configuration } from '../../config/configuration.ts';
import { enqueue, type InviteQueue } from '../aws/invite-queue.ts';
import { errorFields, type Log } from '../aws/log.ts';
import type { CountMetric } from '../aws/metrics.ts';
import { apiSecretSchema, type SecretReader, secretNames } from '../aws/secrets.ts';
import type { FindWaitingHires, WaitingHire } from '../aws/waiting-hires.ts';
import { hashText } from '../hire/hash.ts';
import { readHireKey, showHire } from '../hire/hire-key.ts';
import type { InviteMessage } from '../hire/invite-message.ts';
import { momentOf } from '../hire/moment.ts';
import { type Failure, isFailure } from '../hire/outcomes.ts';
import { unreadableDate } from '../hire/start-date.ts';
import { zoneOf } from '../hire/time-zone.ts';
import type { ConnectedApi, FetchedEmployee } from '../hr-systems/api/api.ts';
import { fetchEmployee } from '../hr-systems/api/fetch-employee.ts';
import type { ConnectedSource } from '../hr-systems/connect-sources.ts';
import { toLookMessage } from '../hr-systems/look-message.ts';
import type { SendHttpRequest } from '../http/http-request.ts';
import { sameMs } from './judge-employee.ts';
import { saysAsMuch } from './own-record.ts';
import type { Run } from './run.ts';
import { endBy, endOf, reportEnd, type SweepEnd } from './source-report.ts';

/** What an HR system said of hires that wait for their moment. */
export interface WaitingReport {
  source: string;
  /** `FINISHED`, or why not all of them were asked about. */
  ended: SweepEnd['code'];
  asked: number;
  /** Those who are due earlier than was known, and were put on the queue, named as `showHire` shows them. */
  moved: string[];
}

export interface AskWhoWaitsParts {
  /** The configuration's `name`, the first part of the secrets' names. */
  name: string;
  settings: Pick<Configuration, 'invite' | 'sweep'>;
  findWaiting: FindWaitingHires;
  secrets: Pick<SecretReader, 'read'>;
  http: SendHttpRequest;
  queue: InviteQueue;
  log: Log;
  count: CountMetric;
  nowMs: () => number;
}

/** A source whose HR system can be asked for one employee. */
interface AskedSource extends ConnectedSource {
  api: ConnectedApi;
}

/** A hire of a source, and the message that says that it has changed. */
interface Waiting extends WaitingHire {
  employeeId: string;
  message: InviteMessage;
}

/**
 * Asks each HR system once a day about the hires that wait for their moment. It queues those that are due earlier by now,
 * as if a webhook had announced the change. A later moment is noticed when the known one comes, because the employee is
 * then read again.
 *
 * Nothing is written, so that an answer that fails costs the hire nothing: it goes on waiting for the moment that is
 * known. Never throws.
 */
export async function askWhoWaits(
  sources: readonly ConnectedSource[],
  run: Run,
  parts: AskWhoWaitsParts,
): Promise<WaitingReport[]> {
  const { findWaiting, settings, log, count, nowMs } = parts;
  try {
    const now = nowMs(); // whatever HR says after this is newer than what is found
    const hires = (await findWaiting())
      .filter(turnAt(now, settings.sweep))
      .toSorted((one, other) => one.notBefore - other.notBefore);
    const asked = sources.filter(isAsked);
    return await Promise.all(asked.map((source) => askSource(source, { hires, now }, run, parts)));
  } catch (error) {
    log.error('waiting hires not read', { requestId: run.requestId, ...errorFields(error) });
    if (!run.dryRun) count('SweepFailed');
    return [];
  }
}

function isAsked(source: ConnectedSource): source is AskedSource {
  return source.api !== undefined;
}

const hourMs = 60 * 60 * 1000;

/** Each hire is asked about in one of the runs of a day, always the same, so that the calls are spread over the day. */
function turnAt(
  now: number,
  { everyHours }: Configuration['sweep'],
): ({ hire }: Pick<WaitingHire, 'hire'>) => boolean {
  if (everyHours === 0) return () => true; // it runs only when somebody wants it to
  const turns = Math.ceil(24 / everyHours);
  const turn = Math.floor(now / (everyHours * hourMs)) % turns;
  return ({ hire }) => Number.parseInt(hashText(hire).slice(0, 8), 16) % turns === turn;
}

/** How many of a source a run asks about. Whoever is due first comes first. */
const mostAsked = 250;

async function askSource(
  source: AskedSource,
  { hires, now }: { hires: readonly WaitingHire[]; now: number },
  run: Run,
  parts: AskWhoWaitsParts,
): Promise<WaitingReport> {
  const context = { requestId: run.requestId, now };
  const waiting = hires.flatMap((hire) => toWaiting(hire, source, context)).slice(0, mostAsked);
  const found: Found = { asked: 0, moved: [] };
  const end = await goThrough(waiting, source, { run, found }, parts).catch(endBy);
  const { asked, moved } = found;
  const fields = { source: source.source, asked, moved: moved.length };
  reportEnd('look at those who wait', end, fields, run, parts);
  return { source: source.source, ended: end.code, asked, moved };
}

type Found = Pick<WaitingReport, 'asked' | 'moved'>;

/** Nothing, if it is a hire of another source, or its key does not name the employee. */
function toWaiting(
  hire: WaitingHire,
  source: AskedSource,
  context: { requestId: string; now: number },
): Waiting[] {
  const employeeId = readHireKey(hire.hire)?.employeeId;
  const wakeUp = toLookMessage(hire.hire, [source], context);
  if (employeeId === undefined || wakeUp === undefined) return [];
  return [{ ...hire, employeeId, message: { ...wakeUp, purpose: 'invite', event: 'updated' } }];
}

/** One call that fails may be about one employee. So many in a row are about the HR system. */
const mostFailures = 3;

/** @throws SecretUnavailable, QueueUnavailable. */
async function goThrough(
  waiting: readonly Waiting[],
  source: AskedSource,
  { run, found }: { run: Run; found: Found },
  parts: AskWhoWaitsParts,
): Promise<SweepEnd> {
  const { queue, log } = parts;
  const finished: SweepEnd = { code: 'FINISHED' };
  let end = finished;
  let failuresInARow = 0;
  let hasAnswered = false;
  for (const hire of waiting) {
    if (!run.hasTime()) return { code: 'OUT_OF_TIME' };
    const fields = { hire: hire.hire, source: source.source, requestId: run.requestId };
    const employee = await ask(hire, source, parts);
    found.asked += 1;
    if (isFailure(employee) && !saysNothingNew.includes(employee.code)) {
      end = endOf(employee);
      log.warn('waiting hire not read', { ...fields, ...end });
      failuresInARow += 1;
      if (end.code === 'RATE_LIMITED' || failuresInARow === mostFailures) return end;
      continue;
    }
    failuresInARow = 0;
    hasAnswered = true;
    if (isFailure(employee) || !isDueEarlier(hire, employee, parts.settings)) continue;
    if (!run.dryRun) await enqueue([hire.message], queue);
    found.moved.push(showHire(hire.hire));
    log.info('hire starts earlier than planned', fields);
  }
  return hasAnswered ? finished : end;
}

/** By these the HR system does not know the employee, now or any more. That counts when the moment comes. */
const saysNothingNew: readonly Failure['code'][] = ['EMPLOYEE_NOT_IN_HR_YET', 'ANOTHER_EMPLOYEE'];

const apiTimeoutMs = 5 * 1000;

function ask(
  { employeeId, timeZone }: Waiting,
  { source, api }: AskedSource,
  { name, secrets, http, nowMs }: AskWhoWaitsParts,
): Promise<FetchedEmployee | Failure> {
  const readSecret = () => secrets.read(secretNames.api(name, source), apiSecretSchema(api.authentication));
  return fetchEmployee(api, employeeId, { http, readSecret, timeoutMs: () => apiTimeoutMs, nowMs }, timeZone);
}

/** If the API does not say the time zone, the record that the hire waits with may have said it. */
function isDueEarlier(
  hire: WaitingHire,
  { person }: FetchedEmployee,
  { invite }: Pick<Configuration, 'invite'>,
): boolean {
  const { startDate, timeZone = hire.timeZone } = person;
  if (startDate === undefined || startDate === unreadableDate) return false;
  if (!saysAsMuch(person, hire, invite.sendTo)) return false;
  return momentOf(startDate, { ...invite, timeZone: zoneOf({ timeZone }, invite) }) < hire.notBefore - sameMs;
}
