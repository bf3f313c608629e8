import fc from 'fast-check';
import type { MomentSettings } from '../../lambda/hire/moment.ts';
import type { Action } from './operator.ts';
import type { Death } from './process.ts';

/** What an HR system says after it has announced a hire, or before, if the events overtake each other. */
export interface Change {
  /** When it arrives, in seconds. */
  at: number;
  /** When it was said, in seconds: by the event's own date, if the HR system dates its events. */
  saidAt: number;
  /** The new start, in days from the beginning of the history; or the employee is removed. */
  to: number | 'removed';
  /** The place of the person from then on, if it is another one. */
  timeZone?: string | undefined;
}

/** What happens to few people. All times are in seconds; what the HR system says of it arrives at once. */
export type Twist =
  /** The personal address is corrected, in another creation or in a change. */
  | { kind: 'corrected'; at: number; by: 'created' | 'updated' }
  /** The employee is removed, and created again: without dates, not within the days in which it may be a repeat. */
  | {
      kind: 'hired-again';
      removedAt: number;
      /** When the word of the removal arrives, if it is later. */
      removalArrivesAt: number;
      at: number;
      startsOn: number | undefined;
      /** When the first creation is delivered once more, soon after the removal. */
      repeatedAt: number | undefined;
    }
  /** The employee is created again much later, though nobody said that the person left. */
  | { kind: 'hired-later'; at: number; startsOn: number | undefined }
  /** Another person gets the employee id. */
  | { kind: 'succeeded'; at: number }
  /** Of two records, the first is removed. */
  | { kind: 'left-one'; at: number }
  /** An administrator sends the invite in OneLogin. */
  | { kind: 'invited-by-hand'; at: number }
  /** The person activates the account whatever mails there were. */
  | { kind: 'signs-in'; at: number };

/** What the operator does, with a hire or with everything. */
export interface Act {
  /** In seconds. */
  at: number;
  action: Action;
  /** Which hire, counted over all of them and from the beginning again. */
  whom: number;
  /** How many seconds later the same is done once more. */
  againAfter: number | undefined;
  /** The call that `operate` does not survive the first time, counted from its own first. */
  death: Death | undefined;
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
  /** What the HR system names as the person's time zone. */
  timeZone?: string | undefined;
  /** What becomes of that, in any order. */
  changes: readonly Change[];
  /** Whether the HR systems date their events. */
  datesEvents: boolean;
  /** When the user appears in OneLogin, in seconds. */
  appearsAt: number;
  /** What stands against an invite until the operator mends it. */
  obstacle: 'none' | 'suspended' | 'unapproved' | 'active' | 'never-signed-in';
  /** The first webhook of several has an address that nobody in OneLogin has. */
  firstAddressIsWrong: boolean;
  /** The user was sent an invite by hand before. */
  wasInvitedByHand: boolean;
  /** How long after the first mail the person activates the account, in seconds; never if absent. */
  activatesAfter: number | undefined;
  hasPersonalEmail: boolean;
  /** Whether the webhooks of the HR system that can be asked say more than the id. */
  recordHasFields: boolean;
  twists: readonly Twist[];
}

/** Everything that is not the product's own doing. */
export interface History {
  /** When it begins, in ISO 8601, and how the moment follows from a start date. */
  begins: string;
  moment: MomentSettings;
  followUps: number;
  neverSignedIn: 'tell' | 'invite';
  /** Whether a hire is tried for days instead of hours. */
  isPatient: boolean;
  people: readonly Person[];
  /** When the HR system that can be asked is swept, in seconds. */
  sweepsAt: readonly number[];
  /** When the operator replays the dead-letter queue, mended or not, in seconds. */
  replaysAt: readonly number[];
  /** What else the operator does. */
  acts: readonly Act[];
  /** Whether OneLogin shows its invites by API in `invitation_sent_at`: unknown of the real one. */
  reportsInvitations: boolean;
  /** Whether OneLogin keeps an event of its invites by API: unknown too. */
  reportsEvents: boolean;
  /** OneLogin's limit in an hour; none if absent. */
  callsPerWindow: number | undefined;
  /** What comes of each thing that could go another way, in turn: 0 is the ordinary. */
  decisions: readonly number[];
  /** What comes of the first invite, if it is something else than the ordinary. */
  firstSend:
    | 'mails, and does not answer'
    | 'tears the connection, without a mail'
    | 'mails two minutes after the timeout'
    | 'mails two minutes after the process died'
    | undefined;
  /** When they begin, in seconds. */
  troublesFrom: number;
  /** Calls that the function does not survive, besides. */
  deaths: readonly Death[];
}

