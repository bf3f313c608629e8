import type { Fate } from './fates.ts';
import type { MailCounts } from './mails.ts';

/** A promise that was broken, and for which hires. */
export interface Breach {
  promise: string;
  hires: readonly string[];
}

/** What has been counted when the stack was quiet. */
export interface Count {
  fates: ReadonlyMap<string, Fate>;
  mails: MailCounts;
  deadMessages: number;
}

/** The hires that stand so, by their ids. */
export function hiresThat(fates: Count['fates'], isSo: (fate: Fate) => boolean): string[] {
  return [...fates].filter(([, fate]) => isSo(fate)).map(([hire]) => hire);
}

/** What must hold whenever the stack is quiet. */
function judgeQuiet(when: string, { fates, mails }: Count): Breach[] {
  const invited = new Set(hiresThat(fates, ({ is }) => is === 'invited'));
  return [
    { promise: `no hire is lost (${when})`, hires: hiresThat(fates, ({ is }) => is === 'lost') },
    {
      promise: `a parked hire has a reason (${when})`,
      hires: hiresThat(fates, (fate) => fate.is === 'parked' && fate.code === undefined),
    },
    { promise: `nobody gets a second mail (${when})`, hires: mails.second },
    { promise: `nobody is mailed before the moment (${when})`, hires: mails.early },
    { promise: `who was taken back gets no mail (${when})`, hires: mails.removed },
    { promise: `a mail goes to the personal address (${when})`, hires: mails.atWrongAddress },
    {
      promise: `who counts as invited got a mail (${when})`,
      hires: mails.none.filter((hire) => invited.has(hire)),
    },
  ];
}

/**
 * The promises that were broken; none if all is as it should be.
 * @param removed the hires that the HR system took back.
 */
export function judge(
  before: Count,
  after: Count,
  { removed, leaks }: { removed: ReadonlySet<string>; leaks: readonly string[] },
): Breach[] {
  const breaches: Breach[] = [
    ...judgeQuiet('before the redrive', before),
    ...judgeQuiet('after the redrive', after),
    {
      promise: 'after the redrive every hire is invited, or cancelled if it was taken back',
      hires: [...after.fates]
        .filter(([hire, { is }]) => is !== (removed.has(hire) ? 'cancelled' : 'invited'))
        .map(([hire]) => hire),
    },
  ];
  const broken = breaches.filter(({ hires }) => hires.length > 0);
  return [
    ...broken,
    ...leaks.map((leak) => ({ promise: `no personal data or secret is logged: ${leak}`, hires: [] })),
  ];
}
