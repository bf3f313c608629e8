import * as v from 'valibot';
import { isOutcomeCode, type OutcomeCode } from './outcomes.ts';

/**
 * The one row of a hire, which is the truth about it. Ids, states, times, counts and codes: no address, no name.
 * Times are milliseconds since 1970 here and ISO 8601 in the table, so that a person can read it in the console.
 */

const instant = v.pipe(v.string(), v.isoTimestamp(), v.transform(Date.parse));

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
 * States from which nothing leads anywhere: the hire is done. `not-eligible` is none: a start date comes nearer, and
 * addresses change, so every further message is looked at.
 */
const finalStates: ReadonlySet<string> = new Set(['invited', 'already-active', 'cancelled']);

export const HireRow = v.object({
  /** The row key. */
  hire: v.string(),
  state: v.picklist(states),
  /** What became of the last attempt. */
  code: v.fallback(v.optional(outcomeCode), undefined),
  /** Counts the writes; every write is on condition that it is still the one that was read. */
  version: v.number(),
  /** The token of whoever wrote last, by which a writer knows its own write again. */
  writer: v.string(),
  /** `sending`, or `invited` and being followed up: who works on the hire, for which message, and until when nobody else may. */
  lease: v.optional(v.object({ token: v.string(), messageId: v.string(), until: instant })),
  /** `waiting`: not to be looked at before. */
  waitUntil: v.optional(instant),
  /** The latest that the HR system said of the hire, and when: what is older does not count. */
  announced: v.optional(
    v.object({
      event: v.picklist(['created', 'updated', 'removed']),
      saidAt: instant,
      isDated: v.boolean(),
      personHash: v.string(),
    }),
  ),
  /** When it was first said that there is a hire: whoever was eligible by the start date then stays so. */
  heardAt: v.optional(instant),
  /** What has been tried of what was said of the person, as hashes, the latest last: so a repeat is told from news. */
  heardRecords: v.optional(v.array(v.string())),
  /** The moment that follows from the start date: nothing is sent before. */
  notBefore: v.optional(instant),
  /** `invited`: when the last mail went out, and when it may have to be sent again; how often that has been done. */
  invitedAt: v.optional(instant),
  followUpAt: v.optional(instant),
  followUpsSent: v.optional(v.number()),
  /** The last parking: when, by SQS's clock, and for which message. It stays through a replay. */
  parked: v.optional(v.object({ at: instant, messageId: v.string() })),
  /** What led to a parking since the last replay, as hashes: it is not tried again without one. */
  parkedRecords: v.optional(v.array(v.string())),
  /**
   * A send whose outcome is not known yet, whatever the state: when it began, to which user, and the user's
   * `invitation_sent_at` as it was before. While it stands, nothing is sent.
   */
  unresolvedSend: v.optional(
    v.object({ startedAt: instant, userId: v.string(), invitationSentAt: v.nullable(v.string()) }),
  ),
  /** How many sends in a row had no clear answer. */
  unclearSends: v.optional(v.number()),
  /** How many of `retry.afterSeconds` are used up. */
  rung: v.number(),
  /** Since when the hire is being tried: `retry.forHours` counts from here. A replay starts anew. */
  firstAttemptAt: instant,
  /** How much of that, in milliseconds, the hire waited for a limit of calls. */
  limitedMs: v.optional(v.number()),
  updatedAt: instant,
  /** OneLogin's id of the user, once found. */
  oneLoginUserId: v.optional(v.string()),
  /** The webhook's request that the last message came from. */
  requestId: v.string(),
  /** Seconds since 1970: DynamoDB deletes the row some time after. Rows that wait for nothing have it. */
  expiresAt: v.optional(v.number()),
});

export type HireRow = v.InferOutput<typeof HireRow>;

export type Lease = NonNullable<HireRow['lease']>;

/** An invitation link lives 24 hours (OneLogin's knowledge base, KB0010550). */
export const linkLivesMs = 24 * 60 * 60 * 1000;

const keepFinalRowsDays = 400;

export function isFinal(row: HireRow): boolean {
  return finalStates.has(row.state);
}

export function isLeased(row: HireRow, now: number): row is HireRow & { lease: Lease } {
  return row.lease !== undefined && now < row.lease.until;
}

/** A row as it is kept once nothing is to be done any more. */
export function toFinalRow({ parked, parkedRecords, ...row }: HireRow): HireRow {
  return { ...row, expiresAt: Math.ceil(row.updatedAt / 1000) + keepFinalRowsDays * 24 * 60 * 60 };
}

/** A row as it is stored: with ISO 8601 times. */
export function toItem(row: HireRow): v.InferInput<typeof HireRow> {
  const { lease, announced, parked, unresolvedSend, firstAttemptAt, updatedAt, ...others } = row;
  const { waitUntil, heardAt, notBefore, invitedAt, followUpAt, ...rest } = others;
  const moments = { waitUntil, heardAt, notBefore, invitedAt, followUpAt };
  return {
    ...rest,
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

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

function mapDefined<Key extends string>(
  values: Record<Key, number | undefined>,
  map: (value: number) => string,
): Partial<Record<Key, string>> {
  const mapped: Partial<Record<Key, string>> = {};
  for (const key in values) if (values[key] !== undefined) mapped[key] = map(values[key]);
  return mapped;
}
