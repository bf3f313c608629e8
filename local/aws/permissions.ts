import { clientSettings } from './client-settings.ts';
import type { ServiceCall } from './service-call.ts';
import type { PolicyStatement } from './template.ts';

/** What the roles of the template may do, judged as IAM judges it. */

/** Who works on this machine may do everything. */
const developer = clientSettings.credentials.accessKeyId;

/** @param role whose credentials the call is signed with. */
export type IsPermitted = (role: string, call: ServiceCall) => boolean;

/** Conditions are not judged: they only narrow what is allowed. */
export function createPermissions(statements: readonly PolicyStatement[]): IsPermitted {
  return (role, { action, resources }) => {
    if (role === developer) return true;
    const own = statements.filter((statement) => statement.role === role);
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
