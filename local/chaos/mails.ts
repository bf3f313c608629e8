import type { Mail } from '../sandbox/mailbox.ts';
import type { LogScan } from './log-scan.ts';
import type { Person } from './people.ts';

/** What the mailbox says of the promise "once, at an address they can read", as hires: ids, never an address. */
export interface MailCounts {
  /** OneLogin's answer to the first was lost, and it does not report invites. */
  documented: string[];
  /** There is no excuse for these. */
  second: string[];
  atWrongAddress: string[];
  /** Of these hires' persons, nobody got a mail. */
  none: string[];
}

export function countMails(
  people: readonly Person[],
  mails: readonly Mail[],
  { reportsInvitations, log }: { reportsInvitations: boolean; log: LogScan },
): MailCounts {
  const byUser = Map.groupBy(mails, ({ user }) => user);
  const counts: MailCounts = { documented: [], second: [], atWrongAddress: [], none: [] };

  for (const { workEmail, personalEmail, hires } of people) {
    const ids = hires.map(({ id }) => id);
    const received = byUser.get(workEmail) ?? [];
    const kind = judge(received, ids);
    if (kind !== undefined) counts[kind].push(...ids);
    if (received.some(({ to }) => to !== personalEmail)) counts.atWrongAddress.push(...ids);
  }
  return counts;

  function judge(received: readonly Mail[], hires: readonly string[]): keyof MailCounts | undefined {
    if (received.length === 0) return 'none';
    if (received.length === 1) return undefined;
    return !reportsInvitations && isFromLostAnswers(received, hires) ? 'documented' : 'second';
  }

  /** No mail went out after the hire had been written down as invited. */
  function isFromLostAnswers(received: readonly Mail[], hires: readonly string[]): boolean {
    const lastAt = Math.max(...received.map(({ at }) => Date.parse(at)));
    return hires.some((hire) => lastAt <= (log.invitedAt(hire) ?? Number.POSITIVE_INFINITY));
  }
}
