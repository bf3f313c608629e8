import type { Configuration } from '../../config/configuration.ts';
import { type LookedRow, type LookedTable, lookedKey } from '../aws/job-rows.ts';
import type { FindKnownUsers } from '../aws/known-users.ts';
import { errorFields, type Log, type LogFields } from '../aws/log.ts';
import type { CountMetric } from '../aws/metrics.ts';
import type { PublishNotice } from '../aws/notices.ts';
import type { Pseudonyms } from '../aws/pseudonyms.ts';
import { type Failure, isFailure, outcomeOf } from '../hire/outcomes.ts';
import type { TimeBudget } from '../http/time-budget.ts';
import { type CreatedUser, listCreated, type Period } from '../onelogin/list-created.ts';
import type { OneLogin } from '../onelogin/one-login.ts';
import { judgeUser } from '../onelogin/user.ts';
import { toMissedNotice } from './missed-notice.ts';
import type { Run } from './run.ts';

/** Users of OneLogin whom no HR system has announced. */
export interface OneLoginReport {
  /** `FINISHED`, or why nobody was told. The next run then looks at the same users. */
  ended: 'FINISHED' | 'INTERNAL_ERROR' | Failure['code'];
  /** How many users were old enough and new since the last look. */
  asked: number;
  /** The ids of those whom nobody invited and nobody announced. */
  missed: string[];
}

export interface AskOneLoginParts {
  configuration: Pick<Configuration, 'name' | 'invite' | 'sweep'>;
  /** Where the runbook is: an address, or a file. */
  runbook: string;
  oneLogin: OneLogin;
  findKnownUsers: FindKnownUsers;
  pseudonyms: Pseudonyms;
  looked: LookedTable;
  publish: PublishNotice;
  log: Log;
  count: CountMetric;
  nowMs: () => number;
}

/** @returns undefined if `sweep.oneLogin` is `off`. Never throws. */
export type AskOneLogin = (run: Run) => Promise<OneLoginReport | undefined>;

/** So long HR has time to announce somebody whom the directory was quicker to create. */
const announcedWithinMs = 2 * 24 * 60 * 60 * 1000;

/**
 * Asks OneLogin for users who have been there for two days, cannot sign in, were never invited, and belong to no hire, and
 * tells a person of them, once. It invites nobody: there is no word of HR, and no start date. It covers HR systems that
 * have no list to ask.
 *
 * All it remembers is up to when it has looked. It moves that on only after the notice is out: if it dies in between, the
 * same is told twice, but nobody is ever left out. The very first run only begins to remember.
 */
export function createAskOneLogin(parts: AskOneLoginParts): AskOneLogin {
  return async (run) => (parts.configuration.sweep.oneLogin === 'off' ? undefined : ask(run, parts));
}

async function ask(run: Run, parts: AskOneLoginParts): Promise<OneLoginReport> {
  let found: Found = { asked: 0, missed: [] };
  let end: End = { code: 'FINISHED' };
  try {
    const result = await lookAndTell(run, parts);
    if (isFailure(result)) end = result;
    else found = result;
  } catch (error) {
    end = { code: 'INTERNAL_ERROR', ...errorFields(error) };
  }
  write(end, found, run, parts);
  return { ended: end.code, ...found };
}

type Found = Pick<OneLoginReport, 'asked' | 'missed'>;

interface End extends Pick<LogFields, 'reason' | 'status' | 'vendorRequestId' | 'errorName' | 'errorStack'> {
  code: OneLoginReport['ended'];
}

async function lookAndTell(run: Run, parts: AskOneLoginParts): Promise<Found | Failure> {
  const { configuration, runbook, looked, publish, nowMs } = parts;
  const before = await looked.read(lookedKey);
  const now = nowMs();
  const after = before === undefined ? now : Date.parse(before.lookedUntil);
  const period = { after, until: Math.max(after, now - announcedWithinMs) };
  const found = after < period.until ? await findMissed(period, run, parts) : { asked: 0, missed: [] };
  if (isFailure(found) || run.dryRun) return found;
  if (found.missed.length > 0)
    await publish(toMissedNotice(found.missed, period, { configuration, runbook }));
  // If another run was faster, it has looked at the same users.
  if (before === undefined || after < period.until) await looked.write(toRow(period, before, run));
  return found;
}

