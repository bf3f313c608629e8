import fc from 'fast-check';
import type { MomentSettings } from '../../lambda/hire/moment.ts';
import type { Death } from './process.ts';

/** What an HR system says after it has announced a hire, or before, if the events overtake each other. */
export interface Change {
  /** When it arrives, in seconds. */
  at: number;
  /** When it was said, in seconds: by the event's own date, if the HR system dates its events. */
  saidAt: number;
  /** The new start, in days from the beginning of the history; or the employee is removed. */
  to: number | 'removed';
}

/** A person, the records that announce them, and what OneLogin holds of them when. */
export interface Person {
  /**
   * One record, or two from two HR systems; `asked-hr` sends ids only, and can be asked; of `changing-hr` only the changes
   * carry the address, and make hires too.
   */
  sources: readonly ['hr'] | readonly ['hr', 'other-hr'] | readonly ['asked-hr'] | readonly ['changing-hr'];
  /** The HR system, which can be asked, sends no webhook when it creates the employee. */
  isUnannounced: boolean;
  /** When the webhooks of each record arrive, in seconds: the HR system may send one several times. */
  webhooksAt: readonly number[];
  /** When the person starts, in days from the beginning of the history, as first announced. */
  startsOn: number | undefined;
  /** What becomes of that, in any order. */
  changes: readonly Change[];
  /** Whether the HR systems date their events. */
  datesEvents: boolean;
  /** When the user appears in OneLogin, in seconds. */
  appearsAt: number;
  /** What stands against an invite until the operator mends it. */
  obstacle: 'none' | 'suspended' | 'unapproved' | 'active';
  /** The first webhook of several has an address that nobody in OneLogin has. */
  firstAddressIsWrong: boolean;
  /** The user was sent an invite by hand before. */
  wasInvitedByHand: boolean;
  /** How long after the first mail the person activates the account, in seconds; never if absent. */
  activatesAfter: number | undefined;
}

/** Everything that is not the product's own doing. */
export interface History {
  /** When it begins, in ISO 8601, and how the moment follows from a start date. */
  begins: string;
  moment: MomentSettings;
  followUps: number;
  people: readonly Person[];
  /** When the HR system that can be asked is swept, in seconds. */
  sweepsAt: readonly number[];
  /** When the operator replays the dead-letter queue, mended or not, in seconds. */
  replaysAt: readonly number[];
  /** Whether OneLogin shows its invites by API in `invitation_sent_at`: unknown of the real one. */
  reportsInvitations: boolean;
  /** OneLogin's limit in an hour; none if absent. */
  callsPerWindow: number | undefined;
  /** What comes of each thing that could go another way, in turn: 0 is the ordinary. */
  decisions: readonly number[];
  /** Calls that the function does not survive, besides. */
  deaths: readonly Death[];
}

const hour = 60 * 60;

/** The second day begins after 16 hours, its moment is after 24. */
const change: fc.Arbitrary<Change> = fc.record({
  at: fc.constantFrom(0, 1, 20, 700, 4000, 20 * hour, 24 * hour, 30 * hour),
  saidAt: fc.constantFrom(-10, 5, 10, 15, 20),
  to: fc.constantFrom<number | 'removed'>(-400, 0, 1, 1, 2, 3, 'removed'),
});

/** Half of the people start at once, and nothing is said of them but that: with them, faults meet most often. */
const start: fc.Arbitrary<Pick<Person, 'startsOn' | 'changes'>> = fc.oneof(
  fc.constant({ startsOn: undefined, changes: [] }),
  fc.record({
    startsOn: fc.constantFrom(undefined, -400, 0, 1, 2),
    changes: fc.array(change, { maxLength: 3 }),
  }),
);

const person: fc.Arbitrary<Person> = fc
  .record({
    sources: fc.constantFrom<Person['sources']>(
      ['hr'],
      ['hr'],
      ['hr'],
      ['hr', 'other-hr'],
      ['asked-hr'],
      ['changing-hr'],
    ),
    isUnannounced: fc.constantFrom(false, false, true),
    webhooksAt: fc.array(fc.constantFrom(0, 0, 1, 20, 40, 700, 4000), { minLength: 1, maxLength: 3 }),
    start,
    appearsAt: fc.constantFrom(0, 0, 0, 100, 3000),
    obstacle: fc.constantFrom('none', 'none', 'none', 'suspended', 'unapproved', 'active'),
    firstAddressIsWrong: fc.constantFrom(false, false, false, true),
    wasInvitedByHand: fc.boolean(),
    datesEvents: fc.boolean(),
    activatesAfter: fc.constantFrom(undefined, 60, 20 * hour, 24 * hour + 60),
  })
  .map(({ start: { startsOn, changes }, ...rest }) => ({ ...rest, startsOn, changes }));

/** Of so many decisions, one is out of the ordinary. */
function decisions(oneIn: number): fc.Arbitrary<number[]> {
  const decision = fc.oneof(
    { weight: oneIn - 1, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.nat(999) },
  );
  return fc.array(decision, { maxLength: 150, size: 'max' });
}

export const ordinary: Pick<History, 'begins' | 'moment' | 'followUps'> = {
  begins: '2026-03-02T08:00:00Z',
  moment: { daysBeforeStart: 0, at: '08:00', timeZone: 'UTC', weekends: 'send' },
  followUps: 1,
};

export const histories: fc.Arbitrary<History> = fc.record({
  begins: fc.constant(ordinary.begins),
  moment: fc.constant(ordinary.moment),
  followUps: fc.constantFrom(0, 1, 1, 2),
  people: fc.oneof(
    { weight: 2, arbitrary: fc.tuple(person) },
    { weight: 1, arbitrary: fc.tuple(person, person) },
  ),
  sweepsAt: fc.array(fc.constantFrom(10, 30, 4000, 25_000, 30 * hour), { maxLength: 2 }),
  replaysAt: fc.array(fc.constantFrom(5, 60, 300, 2000, 9000), { maxLength: 2 }),
  reportsInvitations: fc.boolean(),
  callsPerWindow: fc.constantFrom(undefined, undefined, undefined, 3, 6),
  decisions: fc.oneof(decisions(4), decisions(12), decisions(40)),
  deaths: fc.constant([]),
});
