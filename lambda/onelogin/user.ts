import * as v from 'valibot';
import { readEmail } from '../hire/email.ts';
import type { Failure } from '../hire/outcomes.ts';
import { readEmployeeId } from '../hire/person.ts';

/** A user of OneLogin, as List Users gives it, and what follows from that. */

/**
 * Of somebody who signs in, one of these is set. If OneLogin leaves one out of its answer, nothing is known, and the user
 * does not count as one who never signed in.
 */
const signsOfUse = ['last_login', 'password_changed_at'] as const;
/** A user with one of these signs in with a password that is not OneLogin's. */
const otherPasswords = ['directory_id', 'trusted_idp_id'] as const;

export const User = v.pipe(
  v.object({
    id: v.union([v.number(), v.string()]),
    email: v.nullish(v.string(), ''),
    external_id: v.optional(v.unknown()),
    status: v.nullish(v.number(), null),
    state: v.nullish(v.number(), null),
    invitation_sent_at: v.nullish(v.string(), null),
    activated_at: v.nullish(v.string(), null),
    last_login: v.optional(v.unknown()),
    password_changed_at: v.optional(v.unknown()),
    directory_id: v.optional(v.unknown()),
    trusted_idp_id: v.optional(v.unknown()),
  }),
  v.transform((user) => ({
    id: String(user.id),
    email: user.email,
    externalId: readEmployeeId(user.external_id),
    status: user.status,
    state: user.state,
    invitationSentAt: user.invitation_sent_at || null,
    activatedAt: user.activated_at || null,
    neverSignedIn:
      signsOfUse.every((field) => user[field] === null || user[field] === '') &&
      otherPasswords.every((field) => !user[field]),
  })),
);

export type OneLoginUser = v.InferOutput<typeof User>;

export const userFields = [
  'id',
  'email',
  'status',
  'state',
  'invitation_sent_at',
  'activated_at',
  'external_id',
  ...signsOfUse,
  ...otherPasswords,
];

/** Whether the account is on. A connector may have created it so: `activated_at` is only the date of the status. */
function isSwitchedOn({ status, activatedAt }: OneLoginUser): boolean {
  return status === 1 || activatedAt !== null;
}

/** Whether the person has set up the account. An expired password (4) and security questions (8) come after that. */
function isActivated(user: OneLoginUser): boolean {
  if (user.status === 4 || user.status === 8) return true;
  return isSwitchedOn(user) && !user.neverSignedIn;
}

/**
 * Whether to invite the user and, if not, why not. `never-signed-in`: the account is on and nothing is against an
 * invite, but nobody uses it.
 * `status` and `state`: https://developers.onelogin.com/api-docs/2/users/user-resource (read 2026-11). A user who was
 * created a moment ago may have status 7 (password pending).
 */
export function judgeUser(user: OneLoginUser): 'invite' | 'active' | 'never-signed-in' | Failure {
  const { status, state } = user;
  if (status === 2) return { code: 'USER_SUSPENDED' };
  if (status === 3) return { code: 'USER_LOCKED' };
  if (isActivated(user)) return 'active';
  const switchedOn = isSwitchedOn(user);
  if (!switchedOn && status !== 0 && status !== 5 && status !== 7) return { code: 'USER_STATUS_UNKNOWN' };
  if (state === 0) return { code: 'USER_UNAPPROVED' };
  if (state === 2) return { code: 'USER_REJECTED' };
  if (state === 3) return { code: 'USER_UNLICENSED' };
  if (state !== 1) return { code: 'USER_STATUS_UNKNOWN' };
  if (readEmail(user.email) === undefined) return { code: 'USER_WITHOUT_EMAIL' };
  return switchedOn ? 'never-signed-in' : 'invite';
}

/**
 * Whether an earlier send to this user turns out to have gone out.
 *
 * The date must be different from the one before: an earlier invite, by hand or by another tool, leaves a date too. If
 * it is a different user (the address in HR was corrected), the date says nothing. Nor does it say anything that the
 * account is on, if nobody has signed in to it.
 * @param send.invitationSentAt the user's `invitation_sent_at` before that send.
 */
export function hasGoneOut(
  user: OneLoginUser,
  send: { userId: string; invitationSentAt: string | null },
): boolean {
  if (user.id !== send.userId) return false;
  const dated = user.invitationSentAt !== null && user.invitationSentAt !== send.invitationSentAt;
  return dated || isActivated(user);
}
