import * as v from 'valibot';

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

/** Who asks, as far as the caller can say, such as an IAM ARN. It goes into the log. */
const asker = {
  by: v.optional(v.pipe(v.string(), v.regex(/^[!-~]{1,2048}$/, 'visible ASCII'))),
};

/** `open`: who needs a hand or waits. */
export const lists = ['open', 'needs-hand', 'waiting', 'invited', 'all'] as const;

const requests = [
  v.strictObject({
    action: v.literal('list'),
    which: v.optional(v.picklist(lists), 'open'),
    /** Where the page before has ended. */
    after: v.optional(text('what the page before gave as "next"')),
  }),
  v.strictObject({ action: v.literal('show'), ...whom }),
  v.strictObject({ action: v.literal('retry'), ...whom, ...asker }),
] as const;

export const OperateRequest = v.variant('action', [...requests]);
export type OperateRequest = v.InferOutput<typeof OperateRequest>;
type Action = OperateRequest['action'];

/** The right that each action needs. */
export const rightTo = {
  list: 'look',
  show: 'look',
  retry: 'act',
} as const satisfies Record<Action, string>;
type Right = (typeof rightTo)[Action];

/** The rights of the function's aliases, which have the same names: who may act may also look. */
const rightsOf: Readonly<Record<string, readonly Right[]>> = { look: ['look'], act: ['look', 'act'] };

export function isAllowed(alias: string, action: Action): boolean {
  return Object.hasOwn(rightsOf, alias) && rightsOf[alias]?.includes(rightTo[action]) === true;
}

/** A request that changes something. */
export type Act = Exclude<OperateRequest, { action: 'list' | 'show' }>;
