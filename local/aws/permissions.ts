import type { ServiceCall } from './service-call.ts';
import type { PolicyStatement } from './template.ts';

/** What the roles of the template may do, judged as IAM judges it. */

/** @param signer by whose credentials the call is signed: a role's name, or any other text. */
export type IsPermitted = (signer: string, call: ServiceCall) => boolean;

/**
 * A call that is signed as none of the roles comes from this machine, and is allowed. Conditions are not judged: they only
 * narrow what is allowed.
 */
export function createPermissions(
  statements: readonly PolicyStatement[],
  roles: readonly string[],
): IsPermitted {
  const compiled = statements.map(({ role, effect, actions, resources }) => ({
    role,
    effect,
    isOfAction: toMatcher(actions),
    isOfResource: toMatcher(resources),
  }));
  return (signer, { action, resources }) => {
    if (!roles.includes(signer)) return true;
    const own = compiled.filter(({ role, isOfAction }) => role === signer && isOfAction(action));
    const says = (effect: PolicyStatement['effect'], resource: string) =>
      own.some((statement) => statement.effect === effect && statement.isOfResource(resource));
    return resources.every((resource) => says('Allow', resource) && !says('Deny', resource));
  };
}

/** @param patterns in which `*` is any text, and `?` any character. */
function toMatcher(patterns: readonly string[]): (text: string) => boolean {
  const expressions = patterns.map((pattern) =>
    pattern
      .replace(/[\\^$.|+()[\]{}]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.'),
  );
  const any = new RegExp(`^(?:${expressions.join('|')})$`);
  return (text) => any.test(text);
}
