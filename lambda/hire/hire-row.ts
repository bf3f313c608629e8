import * as v from 'valibot';
import { purposes } from './invite-message.ts';
import { isOutcomeCode, mailReasons, type Outcome, type OutcomeCode } from './outcomes.ts';
import { readStartDate } from './start-date.ts';
import { allStates } from './states.ts';
import { isZoneName, unknownZone } from './time-zone.ts';

/**
 * The one row of a hire, which is the truth about it. It holds ids, states, times, counts and codes, but no address and
 * no name. Times are milliseconds since 1970 here and ISO 8601 in the table, so that a person can read it in the
 * console.
 */

/** Years of six digits are read too: rows that an earlier version wrote may have them. */
const instant = v.pipe(
  v.string(),
  v.regex(/^(?:\d{4}|[+-]\d{6})-\d\d-\d\dT[\d:.]+Z$/),
  v.transform(Date.parse),
  v.number(),
);

/** What the HR system said of a hire, and when. */
const announcement = v.object({
  event: v.picklist(['created', 'updated', 'removed']),
  saidAt: instant,
  isDated: v.boolean(),
  personHash: v.string(),
  addressHash: v.optional(v.string()),
  /** Whether its record is enough to invite the person, or the HR system can be asked. Then older ones are not needed. */
  isWhole: v.optional(v.boolean()),
});

/** What somebody has edited into something else is as good as not there. */
const startDate = v.fallback(
  v.optional(
    v.pipe(
      v.string(),
      v.check((text) => readStartDate(text) === text),
    ),
  ),
  undefined,
);
const timeZone = v.fallback(
  v.optional(
    v.pipe(
      v.string(),
      v.check((text) => text === unknownZone || isZoneName(text)),
    ),
  ),
  undefined,
);

/** A wake-up that was made. */
const wakeUp = v.object({ purpose: v.picklist(purposes), personHash: v.string(), at: instant });

/** A parking: when, by SQS's clock, and for which message. */
const parked = v.object({ at: instant, messageId: v.string() });

const outcomeCode = v.custom<OutcomeCode>((code) => typeof code === 'string' && isOutcomeCode(code));

/** The version of a row's form. A row of a greater one was written by a newer version, and is not rewritten. */
export const rowSchema = 1;

