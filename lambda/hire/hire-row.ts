import * as v from 'valibot';
import { isOutcomeCode, type OutcomeCode } from './outcomes.ts';

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

const outcomeCode = v.custom<OutcomeCode>((code) => typeof code === 'string' && isOutcomeCode(code));

const states = [
  'unannounced',
  'sending',
  'waiting',
  'parked',
  'not-eligible',
  'invited',
  'already-active',
  'cancelled',
] as const;

/**
 * The final states: the hire is done. `not-eligible` is not one of them: a start date comes nearer, and addresses
 * change, so every further message is looked at.
 */
const finalStates: ReadonlySet<string> = new Set(['invited', 'already-active', 'cancelled']);

export const HireRow = v.object({
  /** The row key. */
  hire: v.string(),
  state: v.picklist(states),
  /** The outcome of the last attempt. */
  code: v.fallback(v.optional(outcomeCode), undefined),
  /** Counts the writes. A write succeeds only if the row still has the version that was read. */
  version: v.number(),
  /** The token of the last writer, so that a writer can recognise its own write. */
  writer: v.string(),
  /**
   * For `sending`, or a follow-up of `invited`: who works on the hire, for which message, and until when it is theirs.
   */
  lease: v.optional(v.object({ token: v.string(), messageId: v.string(), until: instant })),
  /** For `waiting`: the time before which the hire is not looked at. */
  waitUntil: v.optional(instant),
  /** The latest that the HR system said about the hire, and when. Anything older does not count. */
  announced: v.optional(
    v.object({
      event: v.picklist(['created', 'updated', 'removed']),
      saidAt: instant,
      isDated: v.boolean(),
      personHash: v.string(),
    }),
  ),
  /** When the hire was first announced: a person whose start date was eligible then stays eligible. */
  heardAt: v.optional(instant),
  /** Hashes of what was said about the person and tried, the latest last, so that a repeat is not taken for news. */
  heardRecords: v.optional(v.array(v.string())),
  /** The moment that follows from the start date. Nothing is sent before it. */
  notBefore: v.optional(instant),
  /** For `invited`: when the last mail went out, when it may have to be sent again, and how often that was done. */
  invitedAt: v.optional(instant),
  followUpAt: v.optional(instant),
  followUpsSent: v.optional(v.number()),
  /** The last parking: when, by SQS's clock, and for which message. A replay does not delete it. */
  parked: v.optional(v.object({ at: instant, messageId: v.string() })),
  /** Hashes of what led to a parking since the last replay. Only another replay lets it be tried again. */
  parkedRecords: v.optional(v.array(v.string())),
  /**
   * A send whose outcome is not known yet, whatever the state: when it began, to which user, and the user's
   * `invitation_sent_at` as it was before. While this is set, OneLogin is asked before anything is sent.
   */
  unresolvedSend: v.optional(
    v.object({ startedAt: instant, userId: v.string(), invitationSentAt: v.nullable(v.string()) }),
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
  /** The id of the webhook request that the last message came from. */
  requestId: v.string(),
  /** Seconds since 1970. DynamoDB deletes the row some time after. Only rows that wait for nothing have it. */
  expiresAt: v.optional(v.number()),
});

export type HireRow = v.InferOutput<typeof HireRow>;

export type Lease = NonNullable<HireRow['lease']>;

/** An invitation link is valid for 24 hours (OneLogin's knowledge base, KB0010550). */
export const linkLivesMs = 24 * 60 * 60 * 1000;

const keepFinalRowsDays = 400;

export function isFinal(row: HireRow): boolean {
  return finalStates.has(row.state);
}

export function isLeased(row: HireRow, now: number): row is HireRow & { lease: Lease } {
  return row.lease !== undefined && now < row.lease.until;
}

/** A row as it is kept once there is nothing more to do. */
export function toFinalRow({ parked, parkedRecords, ...row }: HireRow): HireRow {
  return { ...row, expiresAt: Math.ceil(row.updatedAt / 1000) + keepFinalRowsDays * 24 * 60 * 60 };
}

/** A row as it is stored: with ISO 8601 times. */
export function toItem(row: HireRow): v.InferInput<typeof HireRow> {
  const { lease, announced, parked, unresolvedSend, firstAttemptAt, updatedAt, ...others } = row;
  const { code, waitUntil, heardAt, notBefore, invitedAt, followUpAt, ...rest } = others;
  const moments = { waitUntil, heardAt, notBefore, invitedAt, followUpAt };
  return {
    ...rest,
    ...(code && { code }), // one that this version does not know was read as undefined
    ...mapDefined(moments, iso),
    firstAttemptAt: iso(firstAttemptAt),
    updatedAt: iso(updatedAt),
    ...(lease && { lease: { ...lease, until: iso(lease.until) } }),
    ...(announced && { announced: { ...announced, saidAt: iso(announced.saidAt) } }),
    ...(parked && { parked: { ...parked, at: iso(parked.at) } }),
    ...(unresolvedSend && {
      unresolvedSend: { ...unresolvedSend, startedAt: iso(unresolvedSend.startedAt) },
    }),
  };
}

/** HR systems write 9999-12-31 for "never", which is in the year 10000 in the west: ISO 8601 has four digits for a year. */
const latest = Date.parse('9999-12-31T23:59:59.999Z');
const earliest = Date.parse('0000-01-01T00:00:00Z');

function iso(ms: number): string {
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
