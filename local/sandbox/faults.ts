import * as v from 'valibot';

const callNames = ['token', 'users', 'invite', 'employee', 'employees'] as const;

/** The vendors' calls that can go wrong: three of OneLogin's, BambooHR's *Get* and *List Employees*. */
export type CallName = (typeof callNames)[number];

const wholeNumber = (min: number) => v.pipe(v.number(), v.integer(), v.minValue(min));

/**
 * How a sandbox misbehaves when told to. `answer`: this status and body instead of the call. The others do the call's
 * work or not (`before`, `after`) and then never answer properly:
 * - `reset-before`, `reset-after`: the connection is torn, before the work or after it;
 * - `hang-before`, `hang-after`: no answer ever comes;
 * - `finish-late`: the connection is torn at once, and the work is done after `delayMs`;
 * - `slow`: the work is done, the answer comes after `delayMs`;
 * - `truncated`: the answer breaks off; `not-json`: it is a page.
 */
export const Fault = v.strictObject({
  /** Any call if absent. */
  call: v.optional(v.picklist(callNames)),
  /** Only for this address or employee id. */
  who: v.optional(v.string()),
  kind: v.picklist([
    'answer',
    'reset-before',
    'reset-after',
    'hang-before',
    'hang-after',
    'finish-late',
    'slow',
    'truncated',
    'not-json',
  ]),
  status: v.optional(v.pipe(wholeNumber(200), v.maxValue(599)), 500),
  /** An object goes out as JSON, text as HTML; absent, the vendor's own form of an error with `message`. */
  body: v.optional(v.unknown()),
  message: v.optional(v.string(), 'Internal Server Error'),
  headers: v.optional(v.record(v.string(), v.string()), {}),
  delayMs: v.optional(wholeNumber(0), 1000),
  /** How often, before the calls are answered properly again; `always` until the faults are cleared. */
  times: v.optional(v.union([wholeNumber(1), v.literal('always')], 'a whole number from 1, or "always"'), 1),
});
export type Fault = v.InferOutput<typeof Fault>;

/**
 * Whether the n-th such call about this address or employee, counted from 1, goes wrong, and how; `call`, `who` and
 * `times` of the fault are not looked at.
 */
export type FaultDecision = (
  call: CallName,
  who: string,
  nth: number,
) => v.InferInput<typeof Fault> | undefined;

export interface Faults {
  /** @throws ValiError if it is none. */
  add(fault: v.InferInput<typeof Fault>): void;
  /** For runs with too many faults for a list: decides on every call that no added fault waits for. */
  decideBy(decision: FaultDecision): void;
  /** From now on every call is answered properly. */
  clear(): void;
  /** The first fault that waits for such a call, used up by one. */
  take(name: CallName, who: string): Fault | undefined;
}

export function createFaults(): Faults {
  const pending: Fault[] = [];
  let decide: FaultDecision | undefined;
  const counts = new Map<string, number>();

  function decideOn(name: CallName, who: string): Fault | undefined {
    if (decide === undefined) return undefined;
    const key = `${name} ${who.toLowerCase()}`;
    const nth = (counts.get(key) ?? 0) + 1;
    counts.set(key, nth);
    const fault = decide(name, who, nth);
    return fault && v.parse(Fault, fault);
  }

  return {
    add: (fault) => pending.push(v.parse(Fault, fault)),
    decideBy(decision) {
      decide = decision;
      counts.clear();
    },
    clear() {
      pending.length = 0;
      decide = undefined;
    },
    take(name, who) {
      const fault = pending.find((candidate) => isFor(candidate, name, who));
      if (fault === undefined) return decideOn(name, who);
      if (fault.times === 'always') return fault;
      fault.times -= 1;
      if (fault.times === 0) pending.splice(pending.indexOf(fault), 1);
      return fault;
    },
  };
}

function isFor(fault: Fault, name: CallName, who: string): boolean {
  return (fault.call ?? name) === name && (fault.who ?? who).toLowerCase() === who.toLowerCase();
}