export const HireRow = v.object({
  /** The row key. */
  hire: v.string(),
  /** Absent in rows from before the first version that has it. */
  schema: v.optional(v.literal(rowSchema)),
  state: v.picklist(allStates),
  /** The outcome of the last attempt. */
  code: v.fallback(v.optional(outcomeCode), undefined),
  /** The last ten outcomes, the latest last. The same outcome again is counted, not repeated; but each mail stands alone. */
  outcomes: v.fallback(
    v.optional(
      v.array(
        v.object({
          code: outcomeCode,
          at: instant,
          times: v.optional(v.number()),
          /** For `INVITED`: why the mail was sent. Absent in rows of earlier versions. */
          mail: v.optional(v.picklist(mailReasons)),
        }),
      ),
    ),
    undefined,
  ),
  /** How often the employee has been hired: 1 if absent. */
  engagement: v.optional(v.number()),
  /** Counts the writes. A write succeeds only if the row still has the version that was read. */
  version: v.number(),
  /** The token of the last writer, so that a writer can recognise its own write. */
  writer: v.string(),
  /**
   * For `sending`, or a look at a hire whose activation is awaited: who works on the hire, for which message, and until when it is theirs.
   */
  lease: v.optional(v.object({ token: v.string(), messageId: v.string(), until: instant })),
  /** For `waiting`: the time before which the hire is not looked at. For `unannounced`: when the kept change comes. */
  waitUntil: v.optional(instant),
  /** The latest that the HR system said about the hire, and when. Anything older does not count. */
  announced: v.optional(announcement),
  /**
   * The latest change that was said after the employee's removal, as a row that is `unannounced` has it: a creation that
   * it has overtaken may still come.
   */
  sinceRemoval: v.optional(
    v.object({
      announced: v.optional(announcement),
      notBefore: v.optional(instant),
      startDate,
      timeZone,
      waitUntil: v.optional(instant),
    }),
  ),
  /** When the creation was said that began this engagement, or the latest one in it. */
  createdAt: v.optional(instant),
  /** When the hire was first announced: a person whose start date was eligible then stays eligible. */
  heardAt: v.optional(instant),
  /** Hashes of what was said about the person and tried, the latest last, so that a repeat is not taken for news. */
  heardRecords: v.optional(v.array(v.string())),
  /** The moment that follows from the start date. Nothing is sent before it. */
  notBefore: v.optional(instant),
  /** The start date, and the hire's time zone if the HR system names one. Absent in rows of earlier versions. */
  startDate,
  timeZone,
  /** Since when the HR system names a time zone that is neither an IANA name nor a known place. */
  zoneUnknownAt: v.optional(instant),
  /** When the last mail of this engagement went out, to this person, whoever had it sent. */
  invitedAt: v.optional(instant),
  /** The pseudonym of the address that was last mailed for this hire, or would have been, had nobody been faster. */
  mailedTo: v.optional(v.string()),
  /** Whether the first mail of this engagement has been counted for the brake. */
  isCounted: v.optional(v.boolean()),
  /** For a person who needs no mail, but does not use the account yet: since when that is known. */
  awaitedSince: v.optional(instant),
  /** For `invited` and `not-activated`: the next look. */
  followUpAt: v.optional(instant),
  /**
   * The wake-up that was made for the next look. Its schedule is found by that, and with the schedule the record. Absent
   * in rows of earlier versions.
   */
  wakeUp: v.optional(wakeUp),
  /** When an operator asked to try the hire again, until that has led to a mail or to an end. */
  retryAskedAt: v.optional(instant),
  /** How often the invite was sent again because its link had expired. */
  followUpsSent: v.optional(v.number()),
  /** For `not-activated`: since when. A person is told once about each such time. */
  notActivatedAt: v.optional(instant),
  /** When the engagement ended: the account was found active, the employee was removed, or an operator cancelled it. */
  endedAt: v.optional(instant),
  /** For a hire that an operator has cancelled: the fields as they were, for an undo. */
  beforeCancel: v.fallback(
    v.optional(
      v.object({
        state: v.picklist(allStates),
        code: v.fallback(v.optional(outcomeCode), undefined),
        /** What the HR system says meanwhile counts here, so that it counts after an undo. */
        announced: v.optional(announcement),
        /** Whether it has said something new. The record of that is kept nowhere. */
        hasNews: v.optional(v.boolean()),
        waitUntil: v.optional(instant),
        followUpAt: v.optional(instant),
        wakeUp: v.optional(wakeUp),
        parked: v.optional(parked),
        parkedRecords: v.optional(v.array(v.string())),
        updatedAt: instant,
        expiresAt: v.optional(v.number()),
      }),
    ),
    undefined,
  ),
  /** Whether the OneLogin user of the engagement before had been invited, and was not active. */
  wasAwaited: v.optional(v.boolean()),
  /** OneLogin users who were invited under this employee id before somebody else was, and were not active then. */
  earlierUsers: v.optional(v.array(v.object({ userId: v.string(), since: instant }))),
  /** The last parking. A replay does not delete it. */
  parked: v.optional(parked),
  /** Hashes of what led to a parking since the last replay. Only another replay lets it be tried again. */
  parkedRecords: v.optional(v.array(v.string())),
  /**
   * A send whose outcome is not known yet, whatever the state: when it began, to which user, and the user's
   * `invitation_sent_at` as it was before. While this is set, OneLogin is asked before anything is sent.
   */
  unresolvedSend: v.optional(
    v.object({
      startedAt: instant,
      userId: v.string(),
      invitationSentAt: v.nullable(v.string()),
      /** The pseudonym of the address that the mail went to. */
      sentTo: v.optional(v.string()),
      /** A reason that only another version knows is left out. */
      reason: v.fallback(v.optional(v.picklist(mailReasons)), undefined),
    }),
  ),
  /** How many sends in a row had no clear answer. */
  unclearSends: v.optional(v.number()),
  /** How many values of `retry.afterSeconds` are used up. */
  rung: v.number(),
  /** Since when the hire has been tried: `retry.forHours` counts from here. A replay starts it again. */
  firstAttemptAt: instant,
  /** How much of that time the hire waited for a rate limit, in milliseconds. */
  limitedMs: v.optional(v.number()),
  updatedAt: instant,
  /** OneLogin's id of the user, once found. */
  oneLoginUserId: v.optional(v.string()),
  /**
   * The keys of the users table under which this hire is found: `mail:` and the pseudonym of an address, `external:` and
   * that of an external id.
   */
  mailKeys: v.optional(v.array(v.string())),
  /** When the HR system was last asked about the employee. */
  readAt: v.optional(instant),
  /** The id of the webhook request that the last message came from. */
  requestId: v.string(),
  /** Seconds since 1970. DynamoDB deletes the row some time after. Only rows that wait for nothing have it. */
  expiresAt: v.optional(v.number()),
});

