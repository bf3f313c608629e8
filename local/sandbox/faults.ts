import * as v from 'valibot';

const callNames = ['token', 'users', 'invite', 'events', 'employee', 'employees'] as const;

/** The vendors' calls that can go wrong: four of OneLogin's (both about events are `events`), BambooHR's *Get* and *List Employees*. */
export type CallName = (typeof callNames)[number];

const wholeNumber = (min: number) => v.pipe(v.number(), v.integer(), v.minValue(min));

/**
 * How a sandbox misbehaves when told to.
 * - `answer`: it answers with this status and body instead of doing the work;
 * - `reset-before`, `reset-after`: it resets the connection before or after doing the work;
 * - `hang-before`, `hang-after`: it never answers, and hangs before or after doing the work;
 * - `finish-late`: it resets the connection at once, and does the work after `delayMs`;
 * - `slow`: it does the work, and answers after `delayMs`;
 * - `truncated`: it does the work, and its answer breaks off; `not-json`: its answer is an HTML page.
 */
export const Fault = v.strictObject({
  /** If absent, any call. */
  call: v.optional(v.picklist(callNames)),
  /** Only for this address, or employee or user id. */
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
  /** An object is sent as JSON, a text as HTML. If absent, the vendor's own form of an error, with `message`. */
  body: v.optional(v.unknown()),
  message: v.optional(v.string(), 'Internal Server Error'),
  headers: v.optional(v.record(v.string(), v.string()), {}),
  delayMs: v.optional(wholeNumber(0), 1000),
  /** How often, before calls are answered properly again. `always` means until the faults are cleared. */
  times: v.optional(v.union([wholeNumber(1), v.literal('always')], 'a whole number from 1, or "always"'), 1),
});
export type Fault = v.InferOutput<typeof Fault>;

/**
 * Whether and how the n-th such call for this address or employee (counted from 1) goes wrong. `call`, `who` and
 * `times` of the fault are ignored.
 */
export type FaultDecision = (
  call: CallName,
  who: string,
  nth: number,
) => v.InferInput<typeof Fault> | undefined;

export interface Faults {
  /** @throws ValiError if it is not a valid fault. */
  add(fault: v.InferInput<typeof Fault>): void;
  /** For runs with too many faults for a list: decides about every call for which no added fault waits. */
  decideBy(decision: FaultDecision): void;
  /** From now on every call is answered properly. */
  clear(): void;
  /** Takes the first fault that waits for such a call, and counts it as used once. */
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
