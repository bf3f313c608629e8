import type { Configuration } from '../../config/configuration.ts';
import type { HiresTable } from '../aws/hires-table.ts';
import { byHand } from '../hire/by-hand.ts';
import { isCancelledByHand } from '../hire/cancel-by-hand.ts';
import { decide } from '../hire/decide.ts';
import { hashPerson } from '../hire/hash.ts';
import { hireKey } from '../hire/hire-key.ts';
import { type HireRow, isAwaited, isLeased, isOver } from '../hire/hire-row.ts';
import { toInvitee } from '../hire/invitee.ts';
import type { Look } from '../hire/look.ts';
import { isFailure, outcomeOf } from '../hire/outcomes.ts';
import { toPerson } from '../hire/person.ts';
import { settledStates } from '../hire/states.ts';
import type { WishedPerson } from '../hr-systems/by-hand.ts';
import type { TimeBudget } from '../http/time-budget.ts';
import { findUser } from '../onelogin/find-user.ts';
import type { OneLogin } from '../onelogin/one-login.ts';
import { judgeUser } from '../onelogin/user.ts';
import { iso, type Refused, refuse } from './answer.ts';
import type { FindParts } from './find-hire.ts';
import { readHire } from './read-hire.ts';

/** What would become of somebody whom an operator wants to invite. */

export interface JudgeParts {
  settings: Pick<Configuration, 'invite' | 'retry'>;
  find: Pick<FindParts, 'users' | 'pseudonyms'>;
  hires: Pick<HiresTable, 'read'>;
  oneLogin: OneLogin;
  nowMs: () => number;
}

/** Whom an operator wants to invite, with the hire's row key and the pseudonym in it. */
export interface Wish {
  person: WishedPerson;
  pseudonym: string;
  hire: string;
}

export type Judged =
  /**
   * `waits`: the hire waits for something in OneLogin. `cancelled`: an operator had cancelled a hire of this person, and
   * the invite would go out all the same.
   */
  | { verdict: 'invite' | 'waits' | 'cancelled'; message: string }
  /** `active`: the account is in use. `hire`: the person is a hire already, who is looked after. */
  | { verdict: 'active' | 'hire' | 'cannot'; refused: Refused; isUnmailedWish?: true };

/** Reads the addresses, and says which of the settings speak against them. */
export async function readWish(
  given: { workEmail: string; personalEmail?: string | undefined },
  { settings, find }: Pick<JudgeParts, 'settings' | 'find'>,
): Promise<Wish | Refused> {
  const { sendTo } = settings.invite;
  const { workEmail, personalEmail } = toPerson(given);
  if (workEmail === undefined) return refuse('ADDRESS_UNREADABLE', 'The work address is not an address.');
  const invitee = toInvitee({ workEmail, ...(personalEmail && { personalEmail }) }, sendTo, () => false);
  if (isFailure(invitee))
    return invitee.code === 'PERSONAL_EMAIL_MISSING'
      ? refuse('ADDRESS_NOT_USED', '`invite.sendTo` is `personal`: name the personal address too.')
      : refuse('ADDRESS_UNREADABLE', 'The personal address is not an address.');
  if (sendTo === 'work' && given.personalEmail !== undefined)
    return refuse('ADDRESS_NOT_USED', '`invite.sendTo` is `work`: leave the personal address out.');
  const pseudonym = await find.pseudonyms.of(workEmail);
  if (pseudonym === undefined)
    return refuse('LOOKUP_UNAVAILABLE', 'The key by which people are found by e-mail cannot be read.');
  const hire = hireKey({ source: byHand, employeeId: pseudonym, recordHash: '' });
  const person = { workEmail, ...(invitee.sendTo !== undefined && { personalEmail: invitee.sendTo }) };
  return { person, pseudonym, hire };
}

/**
 * The rows come first, because they cost no call to OneLogin.
 * @throws the errors of the tables.
 */
export async function judgeWish(wish: Wish, parts: JudgeParts, budget: TimeBudget): Promise<Judged> {
  const other = await readOtherHire(wish, parts);
  if (other !== undefined && 'ok' in other) return { verdict: 'cannot', refused: other };
  if (other !== undefined && !settledStates.includes(other.state)) return isHireAlready(other, parts.nowMs());
  const row = await readIfAny(wish.hire, parts);
  if (row !== undefined && 'ok' in row) return { verdict: 'cannot', refused: row };
  const judged =
    row === undefined ? await askOneLogin(wish, parts, budget) : await judgeOwnHire(row, wish, parts, budget);
  const cancelled = [other, row].find((one) => one !== undefined && isCancelledByHand(one));
  if ('refused' in judged || cancelled === undefined) return judged;
  const message = `${judged.message} An operator had cancelled this person’s hire ${cancelled.hire}.`;
  return { verdict: 'cancelled', message };
}