export type HireRow = v.InferOutput<typeof HireRow>;

export type Lease = NonNullable<HireRow['lease']>;

/** An invitation link is valid for 24 hours (OneLogin's knowledge base, KB0010550). */
export const linkLivesMs = 24 * 60 * 60 * 1000;

const keepDays = 400;

/** Until when what is settled is kept, in seconds since 1970: DynamoDB deletes it some time after. */
export function keptUntil(nowMs: number): number {
  return Math.ceil(nowMs / 1000) + keepDays * 24 * 60 * 60;
}

/** Whether the engagement is over: only a later word of the HR system about a new one matters now. */
export function isOver({ state }: HireRow): boolean {
  return state === 'activated' || state === 'already-active' || state === 'cancelled';
}

/** Whether the person has what is needed to activate the account, which is awaited. */
export function isAwaited({ state }: HireRow): boolean {
  return state === 'invited' || state === 'not-activated';
}

/** Whether this hire has had its mail in this engagement, or needs none. */
export function isInvited({ invitedAt, awaitedSince }: HireRow): boolean {
  return invitedAt !== undefined || awaitedSince !== undefined;
}

const mostOutcomes = 10;

/** The row after one more outcome. */
export function withOutcome(
  row: HireRow,
  { code, mail }: Pick<Outcome, 'code' | 'mail'>,
  now: number,
): HireRow {
  const before = row.outcomes ?? [];
  const last = before.at(-1);
  const outcomes =
    last?.code === code && code !== 'INVITED'
      ? [...before.slice(0, -1), { ...last, times: (last.times ?? 1) + 1 }]
      : [...before, { code, at: now, ...(mail && { mail }) }].slice(-mostOutcomes);
  return { ...row, code, outcomes, updatedAt: now };
}

export function isLeased(row: HireRow, now: number): row is HireRow & { lease: Lease } {
  return row.lease !== undefined && now < row.lease.until;
}

/** A row as it is kept once there is nothing more to do. */
export function toFinalRow({ parked, parkedRecords, retryAskedAt, ...row }: HireRow): HireRow {
  return { ...row, expiresAt: keptUntil(row.updatedAt) };
}

