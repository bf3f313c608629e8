import type * as v from 'valibot';
import type { CallName, Fault, FaultDecision } from '../../local/sandbox/faults.ts';
import { type Chance, choose, type Shares } from './chance.ts';
import type { Tally } from './tally.ts';

type FaultInput = v.InferInput<typeof Fault>;

/** No answer, or none with sense, whether the work was done or not: half of all faults. */
const unclear: Shares<FaultInput> = [
  [0.03, { kind: 'reset-before' }],
  [0.05, { kind: 'reset-after' }],
  [0.03, { kind: 'finish-late', delayMs: 300 }],
  [0.02, { kind: 'truncated' }],
  [0.02, { kind: 'not-json' }],
];
const refusals: Shares<FaultInput> = [
  [0.03, { kind: 'answer', status: 500 }],
  [0.03, { kind: 'answer', status: 502, body: '<html>Bad Gateway</html>' }],
  [0.02, { kind: 'answer', status: 429, body: '<html>Slow down</html>' }],
  [0.02, { kind: 'answer', status: 400, message: 'rate_limit_exceeded' }],
];
const tokenRefused: Shares<FaultInput> = [
  [0.04, { kind: 'answer', status: 401, message: 'Authentication Failure' }],
];
const slow: Shares<FaultInput> = [[0.009, { kind: 'slow', delayMs: 300 }]];
/** Few: each takes a function's whole patience of five or ten seconds. */
const hanging: Shares<FaultInput> = [[0.001, { kind: 'hang-after' }]];

/** By call: 30 % of OneLogin's go wrong; a refused credential stops a function for ten seconds, so few are. */
const faults: Record<CallName, Shares<FaultInput>> = {
  users: [...unclear, ...refusals, ...tokenRefused, ...slow, ...hanging],
  invite: [...unclear, ...refusals, ...tokenRefused, ...slow, ...hanging],
  events: [...unclear, ...refusals, ...tokenRefused, ...slow, ...hanging],
  token: [[0.01, { kind: 'answer', status: 401 }], ...unclear, ...refusals, ...slow],
  employee: [...unclear, ...refusals.filter(([, { status }]) => status !== 400), ...slow],
  employees: [...unclear, ...refusals, ...slow],
};

/** A wait that is too long for the delay of SQS, so that it becomes a schedule. */
const longWait: FaultInput = { kind: 'answer', status: 429, headers: { 'x-ratelimit-reset': '1000' } };
const longWaitShare = 0.01;

function describe(fault: FaultInput): string {
  if (fault === longWait) return 'answer 429, long reset';
  return fault.status === undefined ? fault.kind : `answer ${fault.status}`;
}

export interface VendorFaults {
  decide: FaultDecision;
  /** Whether the work of a call that was torn may still be going on. */
  isFinishingLate(): boolean;
}

/** How OneLogin and BambooHR misbehave. */
export function createVendorFaults(chance: Chance, tally: Tally): VendorFaults {
  let lateUntilMs = 0;

  function chooseFault(call: CallName, who: string, nth: number): FaultInput | undefined {
    if (call === 'invite' && nth === 1 && chance('long-wait', who) < longWaitShare) return longWait;
    return choose(faults[call], chance(call, who, nth));
  }

  return {
    decide(call, who, nth) {
      const fault = chooseFault(call, who, nth);
      if (fault === undefined) return undefined;
      tally.count(`${call}: ${describe(fault)}`);
      if (fault.kind === 'finish-late') lateUntilMs = performance.now() + 2 * (fault.delayMs ?? 0);
      return fault;
    },
    isFinishingLate: () => performance.now() < lateUntilMs,
  };
}
