import type { Configuration } from '../../../config/configuration.ts';
import { isFailure } from '../../hire/outcomes.ts';
import type { TimeBudget } from '../../http/time-budget.ts';
import { findUser } from '../../onelogin/find-user.ts';
import type { OneLogin } from '../../onelogin/one-login.ts';
import type { Finding } from '../answer.ts';
import { failed, fine, unproved } from './finding.ts';

/** They belong to nobody (RFC 2606), so OneLogin finds no user, and says all that is needed with that. */
const nobody = { workEmail: 'nobody@hire-invites.invalid' };
const noExternalId = { externalId: 'nobody.hire-invites.invalid' };

const subject = 'onelogin';

/** One call for a token, and one look-up as for every hire; another one if any source has external ids. */
export async function checkOneLogin(
  oneLogin: OneLogin,
  { name, sources }: Pick<Configuration, 'name' | 'sources'>,
  budget: TimeBudget,
): Promise<Finding[]> {
  const isById = Object.values(sources).some(
    ({ employee, api }) => (employee.externalId ?? api?.employee.externalId) !== undefined,
  );
  for (const key of isById ? [nobody, noExternalId] : [nobody]) {
    const user = await findUser(key, oneLogin, budget);
    if (isFailure(user) && user.code !== 'USER_NOT_IN_ONELOGIN_YET') return [failed(user, subject, name)];
  }
  return [
    fine(subject, 'ONELOGIN_WORKS', 'The credential works, and may read users.'),
    ...sayCallsLeft(oneLogin, name),
    unproved(
      subject,
      'MANAGE_ALL_UNPROVED',
      'Whether it may send invites (the scope *Manage All*) cannot be proved without sending one to somebody.',
    ),
  ];
}

function sayCallsLeft({ rateLimit }: OneLogin, name: string): Finding[] {
  const left = rateLimit.callsLeft();
  if (left === undefined) return [];
  const said = `${left.remaining} of ${left.limit} calls are left in this hour`;
  if (!left.isReserve) return [fine(subject, 'CALLS_LEFT', `${said}.`)];
  return [failed({ code: 'HELD_BACK', reason: said }, subject, name)];
}