/** A row as it is stored: with ISO 8601 times. */
export function toItem(row: HireRow): v.InferInput<typeof HireRow> {
  const { lease, announced, sinceRemoval, parked, unresolvedSend, wakeUp, ...further } = row;
  const { outcomes, earlierUsers, beforeCancel, ...others } = further;
  const { code, waitUntil, heardAt, createdAt, notBefore, readAt, firstAttemptAt, updatedAt, ...more } =
    others;
  const { invitedAt, awaitedSince, followUpAt, notActivatedAt, endedAt, retryAskedAt, ...start } = more;
  const { startDate, timeZone, zoneUnknownAt, ...rest } = start;
  const beforeMail = { waitUntil, heardAt, createdAt, notBefore, zoneUnknownAt, readAt };
  const sinceMail = { invitedAt, awaitedSince, followUpAt, notActivatedAt, endedAt, retryAskedAt };
  return {
    ...rest,
    schema: rowSchema,
    ...(code && { code }), // one that this version does not know was read as undefined
    ...(startDate && { startDate }),
    ...(timeZone && { timeZone }),
    ...mapDefined({ ...beforeMail, ...sinceMail }, iso),
    firstAttemptAt: iso(firstAttemptAt),
    updatedAt: iso(updatedAt),
    ...(lease && { lease: { ...lease, until: iso(lease.until) } }),
    ...toStoredParts({ announced, parked, wakeUp }),
    ...(sinceRemoval && { sinceRemoval: toStoredChange(sinceRemoval) }),
    ...(beforeCancel && { beforeCancel: toStoredBefore(beforeCancel) }),
    ...(unresolvedSend && {
      unresolvedSend: { ...unresolvedSend, startedAt: iso(unresolvedSend.startedAt) },
    }),
    ...(earlierUsers && { earlierUsers: earlierUsers.map((user) => ({ ...user, since: iso(user.since) })) }),
    ...(outcomes && { outcomes: outcomes.map((outcome) => ({ ...outcome, at: iso(outcome.at) })) }),
  };
}

function toStoredChange({
  announced,
  notBefore,
  startDate,
  timeZone,
  waitUntil,
}: NonNullable<HireRow['sinceRemoval']>): v.InferInput<typeof HireRow>['sinceRemoval'] {
  return {
    ...(announced && { announced: toStored(announced) }),
    ...(startDate && { startDate }),
    ...(timeZone && { timeZone }),
    ...mapDefined({ notBefore, waitUntil }, iso),
  };
}

function toStoredBefore(
  before: NonNullable<HireRow['beforeCancel']>,
): v.InferInput<typeof HireRow>['beforeCancel'] {
  const { code, announced, parked, wakeUp, waitUntil, followUpAt, updatedAt, ...rest } = before;
  return {
    ...rest,
    ...(code && { code }),
    ...mapDefined({ waitUntil, followUpAt }, iso),
    ...toStoredParts({ announced, parked, wakeUp }),
    updatedAt: iso(updatedAt),
  };
}

function toStoredParts({ announced, parked, wakeUp }: Pick<HireRow, 'announced' | 'parked' | 'wakeUp'>) {
  return {
    ...(announced && { announced: toStored(announced) }),
    ...(parked && { parked: { ...parked, at: iso(parked.at) } }),
    ...(wakeUp && { wakeUp: { ...wakeUp, at: iso(wakeUp.at) } }),
  };
}

function toStored(said: NonNullable<HireRow['announced']>): v.InferInput<typeof announcement> {
  return { ...said, saidAt: iso(said.saidAt) };
}

/** HR systems write 9999-12-31 for "never", which is in the year 10000 in the west: ISO 8601 has four digits for a year. */
const latest = Date.parse('9999-12-31T23:59:59.999Z');
const earliest = Date.parse('0000-01-01T00:00:00Z');

/** A time as it is stored: in ISO 8601, always as long, so that times compare as text. */
export function iso(ms: number): string {
  return new Date(Math.max(earliest, Math.min(ms, latest))).toISOString();
}

function mapDefined<Key extends string>(
  values: Record<Key, number | undefined>,
  map: (value: number) => string,
): Partial<Record<Key, string>> {
  const mapped: Partial<Record<Key, string>> = {};
  for (const key in values) if (values[key] !== undefined) mapped[key] = map(values[key]);
  return mapped;
}