const hour = 60 * 60;
const day = 24 * hour;

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

const twist: fc.Arbitrary<Twist> = fc.oneof(
  fc.record({
    kind: fc.constant('corrected' as const),
    at: fc.constantFrom(710, 5000, 20 * hour, 30 * hour, 6 * day),
    by: fc.constantFrom('created', 'updated'),
  }),
  fc
    .record({
      removedAt: fc.constantFrom(700, 20 * hour, 2 * day, 12 * day),
      arrivesLater: fc.constantFrom(0, 0, 0, 3 * hour),
      backAfter: fc.constantFrom(hour, 4 * day, 5 * day, 40 * day),
      startsAfter: fc.constantFrom(undefined, 0, 2),
      repeatedAfter: fc.constantFrom(undefined, 60, hour, 30 * hour),
    })
    .map(({ removedAt, arrivesLater, backAfter, startsAfter, repeatedAfter }) => ({
      kind: 'hired-again' as const,
      removedAt,
      removalArrivesAt: removedAt + arrivesLater,
      at: removedAt + backAfter,
      startsOn:
        startsAfter === undefined ? undefined : Math.ceil((removedAt + backAfter) / day) + startsAfter,
      repeatedAt: repeatedAfter === undefined ? undefined : removedAt + repeatedAfter,
    })),
  fc.record({
    kind: fc.constant('hired-later' as const),
    at: fc.constantFrom(60 * day, 380 * day),
    startsOn: fc.constantFrom(381, 383),
  }),
  fc.record({
    kind: fc.constant('succeeded' as const),
    at: fc.constantFrom(710, 20 * hour, 30 * hour, 6 * day),
  }),
  fc.record({
    kind: fc.constant('left-one' as const),
    at: fc.constantFrom(1, 700, 20 * hour, 30 * hour, 60 * hour),
  }),
  fc.record({
    kind: fc.constant('invited-by-hand' as const),
    at: fc.constantFrom(0, 50, 2000, 20 * hour, 25 * hour),
  }),
  fc.record({ kind: fc.constant('signs-in' as const), at: fc.constantFrom(50, 20 * hour, 5 * day) }),
);

/** Most people have none. */
const twists: fc.Arbitrary<readonly Twist[]> = fc.oneof(
  { weight: 3, arbitrary: fc.constant([]) },
  { weight: 2, arbitrary: fc.tuple(twist) },
  {
    weight: 1,
    arbitrary: fc.uniqueArray(twist, { minLength: 2, maxLength: 3, selector: ({ kind }) => kind }),
  },
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
    appearsAt: fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 100, 100, 3000, 3000, 20 * hour, 26 * hour),
    obstacle: fc.constantFrom(
      'none',
      'none',
      'none',
      'none',
      'suspended',
      'unapproved',
      'active',
      'never-signed-in',
    ),
    firstAddressIsWrong: fc.constantFrom(false, false, false, true),
    wasInvitedByHand: fc.boolean(),
    datesEvents: fc.boolean(),
    activatesAfter: fc.constantFrom(undefined, undefined, 60, 20 * hour, day + 60, 6 * day),
    hasPersonalEmail: fc.boolean(),
    recordHasFields: fc.boolean(),
    twists,
    leavesOneAt: fc.constantFrom(undefined, 20 * hour, 60 * hour),
  })
  .map(({ start: { startsOn, changes }, twists, leavesOneAt, ...rest }) => ({
    ...rest,
    startsOn,
    changes,
    // Few have two records, so one of them is removed often.
    twists:
      rest.sources.length === 2 && leavesOneAt !== undefined && twists.length === 0
        ? [{ kind: 'left-one', at: leavesOneAt }]
        : twists,
  }));

/** Of so many decisions, one is out of the ordinary. */
function decisions(oneIn: number): fc.Arbitrary<number[]> {
  const decision = fc.oneof(
    { weight: oneIn - 1, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.nat(999) },
  );
  return fc.array(decision, { maxLength: 150, size: 'max' });
}

const deathAt = (mostCalls: number): fc.Arbitrary<Act['death']> =>
  fc.option(fc.record({ call: fc.nat(mostCalls), when: fc.constantFrom('before', 'after') }), {
    freq: 2,
    nil: undefined,
  });

