import type { Fate } from './fates.ts';
import type { MailCounts } from './mails.ts';
import type { Person } from './people.ts';

/** A promise that was broken, and for which hires. */
export interface Breach {
  promise: string;
  hires: readonly string[];
}

/** What has been counted when the stack was quiet. */
export interface Count {
  fates: ReadonlyMap<string, Fate>;
  mails: MailCounts;
  /** The hires that need a hand, of which nobody was told. */
  untold: readonly string[];
  deadMessages: number;
}

/** The hires that stand so, by their ids. */
export function hiresThat(fates: Count['fates'], isSo: (fate: Fate) => boolean): string[] {
  return [...fates].filter(([, fate]) => isSo(fate)).map(([hire]) => hire);
}

/** These states say that the person was mailed. */
const saysMailed: readonly Fate['is'][] = ['invited', 'not-activated', 'activated'];

/** What must hold whenever the stack is quiet. */
function judgeQuiet(when: string, { fates, mails, untold }: Count): Breach[] {
  const mailed = new Set(hiresThat(fates, ({ is }) => saysMailed.includes(is)));
  const promises: Record<string, readonly string[]> = {
    'no hire is lost': hiresThat(fates, ({ is }) => is === 'lost'),
    'a parked hire has a reason': hiresThat(fates, (fate) => fate.is === 'parked' && fate.code === undefined),
    'somebody is told of every hire that needs a hand': untold,
    'nobody gets a second mail': mails.second,
    'nobody is mailed before the moment': mails.early,
    'who was taken back gets no mail': mails.removed,
    'who uses the account gets no mail': mails.active,
    'a mail goes to the personal address': mails.atWrongAddress,
    'the address from before a correction gets no more mail': mails.atEarlierAddress,
    'who counts as invited got a mail': mails.none.filter((hire) => mailed.has(hire)),
  };
  return Object.entries(promises).map(([promise, hires]) => ({ promise: `${promise} (${when})`, hires }));
}

/** Where a hire must stand in the end, by what has become of its person. */
export type End = 'cancelled' | 'active' | 'not active';

export function endOf({
  isRemoved,
  leaves,
  activates,
}: Pick<Person, 'isRemoved' | 'leaves' | 'activates'>): End {
  if (isRemoved || leaves?.isHiredAgain === false) return 'cancelled';
  return activates === 'never' ? 'not active' : 'active';
}

const fatesAtEnd: Record<End, readonly Fate['is'][]> = {
  cancelled: ['cancelled'],
  active: ['activated', 'already-active'],
  'not active': ['not-activated'],
};

/**
 * The promises that were broken; none if all is as it should be.
 * @param ends where each hire must stand in the end.
 */
export function judge(
  before: Count,
  after: Count,
  { ends, leaks }: { ends: ReadonlyMap<string, End>; leaks: readonly string[] },
): Breach[] {
  const isAtEnd = (hire: string, { is }: Fate) => fatesAtEnd[ends.get(hire) ?? 'active'].includes(is);
  const breaches: Breach[] = [
    ...judgeQuiet('before the redrive', before),
    ...judgeQuiet('in the end', after),
    {
      promise: 'in the end the row of every hire says what has become of the person',
      hires: [...after.fates].filter(([hire, fate]) => !isAtEnd(hire, fate)).map(([hire]) => hire),
    },
  ];
  const broken = breaches.filter(({ hires }) => hires.length > 0);
  return [
    ...broken,
    ...leaks.map((leak) => ({ promise: `no personal data or secret is logged: ${leak}`, hires: [] })),
  ];
}
