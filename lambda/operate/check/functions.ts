import type { FunctionStates } from '../../aws/function-states.ts';
import type { Finding } from '../answer.ts';
import { fault, fine } from './finding.ts';

/** All but the one that looks. */
const others = ['receive', 'invite', 'sweep', 'tell'];

export async function checkFunctions({ stateOf }: FunctionStates, name: string): Promise<Finding[]> {
  const states = await Promise.all(
    others.map(async (other) => [`${name}-${other}`, await stateOf(`${name}-${other}`)] as const),
  );
  const faults = states.flatMap(([functionName, state]) => {
    if (state === 'runs') return [];
    return fault(state === 'gone' ? 'FUNCTION_GONE' : 'FUNCTION_SWITCHED_OFF', functionName, name);
  });
  return faults.length > 0 ? faults : [fine('functions', 'FUNCTIONS_RUN', 'All are there, and may run.')];
}

export async function checkQueue(
  { isMapped }: FunctionStates,
  mappingId: string,
  name: string,
): Promise<Finding[]> {
  const subject = 'queue';
  if (!(await isMapped(mappingId))) return [fault('QUEUE_WITHOUT_FUNCTION', subject, name)];
  return [fine(subject, 'QUEUE_HAS_FUNCTION', 'Its messages are handed to the function that invites.')];
}

/** A new account has 10 in all, and HR systems send in bursts, each webhook to a run of its own. */
const leastFree = 50;

export async function checkConcurrency(
  { freeConcurrency }: FunctionStates,
  name: string,
): Promise<Finding[]> {
  const subject = 'account';
  const free = await freeConcurrency();
  const said = `${free} functions may run at once`;
  if (free < leastFree) return [fault('CONCURRENCY_TOO_LOW', subject, name, said)];
  return [fine(subject, 'CONCURRENCY_ENOUGH', `${said} in this region.`)];
}
