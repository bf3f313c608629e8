import type { AlarmStates } from '../../lambda/aws/alarm-states.ts';
import type { Subscription } from '../../lambda/aws/subscriptions.ts';
import type { StackParts } from '../../lambda/operate/check/stack-parts.ts';

interface Stack {
  alarms: AlarmStates;
  subscriptions: Subscription[];
  /** Those that do not just run, by name. */
  states: Map<string, 'gone' | 'switched-off'>;
  isMapped: boolean;
  free: number;
  heardAt: number | undefined;
  /** What `receive` answers; undefined if it fails. */
  receive: unknown;
  /** AWS refuses everything with it. */
  refusesWith: Error | undefined;
}

/** What AWS says of a stack in which nothing is wrong. A test plants faults in it. */
export function createStack(): { stack: Stack; parts: StackParts } {
  const stack: Stack = {
    alarms: { count: 17, raised: [] },
    subscriptions: [{ email: 'it-operations@acme.example', isConfirmed: true }],
    states: new Map(),
    isMapped: true,
    free: 1000,
    heardAt: undefined,
    receive: { unusable: {} },
    refusesWith: undefined,
  };
  const answer = <Value>(value: () => Value) =>
    stack.refusesWith === undefined ? Promise.resolve(value()) : Promise.reject(stack.refusesWith);
  const parts: StackParts = {
    functions: {
      stateOf: (name) => answer(() => stack.states.get(name) ?? 'runs'),
      isMapped: () => answer(() => stack.isMapped),
      freeConcurrency: () => answer(() => stack.free),
      deployedAt: () => answer(() => '2026-03-01T06:58:00.000Z'),
      ask: () => answer(() => stack.receive),
    },
    readAlarms: () => answer(() => stack.alarms),
    readSubscriptions: () => answer(() => stack.subscriptions),
    findLast: [() => answer(() => stack.heardAt)],
  };
  return { stack, parts };
}
