import { linkLivesMs } from '../../lambda/hire/hire-row.ts';
import { type MomentSettings, momentOf } from '../../lambda/hire/moment.ts';
import type { Mail } from '../../local/sandbox/mailbox.ts';
import type { LogScan } from './log-scan.ts';
import type { OutsideWorld } from './outside-world.ts';
import type { Person, Stage } from './people.ts';

/** What the mailbox says of the promise "once, at the right moment, at an address they can read", as hires: ids, never an address. */
export interface MailCounts {
  /** Mailed again because the answer to the mail before was lost, and OneLogin does not report invites. */
  documented: string[];
  /** There is no excuse for these. */
  second: string[];
  /** Mailed before their moment, although they were taken back, or although they use the account. */
  early: string[];
  removed: string[];
  active: string[];
  atWrongAddress: string[];
  /** Mailed at the address from before a correction, after it. */
  atEarlierAddress: string[];
  /** The same, but the correction came before the announcement, and a change of somebody who was not announced is not kept. */
  overtaken: string[];
  /** Of these hires' persons, nobody got a mail for this engagement at the address that is theirs. */
  none: string[];
  /** Of these, somebody was mailed again, rightly: the link had lapsed, the address was corrected, or they were hired again. */
  followedUp: string[];
  corrected: string[];
  hiredAgain: string[];
}

/** What decides which mails are right. */
export interface MailRules {
  /** Whether OneLogin tells of the mails that it has sent. */
  isReported: boolean;
  followUps: number;
  moment: MomentSettings;
  log: Pick<LogScan, 'invitedAt' | 'changedUnannounced'>;
  world: Pick<OutsideWorld, 'activatedAt'>;
  /** When the webhooks of a stage began to be posted, and when all were accepted, in milliseconds since 1970. */
  posted: ReadonlyMap<Stage, { beganAt: number; acceptedAt: number }>;
}

/** A mail may go out some time before it is written down. */
const clockMs = 60 * 1000;
/** A webhook that was accepted has been heeded by then, whatever fails: the clock has been moved a few times. */
const heededMs = 4 * 60 * 60 * 1000;
const never = Number.POSITIVE_INFINITY;

type MailKind = keyof MailCounts;
/** Mails to one address of a person, of one engagement. */
type Received = { to: string; at: number };

export function countMails(
  people: readonly Person[],
  mails: readonly Mail[],
  { isReported, followUps, moment, log, world, posted }: MailRules,
): MailCounts {
  const byUser = Map.groupBy(mails, ({ user }) => user);
  const counts: MailCounts = {
    documented: [],
    second: [],
    early: [],
    removed: [],
    active: [],
    atWrongAddress: [],
    atEarlierAddress: [],
    overtaken: [],
    none: [],
    followedUp: [],
    corrected: [],
    hiredAgain: [],
  };
  for (const person of people) {
    const received = (byUser.get(person.workEmail) ?? []).map(({ to, at }) => ({ to, at: Date.parse(at) }));
    const ids = person.hires.map(({ id }) => id);
    for (const kind of judge(person, received)) counts[kind].push(...ids);
  }
  return counts;

  function judge(person: Person, received: readonly Received[]): Set<MailKind> {
    const { workEmail, personalEmail, wrongEmail, startDates, isRemoved, leaves } = person;
    const hiredAgainAt = leaves?.isHiredAgain === true ? (posted.get('again')?.beganAt ?? never) : never;
    const leftAt = leaves === undefined ? never : (posted.get('moved')?.acceptedAt ?? never);
    const dueAt = momentOf(startDates.last, moment);
    const activatedAt = world.activatedAt.get(workEmail) ?? never;
    const current = received.filter(({ at }) => hiredAgainAt === never || at >= hiredAgainAt);
    const earlier = received.filter((mail) => !current.includes(mail));

    const kinds = new Set<MailKind>([
      ...judgeEngagement(person, earlier),
      ...judgeEngagement(person, current),
    ]);
    const addIf = (kind: MailKind, isSo: boolean) => isSo && kinds.add(kind);
    const isAny = (isSo: (mail: Received) => boolean) => received.some(isSo);
    const isOvertaken = wrongEmail !== undefined && isLostCorrection(person, received);
    addIf('overtaken', isOvertaken);
    addIf('none', !isOvertaken && !current.some(({ to }) => to === personalEmail));
    if (isOvertaken) kinds.delete('atEarlierAddress');
    addIf('hiredAgain', earlier.length > 0 && current.length > 0);
    addIf(
      'removed',
      isAny(({ at }) => isRemoved || (at > leftAt + heededMs && at < hiredAgainAt)),
    );
    addIf(
      'early',
      isAny(({ at }) => at < dueAt),
    );
    addIf(
      'active',
      isAny(({ at }) => at > activatedAt),
    );
    addIf(
      'atWrongAddress',
      isAny(({ to }) => to !== personalEmail && to !== wrongEmail?.address),
    );
    return kinds;
  }

  function isLostCorrection({ personalEmail, hires }: Person, received: readonly Received[]): boolean {
    const isUnheard = hires.some(({ id }) => log.changedUnannounced(id));
    return isUnheard && received.length > 0 && !received.some(({ to }) => to === personalEmail);
  }

  function judgeEngagement(person: Person, received: readonly Received[]): MailKind[] {
    const { personalEmail, wrongEmail, hires } = person;
    const isOwn = ({ to }: Received) => to === personalEmail;
    const [own, others] = [received.filter(isOwn), received.filter((mail) => !isOwn(mail))];
    const again = [...judgeRepeats(own, hires), ...judgeRepeats(others, hires)];
    const isTooMany = again.filter((kind) => kind === 'followedUp').length >= hires.length * (1 + followUps);
    const heededAt = (wrongEmail && posted.get(wrongEmail.until)?.acceptedAt) ?? never;
    const correctedAt = Math.min(own[0]?.at ?? never, heededAt + heededMs);
    return [
      ...again,
      ...(isTooMany ? (['second'] as const) : []),
      ...(own.length > 0 && others.length > 0 ? (['corrected'] as const) : []),
      ...(others.some(({ at }) => at > correctedAt) ? (['atEarlierAddress'] as const) : []),
    ];
  }

  function judgeRepeats(received: readonly Received[], hires: Person['hires']): MailKind[] {
    return received.slice(1).map(({ at }, index) => judgeAgain(received[index]?.at ?? 0, at, hires));
  }

  function judgeAgain(before: number, at: number, hires: Person['hires']): MailKind {
    const isWrittenDown = hires.some(({ id }) =>
      log.invitedAt(id).some((invitedAt) => invitedAt >= before && invitedAt < at),
    );
    if (!isReported && !isWrittenDown) return 'documented';
    return at >= before + linkLivesMs - clockMs ? 'followedUp' : 'second';
  }
}
