import fc from 'fast-check';
import type { Death } from './process.ts';

/** A person, the records that announce them, and what OneLogin holds of them when. */
export interface Person {
  /** One record, or two from two HR systems. */
  sources: readonly string[];
  /** When the webhooks of each record arrive, in seconds: the HR system may send one several times. */
  webhooksAt: readonly number[];
  /** When the user appears in OneLogin, in seconds. */
  appearsAt: number;
  /** What stands against an invite until the operator mends it. */
  obstacle: 'none' | 'suspended' | 'unapproved' | 'active';
  /** The first webhook of several has an address that nobody in OneLogin has. */
  firstAddressIsWrong: boolean;
  /** The user was sent an invite by hand before. */
  wasInvitedByHand: boolean;
}

/** Everything that is not the product's own doing. */
export interface History {
  people: readonly Person[];
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

const person: fc.Arbitrary<Person> = fc.record({
  sources: fc.constantFrom(['hr'], ['hr'], ['hr', 'other-hr']),
  webhooksAt: fc.array(fc.constantFrom(0, 0, 1, 20, 40, 700, 4000), { minLength: 1, maxLength: 3 }),
  appearsAt: fc.constantFrom(0, 0, 0, 100, 3000),
  obstacle: fc.constantFrom('none', 'none', 'none', 'suspended', 'unapproved', 'active'),
  firstAddressIsWrong: fc.constantFrom(false, false, false, true),
  wasInvitedByHand: fc.boolean(),
});

/** Of so many decisions, one is out of the ordinary. */
function decisions(oneIn: number): fc.Arbitrary<number[]> {
  const decision = fc.oneof(
    { weight: oneIn - 1, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.nat(999) },
  );
  return fc.array(decision, { maxLength: 150, size: 'max' });
}

export const histories: fc.Arbitrary<History> = fc.record({
  people: fc.oneof(
    { weight: 2, arbitrary: fc.tuple(person) },
    { weight: 1, arbitrary: fc.tuple(person, person) },
  ),
  replaysAt: fc.array(fc.constantFrom(5, 60, 300, 2000, 9000), { maxLength: 2 }),
  reportsInvitations: fc.boolean(),
  callsPerWindow: fc.constantFrom(undefined, undefined, undefined, 3, 6),
  decisions: fc.oneof(decisions(4), decisions(12), decisions(40)),
  deaths: fc.constant([]),
});