function toRow({ until }: Period, before: LookedRow | undefined, { requestId }: Run): LookedRow {
  return {
    source: lookedKey,
    lookedUntil: new Date(until).toISOString(),
    version: (before?.version ?? 0) + 1,
    writer: requestId,
  };
}

/** All of the period or a failure: it is not known in which order OneLogin lists its users. */
async function findMissed(period: Period, run: Run, parts: AskOneLoginParts): Promise<Found | Failure> {
  const budget: TimeBudget = (wantedMs) => (run.hasTime() ? wantedMs : undefined);
  const asked = new Set<string>();
  const missed = new Map<string, CreatedUser>();
  const cursors = new Set<string>();
  let cursor: string | undefined;
  do {
    const page = await listCreated(period, cursor, parts.oneLogin, budget);
    if (isFailure(page)) return page;
    for (const { id } of page.users) asked.add(id);
    const unknown = await withoutHire(page.users.filter(isLeftOut), parts);
    if (isFailure(unknown)) return unknown;
    for (const user of unknown) missed.set(user.id, user);
    cursor = page.next;
    if (cursor !== undefined && cursors.has(cursor))
      return { code: 'ONELOGIN_UNAVAILABLE', reason: 'a page that leads to itself' };
    if (cursor !== undefined) cursors.add(cursor);
  } while (cursor !== undefined);
  const oldestFirst = [...missed.values()].sort((one, other) => one.createdAt - other.createdAt);
  return { asked: asked.size, missed: oldestFirst.map(({ id }) => id) };
}

/**
 * Whether the user was never invited and cannot sign in yet, but could be invited, at least once OneLogin has a licence or
 * an approval. If OneLogin leaves out when it invited the user, it has not.
 */
function isLeftOut(user: CreatedUser): boolean {
  if (user.invitationSentAt !== null) return false;
  const judged = judgeUser(user);
  if (isFailure(judged)) return outcomeOf(judged.code).consequence === 'wait';
  return judged !== 'active';
}

/** Those who belong to no hire: nobody has invited their id, and no hire has their address or external id. */
async function withoutHire(
  users: readonly CreatedUser[],
  { findKnownUsers, pseudonyms }: Pick<AskOneLoginParts, 'findKnownUsers' | 'pseudonyms'>,
): Promise<CreatedUser[] | Failure> {
  const keys = new Map<CreatedUser, string[]>();
  for (const user of users) {
    const pseudonym = user.email === '' ? undefined : await pseudonyms.of(user.email);
    // Without the key to the pseudonyms, everybody would seem to be missed. The log says what is wrong with it.
    if (user.email !== '' && pseudonym === undefined)
      return { code: 'SECRET_UNAVAILABLE', reason: 'the key to the pseudonyms' };
    const { externalId } = user;
    const external = externalId === undefined ? undefined : await pseudonyms.ofExternalId(externalId);
    keys.set(user, [
      user.id,
      ...(pseudonym === undefined ? [] : [`mail:${pseudonym}`]),
      ...(external === undefined ? [] : [`external:${external}`]),
    ]);
  }
  const known = await findKnownUsers([...keys.values()].flat());
  return users.filter((user) => keys.get(user)?.some((key) => known.has(key)) === false);
}

/** These are no failures: the next run looks at the same users. Time would be over again, so that is one. */
const passing: readonly OneLoginReport['ended'][] = ['RATE_LIMITED', 'HELD_BACK'];

function write(
  end: End,
  { asked, missed }: Found,
  { dryRun, requestId }: Run,
  { log, count }: Pick<AskOneLoginParts, 'log' | 'count'>,
): void {
  const fields = { requestId, ...end, asked, missed: missed.length };
  const subject = dryRun ? 'dry run of the look at OneLogin' : 'look at OneLogin';
  if (end.code === 'FINISHED') log.info(`${subject} finished`, fields);
  else if (passing.includes(end.code)) log.warn(`${subject} interrupted`, fields);
  else {
    log.error(`${subject} failed`, fields);
    if (!dryRun) count('SweepFailed');
  }
}