/** The first mail goes out at once, or after a day; its link is dead a day later, and three days later a person is told. */
const retry: fc.Arbitrary<Act> = fc.record({
  at: fc.constantFrom(60, 300, 2000, 4000, 9000, 20 * hour, day, 30 * hour, 4 * day, 20 * day),
  action: fc.constantFrom('retry'),
  whom: fc.nat(3),
  againAfter: fc.constantFrom(undefined, undefined, 0, 1, 60, 1000),
  death: deathAt(6),
});

const takesBack: Partial<Record<Action, Action>> = {
  cancel: 'undo-cancel',
  forget: 'undo-cancel',
  pause: 'resume',
};

/** What stops a hire or everything, raced with the mails, and whatever takes that back. */
const stop: fc.Arbitrary<Act[]> = fc
  .record({
    at: fc.constantFrom(0, 1, 5, 30, 60, 300, 700, 2000, 4000, 9000, 20 * hour, day, 30 * hour, 4 * day),
    action: fc.constantFrom<Action>('cancel', 'cancel', 'forget', 'pause'),
    whom: fc.nat(3),
    againAfter: fc.constantFrom(undefined, undefined, 0, 1, 60),
    death: deathAt(20),
    takenBackAfter: fc.constantFrom(undefined, 1, 60, 700, 4000, 20 * hour, 3 * day),
    deathThen: deathAt(6),
  })
  .map(({ takenBackAfter, deathThen, ...act }) => {
    const action = takesBack[act.action];
    if (takenBackAfter === undefined || action === undefined) return [act];
    return [act, { ...act, action, at: act.at + takenBackAfter, death: deathThen }];
  });

export const ordinary: Pick<History, 'begins' | 'moment' | 'followUps' | 'neverSignedIn' | 'isPatient'> = {
  begins: '2026-03-02T08:00:00Z',
  moment: { daysBeforeStart: 0, at: '08:00', timeZone: 'UTC', weekends: 'send' },
  followUps: 1,
  neverSignedIn: 'tell',
  isPatient: false,
};

const drawn = fc.record({
  // A Monday, or a Friday.
  begins: fc.constantFrom(ordinary.begins, ordinary.begins, '2026-03-06T08:00:00Z'),
  moment: fc.record({
    daysBeforeStart: fc.constantFrom(0, 0, 0, 5),
    at: fc.constant('08:00'),
    timeZone: fc.constant('UTC'),
    weekends: fc.constantFrom('send', 'send', 'monday-after', 'friday-before'),
  }),
  neverSignedIn: fc.constantFrom('tell', 'invite'),
  isPatient: fc.constantFrom(false, false, false, false, false, true),
  followUps: fc.constantFrom(0, 1, 1, 2),
  people: fc.oneof(
    { weight: 2, arbitrary: fc.tuple(person) },
    { weight: 1, arbitrary: fc.tuple(person, person) },
  ),
  sweepsAt: fc.array(fc.constantFrom(10, 30, 4000, 25_000, 30 * hour), { maxLength: 2 }),
  replaysAt: fc.array(fc.constantFrom(5, 60, 300, 2000, 9000), { maxLength: 2 }),
  reportsInvitations: fc.boolean(),
  callsPerWindow: fc.constantFrom(undefined, undefined, undefined, 3, 6),
  decisions: fc.oneof(fc.constant([]), decisions(4), decisions(12), decisions(40)),
  firstSend: fc.oneof(
    { weight: 12, arbitrary: fc.constant(undefined) },
    {
      weight: 1,
      arbitrary: fc.constantFrom<History['firstSend']>(
        'mails, and does not answer',
        'tears the connection, without a mail',
        'mails two minutes after the timeout',
        'mails two minutes after the process died',
      ),
    },
  ),
  troublesFrom: fc.constantFrom(0, 0, 0, 0, 19 * hour, 70 * hour),
  deaths: fc.constant([]),
  reportsEvents: fc.boolean(),
  acts: fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(retry, { minLength: 1, maxLength: 2 }) },
  ),
  // Drawn last, so that the histories of a seed are otherwise as they were.
  stops: fc.oneof(
    { weight: 2, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(stop, { minLength: 1, maxLength: 2 }) },
  ),
});

export const histories: fc.Arbitrary<History> = drawn.map(({ stops, acts, ...history }) => ({
  ...history,
  acts: [...acts, ...stops.flat()],
}));
