import * as v from 'valibot';

/** What `operate` answers. Times are in ISO 8601; no name and no address. */

const time = v.pipe(v.string(), v.isoTimestamp());

/** One hire in a list, as `npm run hires -- list --json` prints it. */
export const ListedHire = v.object({
  /** The row key. */
  hire: v.string(),
  source: v.string(),
  tenant: v.optional(v.string()),
  employeeId: v.optional(v.string()),
  /** A state of the hire; `unreadable` if its row cannot be read. */
  state: v.string(),
  code: v.optional(v.string()),
  needsHand: v.boolean(),
  /** Since when it needs a hand, waits, or is settled. */
  since: v.optional(time),
  nextLook: v.optional(time),
  /** The moment that follows from the start date. */
  notBefore: v.optional(time),
  /** When a hire that is still being tried is given up. */
  givesUpAt: v.optional(time),
  invitedAt: v.optional(time),
  followUpsSent: v.optional(v.number()),
  meaning: v.optional(v.string()),
  whatToDo: v.optional(v.string()),
});
export type ListedHire = v.InferOutput<typeof ListedHire>;

/** What a person's list says besides. */
export const HireInList = v.object({
  ...ListedHire.entries,
  startDate: v.optional(v.pipe(v.string(), v.isoDate())),
});
export type HireInList = v.InferOutput<typeof HireInList>;

export const ShownHire = v.object({
  ...HireInList.entries,
  /** The last outcomes, the latest last. `times`: how often in a row. */
  outcomes: v.array(v.object({ code: v.string(), at: time, times: v.number(), meaning: v.string() })),
  engagement: v.number(),
  oneLoginUserId: v.optional(v.string()),
  retryAskedAt: v.optional(time),
  /** The id of the webhook's request, by which the log is searched. */
  requestId: v.optional(v.string()),
});
export type ShownHire = v.InferOutput<typeof ShownHire>;

const refusals = [
  'REQUEST_UNREADABLE',
  'NOT_ALLOWED',
  'HIRE_UNKNOWN',
  'SEVERAL_HIRES',
  'ROW_UNREADABLE',
  'LOOKUP_UNAVAILABLE',
  'NOTHING_TO_DO',
  'UNANNOUNCED',
  'NOT_DUE_YET',
  'BEING_TRIED',
  'COMES_BY_ITSELF',
  'JUST_MAILED',
  'PAUSED',
  'BEING_REPLAYED',
  'TRY_AGAIN',
  'RECORD_LOST',
  'PAGE_UNKNOWN',
] as const;

/** Why nothing was done, with a sentence for a person. */
export const Refused = v.object({
  ok: v.literal(false),
  code: v.picklist(refusals),
  message: v.string(),
  /** For SEVERAL_HIRES: their row keys. */
  hires: v.optional(v.array(v.string())),
});
export type Refused = v.InferOutput<typeof Refused>;
export type RefusalCode = Refused['code'];

/** The whole table was read, because its index is missing, is being built, or is not kept in step by the sweep. */
const scanned = v.optional(v.literal(true));

export const Listed = v.object({
  ok: v.literal(true),
  hires: v.array(HireInList),
  /** Absent on the last page. */
  next: v.optional(v.string()),
  scanned,
});
export type Listed = v.InferOutput<typeof Listed>;

export const Exported = v.object({
  ok: v.literal(true),
  hires: v.array(ShownHire),
  /** Absent on the last page. */
  next: v.optional(v.string()),
});
export type Exported = v.InferOutput<typeof Exported>;

export const Counted = v.object({
  ok: v.literal(true),
  needHand: v.number(),
  /** Without those who need a hand. */
  waiting: v.number(),
  /** Whose moment is on the next day in `invite.timeZone`. */
  goTomorrow: v.number(),
  /** Who was mailed in the last seven days, and how many of them use the account. */
  invitedThisWeek: v.number(),
  activeOfThem: v.number(),
  /** Messages on the invite queue, those that are due later among them, and in the dead-letter queue. About. */
  queued: v.number(),
  deadLetters: v.number(),
  /** Since when everything is paused. */
  pausedAt: v.optional(time),
  scanned,
});
export type Counted = v.InferOutput<typeof Counted>;

export const Shown = v.object({ ok: v.literal(true), hire: ShownHire });

export const Retried = v.object({
  ok: v.literal(true),
  hire: v.string(),
  /** Where the record came from. `next-look`, `earlier-retry`: it is on its way already. */
  by: v.picklist(['schedule', 'dead-letter-queue', 'hr-system', 'next-look', 'earlier-retry']),
  message: v.string(),
});
export type Retried = v.InferOutput<typeof Retried>;

export function refuse(code: RefusalCode, message: string, hires?: string[]): Refused {
  return { ok: false, code, message, ...(hires && { hires }) };
}

export function iso(ms: number): string {
  return new Date(ms).toISOString();
}
