import type { Failure } from '../../hire/outcomes.ts';
import { explainFault, type FaultCode } from '../../hire/set-up-faults.ts';
import type { Finding } from '../answer.ts';

/** How what was looked at becomes a line for a person. No name, no address and no secret stands in it. */

export function fine(subject: string, code: string, message: string): Finding {
  return { subject, code, verdict: 'ok', message };
}

/** What cannot be proved from here, or may be meant so. */
export function unproved(subject: string, code: string, message: string, whatToDo?: string): Finding {
  return { subject, code, verdict: 'unknown', message, ...(whatToDo !== undefined && { whatToDo }) };
}

/** @param detail what the code does not say. */
export function fault(code: FaultCode, subject: string, name: string, detail?: string): Finding {
  return toFault(code, subject, name, detail === undefined ? [] : [detail]);
}

export function failed({ code, reason, status }: Failure, subject: string, name: string): Finding {
  const details = [code, reason, status === undefined ? undefined : `status ${status}`];
  return toFault(
    code,
    subject,
    name,
    details.filter((detail) => detail !== undefined),
  );
}

function toFault(
  code: FaultCode | Failure['code'],
  subject: string,
  name: string,
  details: string[],
): Finding {
  const { meaning, whatToDo } = explainFault(code, { subject, name });
  const message = details.length === 0 ? meaning : `${meaning} (${details.join(', ')})`;
  return { subject, code, verdict: 'wrong', message, whatToDo };
}

/** Looks at something that AWS has to answer for. If it does not, that is a finding too, and the others are told all the same. */
export async function look(subject: string, find: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await find();
  } catch (error) {
    const why = error instanceof Error ? error.name : 'unknown';
    return [unproved(subject, 'NOT_CHECKED', `AWS did not let this be looked at (${why}).`)];
  }
}
