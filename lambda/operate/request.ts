import * as v from 'valibot';
import { PauseReason } from '../hire/pause.ts';

/** What may be asked of `operate`. Every face (command line, page, widget) sends one of these. */

const text = (what: string) => v.pipe(v.string(what), v.nonEmpty(what), v.maxLength(512, what));

/** Which hire: by its row key, by the employee's id in the HR system, or by an e-mail address of the person. */
const whom = {
  hire: v.optional(text('a row key such as "bamboohr//101"')),
  employeeId: v.optional(text('an employee’s id')),
  source: v.optional(text('a source of the configuration')),
  tenant: v.optional(text('a company of the source')),
  email: v.optional(text('an e-mail address')),
};
export type Whom = v.InferOutput<v.ObjectSchema<typeof whom, undefined>>;

/** Whom a person means who types one word: an address, a row key, or an employee's id. */
export function readWho(who: string): Whom {
  if (who.includes('@')) return { email: who };
  return who.includes('/') ? { hire: who } : { employeeId: who };
}

/** Who asks, as far as the caller can say, such as an IAM ARN. It goes into the log. */
const asker = {
  by: v.optional(v.pipe(v.string(), v.regex(/^[!-~]{1,2048}$/, 'visible ASCII'))),
};

/** Whom to invite by hand. */
const person = {
  workEmail: text('a work address'),
  personalEmail: v.optional(text('a personal address')),
};

/** So many fit into the time of the function, however slowly OneLogin answers. */
export const mostPreviewed = 25;

/** `open`: who needs a hand or waits. `tomorrow`: whose moment is on the next day in `invite.timeZone`. */
export const lists = ['open', 'needs-hand', 'waiting', 'tomorrow', 'invited', 'all'] as const;

/** Where a retry of many hires goes on: what an answer gave as "next". */
export const RetryContinuation = v.strictObject({
  begunAt: v.pipe(v.string(), v.isoTimestamp()),
  /** How the search of the dead-letter queue ended, once it is over. */
  searched: v.optional(v.picklist(['not-found', 'out-of-time', 'held-by-another'])),
  page: v.optional(text('a page of the hires')),
});
/** Where the page before has ended: what it gave as `next`. It may name all the hires that are still to come. */
const after = v.optional(v.pipe(v.string(), v.nonEmpty('is empty'), v.maxLength(100_000, 'is too long')));

const requests = [
  v.strictObject({ action: v.literal('list'), which: v.optional(v.picklist(lists), 'open'), after }),
  v.strictObject({ action: v.literal('export'), after }),
  v.strictObject({ action: v.literal('counts') }),
  v.strictObject({ action: v.literal('show'), ...whom }),
  v.strictObject({ action: v.literal('dead-letters') }),
  v.strictObject({ action: v.literal('retry'), ...whom, ...asker }),
  v.strictObject({ action: v.literal('cancel'), ...whom, ...asker }),
  v.strictObject({ action: v.literal('undo-cancel'), ...whom, ...asker }),
  v.strictObject({ action: v.literal('pause'), reason: PauseReason, ...asker }),
  v.strictObject({ action: v.literal('resume'), ...asker }),
  /** The tables were brought back to this time. */
  v.strictObject({ action: v.literal('restored'), to: v.pipe(v.string(), v.isoTimestamp()), ...asker }),
  v.strictObject({
    action: v.literal('retry-many'),
    /** Only hires that need a hand with this code. */
    code: v.optional(text('a code')),
    from: v.optional(RetryContinuation),
    ...asker,
  }),
  v.strictObject({ action: v.literal('replay'), ...asker }),
  v.strictObject({ action: v.literal('forget'), ...whom, ...asker }),
  v.strictObject({ action: v.literal('invite'), ...person, ...asker }),
  v.strictObject({
    action: v.literal('preview'),
    people: v.pipe(v.array(v.strictObject(person)), v.minLength(1), v.maxLength(mostPreviewed)),
  }),
  v.strictObject({ action: v.literal('check') }),
  /** The same, by the schedule. */
  v.strictObject({ action: v.literal('daily-check') }),
] as const;

export const OperateRequest = v.variant('action', [...requests]);
export type OperateRequest = v.InferOutput<typeof OperateRequest>;
type Action = OperateRequest['action'];

/** The right that each action needs. */
export const rightTo = {
  list: 'look',
  export: 'look',
  counts: 'look',
  show: 'look',
  'dead-letters': 'look',
  retry: 'act',
  cancel: 'act',
  'undo-cancel': 'act',
  pause: 'act',
  resume: 'act',
  restored: 'act',
  'retry-many': 'act',
  replay: 'act',
  forget: 'act',
  check: 'act',
  'daily-check': 'daily',
  invite: 'invite',
  preview: 'invite',
} as const satisfies Record<Action, string>;
type Right = (typeof rightTo)[Action];

/**
 * The rights of the function's aliases, which have the same names. To invite is a right apart, and no more than to look
 * goes with it: a link to an address of the operator's choice opens an account.
 */
const rightsOf: Readonly<Record<string, readonly Right[]>> = {
  look: ['look'],
  act: ['look', 'act'],
  invite: ['look', 'invite'],
  daily: ['daily'],
};

export function isAllowed(alias: string, action: Action): boolean {
  return Object.hasOwn(rightsOf, alias) && rightsOf[alias]?.includes(rightTo[action]) === true;
}

/** A request that changes something. */
export type Act = Exclude<
  OperateRequest,
  { action: 'list' | 'export' | 'counts' | 'show' | 'dead-letters' | 'preview' | 'check' | 'daily-check' }
>;
