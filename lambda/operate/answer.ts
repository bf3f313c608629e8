import * as v from 'valibot';
import { Build } from '../aws/build.ts';
import { pauseCauses } from '../hire/outcomes.ts';
import { RetryContinuation } from './request.ts';

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
  'FAILED',
  'ADDRESS_UNREADABLE',
  'ADDRESS_NOT_USED',
  'HIRE_ALREADY',
  'ACTIVE_ALREADY',
  'USER_NOT_INVITABLE',
  'ENDED_RECENTLY',
  'PAGE_UNKNOWN',
  'TIME_TO_COME',
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

/** Since when and why everything is paused. Without `since`: the stack's row cannot be read, and nothing goes. */
export const StandingPause = v.object({
  since: v.optional(time),
  because: v.optional(v.picklist(pauseCauses)),
  /** The operator's words. */
  reason: v.optional(v.string()),
});
export type StandingPause = v.InferOutput<typeof StandingPause>;

/** The whole table was read, because its index is missing, is being built, or is not kept in step by the sweep. */
const scanned = v.optional(v.literal(true));

export const Listed = v.object({
  ok: v.literal(true),
  hires: v.array(HireInList),
  paused: v.optional(StandingPause),
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

export const ReplayBegun = v.object({ ok: v.literal(true), message: v.string() });
export type ReplayBegun = v.InferOutput<typeof ReplayBegun>;

/** How a replay goes, or has ended. */
export const Replay = v.object({
  status: v.picklist(['running', 'done', 'stopped', 'failed']),
  startedAt: time,
  /** Messages, about. `toMove` is absent until SQS has counted. */
  moved: v.number(),
  toMove: v.optional(v.number()),
  /** The code of SQS, if it failed. */
  reason: v.optional(v.string()),
});
export type Replay = v.InferOutput<typeof Replay>;

export const DeadLettersSeen = v.object({
  ok: v.literal(true),
  /** About. */
  count: v.number(),
  /** The one that was begun last, here or in the console of AWS. */
  replay: v.optional(Replay),
});
export type DeadLettersSeen = v.InferOutput<typeof DeadLettersSeen>;

/** Whether everything is paused now. */
export const Switched = v.object({ ok: v.literal(true), paused: v.boolean(), message: v.string() });
export type Switched = v.InferOutput<typeof Switched>;

/** What was done to one hire, in a sentence for a person. */
export const Acted = v.object({ ok: v.literal(true), hire: v.string(), message: v.string() });
export type Acted = v.InferOutput<typeof Acted>;

export const RetriedMany = v.object({
  ok: v.literal(true),
  /** The row keys of the hires that are tried again now. */
  retried: v.array(v.string()),
  refused: v.array(v.object({ hire: v.string(), code: v.picklist(refusals), message: v.string() })),
  /** Absent at the end. */
  next: v.optional(RetryContinuation),
});
export type RetriedMany = v.InferOutput<typeof RetriedMany>;

/**
 * What would become of a person who is invited by hand. `waits`: the hire waits for something in OneLogin. `active`: the
 * account is in use. `hire`: the person is a hire already. `cancelled`: could be invited, but an operator had cancelled a
 * hire of this person. `cannot`: something has to be mended first.
 */
export const previewVerdicts = ['invite', 'waits', 'cancelled', 'active', 'hire', 'cannot'] as const;

export const Previewed = v.object({
  ok: v.literal(true),
  /** In the order of the request. */
  people: v.array(
    v.object({
      verdict: v.picklist(previewVerdicts),
      message: v.string(),
      /** The row key that the person has, or would have. */
      hire: v.optional(v.string()),
    }),
  ),
});
export type Previewed = v.InferOutput<typeof Previewed>;

/** One thing that was looked at. */
export const Finding = v.object({
  /** Such as `onelogin` or a source. */
  subject: v.string(),
  /** Stable, such as `ALARM_ADDRESS_UNCONFIRMED`. */
  code: v.string(),
  /** `unknown`: it cannot be proved from here, or may be meant so. */
  verdict: v.picklist(['ok', 'wrong', 'unknown']),
  message: v.string(),
  whatToDo: v.optional(v.string()),
});
export type Finding = v.InferOutput<typeof Finding>;

export const Checked = v.object({
  ok: v.literal(true),
  findings: v.array(Finding),
  /** The time by the clock of the function. */
  now: time,
  /** What runs. Absent if its bundle does not say so. */
  build: v.optional(Build),
  deployedAt: v.optional(time),
});
export type Checked = v.InferOutput<typeof Checked>;

export function refuse(code: RefusalCode, message: string, hires?: string[]): Refused {
  return { ok: false, code, message, ...(hires && { hires }) };
}

/** Answers say times as rows do. */
export { iso } from '../hire/hire-row.ts';
