import * as v from 'valibot';
import { hireEvents } from '../lambda/hire/hr-event.ts';

/** The requests that the commands send to `npm start`, and its answers. */

export const runPath = '/_local/run';
export const clockPath = '/_local/clock';
export const sweepPath = '/_local/sweep';
export const sendPath = '/_local/send';

/** What a local stack says about itself. */
export const RunningStack = v.object({
  /** Another one for each `npm start`. */
  id: v.string(),
  /** The configuration's `name`. */
  name: v.string(),
  url: v.string(),
  lambdaUrl: v.string(),
  secretsManagerUrl: v.string(),
  /** Where OneLogin and the HR systems answer, by the environment variables that say so to the functions. */
  vendorUrls: v.record(v.string(), v.string()),
  /** The time there, in ISO 8601. */
  now: v.string(),
  /** Whether the clock was moved, or is being moved right now. */
  clock: v.picklist(['real', 'moved', 'moving']),
});
export type RunningStack = v.InferOutput<typeof RunningStack>;

const mostDays = 400;
/** How far to move the clock. It is limited because each day on the way takes a moment. */
export const ClockMove = v.object({
  moveSeconds: v.pipe(
    v.number(),
    v.integer(),
    v.minValue(1, 'The clock would stand still'),
    v.maxValue(mostDays * 24 * 60 * 60, `The clock moves by at most ${mostDays} days`),
  ),
});

/** The new time in ISO 8601, and how many mails went out on the way, if the sandbox sends them. */
export const ClockMoved = v.object({ now: v.string(), mails: v.optional(v.number()) });

export const SweepRequest = v.object({ dryRun: v.boolean() });

const address = v.pipe(v.string(), v.email('An address looks like ada@acme.example.'));

/** Which sample to send. What is not said is as in the sample of this id. */
export const SendRequest = v.object({
  employeeId: v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/, 'An id is letters, digits, "-" and "_".')),
  /** The configuration's first source if absent. */
  source: v.optional(v.string()),
  event: v.picklist(hireEvents),
  workEmail: v.optional(address),
  personalEmail: v.optional(address),
  startDate: v.optional(v.pipe(v.string(), v.isoDate('A date is written like 2027-01-04.'))),
});
export type SendRequest = v.InferOutput<typeof SendRequest>;

export const SampleSent = v.object({
  source: v.string(),
  /** What `receive` answered. */
  status: v.number(),
  answer: v.string(),
  /** Whether the hire, or the word about it, is on the queue. */
  isAccepted: v.boolean(),
  /** The person's address, if OneLogin's sandbox has no user with it, and where one can be added. */
  missingUser: v.optional(v.object({ email: v.string(), addAt: v.string() })),
});
export type SampleSent = v.InferOutput<typeof SampleSent>;
