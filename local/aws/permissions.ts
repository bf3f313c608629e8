import type { ServiceCall } from './service-call.ts';
import type { PolicyStatement } from './template.ts';

/** What the roles of the template may do, judged as IAM judges it. */

/** @param signer by whose credentials the call is signed: a role's name, or any other text. */
export type IsPermitted = (signer: string, call: ServiceCall) => boolean;

/**
 * Whoever signs as none of the roles works on this machine, and may do everything. Conditions are not judged: they only
 * narrow what is allowed.
 */
export function createPermissions(
  statements: readonly PolicyStatement[],
  roles: readonly string[],
): IsPermitted {
  return (signer, { action, resources }) => {
    if (!roles.includes(signer)) return true;
    const own = statements.filter(({ role }) => role === signer);
    const says = (effect: PolicyStatement['effect'], resource: string) =>
      own.some(
        (statement) =>
          statement.effect === effect &&
          statement.actions.some((pattern) => matches(pattern, action)) &&
          statement.resources.some((pattern) => matches(pattern, resource)),
      );
    return resources.every((resource) => says('Allow', resource) && !says('Deny', resource));
  };
}

function matches(pattern: string, text: string): boolean {
  const expression = pattern
    .replace(/[\\^$.|+()[\]{}]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${expression}$`).test(text);
}
