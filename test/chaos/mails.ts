import { linkLivesMs } from '../../lambda/hire/hire-row.ts';
import { type MomentSettings, momentOf } from '../../lambda/hire/moment.ts';
import type { Mail } from '../../local/sandbox/mailbox.ts';
import type { LogScan } from './log-scan.ts';
import type { Person } from './people.ts';

/** What the mailbox says of the promise "once, at the right moment, at an address they can read", as hires: ids, never an address. */
export interface MailCounts {
  /** Mailed again while the link of the mail before was alive: its answer was lost, and OneLogin does not report invites. */
  documented: string[];
  /** There is no excuse for these. */
  second: string[];
  /** Mailed before their moment, or although they were taken back. */
  early: string[];
  removed: string[];
  atWrongAddress: string[];
  /** Of these hires' persons, nobody got a mail. */
  none: string[];
  /** Of these, somebody was mailed again, rightly: the link had lapsed. */
  followedUp: string[];
}

/** What decides which mails are right. */
export interface MailRules {
  reportsInvitations: boolean;
  followUps: number;
  moment: MomentSettings;
  log: LogScan;
}

/** A mail may go out some time before it is written down. */
const clockMs = 60 * 1000;

export function countMails(
  people: readonly Person[],
  mails: readonly Mail[],
  { reportsInvitations, followUps, moment, log }: MailRules,
): MailCounts {
  const byUser = Map.groupBy(mails, ({ user }) => user);
  const counts: MailCounts = {
    documented: [],
    second: [],
    early: [],
    removed: [],
    atWrongAddress: [],
    none: [],
    followedUp: [],
  };
  for (const person of people) {
    const ids = person.hires.map(({ id }) => id);
    for (const kind of judge(person, byUser.get(person.workEmail) ?? [], ids)) counts[kind].push(...ids);
  }
  return counts;

  function judge(
    { personalEmail, startDates, isRemoved }: Person,
    received: readonly Mail[],
    hires: readonly string[],
  ): Set<keyof MailCounts> {
    const times = received.map(({ at }) => Date.parse(at));
    const dueAt = momentOf(startDates.last, moment);
    const again = times.slice(1).map((at, index) => judgeAgain(times[index] ?? 0, at, hires));
    const isTooMany = again.filter((kind) => kind === 'followedUp').length >= hires.length * (1 + followUps);
    return new Set<keyof MailCounts>([
      ...again,
      ...(isTooMany ? (['second'] as const) : []),
      ...(times.length === 0 ? (['none'] as const) : []),
      ...(isRemoved && times.length > 0 ? (['removed'] as const) : []),
      ...(times.some((at) => at < dueAt) ? (['early'] as const) : []),
      ...(received.some(({ to }) => to !== personalEmail) ? (['atWrongAddress'] as const) : []),
    ]);
  }

  function judgeAgain(before: number, at: number, hires: readonly string[]) {
    if (at >= before + linkLivesMs - clockMs) return 'followedUp';
    const isWrittenDown = hires.some((hire) =>
      log.invitedAt(hire).some((invitedAt) => invitedAt >= before && invitedAt < at),
    );
    return reportsInvitations || isWrittenDown ? 'second' : 'documented';
  }
}