/** The latest hire with this work address, if it is another one: the same person, by the word of an HR system. */
async function readOtherHire(
  { pseudonym, hire }: Wish,
  parts: Pick<JudgeParts, 'find' | 'hires'>,
): Promise<HireRow | Refused | undefined> {
  const note = await parts.find.users.read(`mail:${pseudonym}`);
  return note === undefined || note.hire === hire ? undefined : readIfAny(note.hire, parts);
}

async function readIfAny(
  hire: string,
  parts: Pick<JudgeParts, 'hires'>,
): Promise<HireRow | Refused | undefined> {
  const row = await readHire(hire, parts);
  return 'ok' in row && row.code === 'HIRE_UNKNOWN' ? undefined : row;
}

/** Who was invited by hand before: the wish may correct an address, or begin anew what is over. */
async function judgeOwnHire(
  row: HireRow,
  wish: Wish,
  parts: JudgeParts,
  budget: TimeBudget,
): Promise<Judged> {
  const now = parts.nowMs();
  if (isOver(row)) return beginAnew(row, wish, parts, budget);
  const saysTheSame = row.announced?.personHash === hashPerson(wish.person);
  if (!saysTheSame) return askOneLogin(wish, parts, budget);
  const already = isHireAlready(row, now);
  return isAwaited(row) || isLeased(row, now) ? already : { ...already, isUnmailedWish: true };
}

function isHireAlready(
  { hire, state, notBefore = 0 }: HireRow,
  now: number,
): Extract<Judged, { refused: Refused }> {
  const isDue = notBefore <= now;
  const next = isDue
    ? `To try it again: npm run hires -- retry ${hire}`
    : `The invite goes out at ${iso(notBefore)}.`;
  return {
    verdict: 'hire',
    refused: refuse('HIRE_ALREADY', `This person is a hire already: ${hire} (${state}). ${next}`),
  };
}

/** The policy itself says whether the wish would come to anything. */
async function beginAnew(row: HireRow, wish: Wish, parts: JudgeParts, budget: TimeBudget): Promise<Judged> {
  const user = await askOneLogin(wish, parts, budget);
  const { action } = decide(row, toLook(wish, parts.nowMs()), parts.nowMs(), parts.settings.retry);
  if ('refused' in user || (action !== 'finish' && action !== 'note')) return user;
  return {
    verdict: 'cannot',
    refused: refuse(
      'ENDED_RECENTLY',
      `The last invite by hand ended less than 30 days ago (${row.state}). Send this one in OneLogin.`,
    ),
  };
}

/** As the function `invite` will see the wish. */
function toLook({ hire, person }: Wish, now: number): Look {
  return {
    hire,
    purpose: 'invite',
    event: 'created',
    messageId: '',
    requestId: '',
    sentAt: now,
    firstReceivedAt: now,
    receivedAt: now,
    saidAt: now,
    isDated: true,
    personHash: hashPerson(person),
    hasAddress: true,
    makesHire: true,
    asksHr: false,
  };
}

async function askOneLogin(
  { person: { workEmail } }: Wish,
  { oneLogin, settings }: JudgeParts,
  budget: TimeBudget,
): Promise<Judged> {
  const user = await oneLogin.rateLimit.keep(() => findUser({ workEmail }, oneLogin, budget));
  const judged = isFailure(user) ? user : judgeUser(user);
  if (judged === 'active')
    return {
      verdict: 'active',
      refused: refuse('ACTIVE_ALREADY', 'This person uses the OneLogin account already.'),
    };
  if (!isFailure(judged))
    return {
      verdict: 'invite',
      message: settings.invite.dryRun
        ? 'Everything is done but the mail: `invite.dryRun` is on.'
        : 'The invite goes out now.',
    };
  const { consequence, meaning } = outcomeOf(judged.code);
  if (consequence === 'park')
    return {
      verdict: 'cannot',
      refused: refuse('USER_NOT_INVITABLE', `${meaning} Mend that, and invite again.`),
    };
  return { verdict: 'waits', message: `${meaning} The hire waits for that.` };
}
