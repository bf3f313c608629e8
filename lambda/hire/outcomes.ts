/**
 * Everything that can become of a hire, in one table: what the code means, what Hire Invites does about it, what a
 * person should do, and which alarm's metric counts it. The README's table is made from it.
 *
 * - `done`: final.
 * - `wait`: normal for a fresh hire; looked at again after the next of `retry.afterSeconds`.
 * - `retry`: a fault on somebody's side; the same, or at the server's reset if that is later.
 * - `unknown`: the mail may have gone out; OneLogin is asked before anything is sent again.
 * - `park`: trying again cannot help; to the dead-letter queue now, until somebody replays it.
 */
export type Consequence = 'done' | 'wait' | 'retry' | 'unknown' | 'park';

/** Metrics of faults for which a person is told at once. */
export type FaultMetric =
  | 'CredentialRefused'
  | 'CredentialLacksScope'
  | 'TokenCallFailed'
  | 'HrCredentialRefused';

interface Outcome {
  consequence: Consequence;
  /** The wait is for a limit of calls: it costs no rung and no part of `retry.forHours`, and so never parks a hire. */
  costsNoAttempt?: true;
  /** Counted besides, whatever becomes of the hire: somebody is told at once. */
  metric?: FaultMetric;
  meaning: string;
  whatToDo: string;
}

const nothing = 'Nothing.';
const nothingYet = 'Nothing yet: it is tried again by itself.';

const outcomes = {
  INVITED: {
    consequence: 'done',
    meaning: 'OneLogin sent the invite.',
    whatToDo: nothing,
  },
  INVITED_AS_ANOTHER_HIRE: {
    consequence: 'done',
    meaning:
      'OneLogin sent this user the invite less than 24 hours ago, for another record of the same person. Its link is good.',
    whatToDo: nothing,
  },
  ALREADY_ACTIVE: {
    consequence: 'done',
    meaning: 'The person has activated the OneLogin account already.',
    whatToDo: nothing,
  },

  CANCELLED: {
    consequence: 'done',
    meaning:
      'The HR system removed the employee (deleted, left, offer withdrawn) before the invite went. It is never sent.',
    whatToDo: 'Nothing. If the person was removed by mistake, invite by hand.',
  },

  NOT_ELIGIBLE: {
    consequence: 'done',
    meaning:
      'The source’s `eligible` leaves this person out, by start date or by the domain of the work address; the log’s `reason` says which. Whenever the HR system sends the person again, it is looked at again.',
    whatToDo:
      'Nothing. If the person should be invited, change `eligible`, deploy, and send the record again.',
  },
  NOT_DUE_YET: {
    consequence: 'wait',
    meaning: 'The person starts later: the invite goes at the row’s `notBefore`.',
    whatToDo: nothing,
  },
  DRY_RUN: {
    consequence: 'wait',
    costsNoAttempt: true,
    meaning:
      'The invite would have been sent, but `invite.dryRun` is on. The log’s `reason` says to which of the addresses.',
    whatToDo: 'Switch `invite.dryRun` off and deploy; then it goes within about an hour.',
  },
  START_DATE_NOT_YET: {
    consequence: 'wait',
    meaning:
      'The record in the HR system has no start date yet. It is read once more; if there is still none, the invite goes.',
    whatToDo: nothingYet,
  },
  USER_NOT_IN_ONELOGIN_YET: {
    consequence: 'wait',
    meaning: 'OneLogin has no user with this work address yet: its directory has not caught up with HR.',
    whatToDo: `${nothingYet} If it stays, compare the work address in HR with the one in OneLogin.`,
  },
  USER_UNAPPROVED: {
    consequence: 'wait',
    meaning: 'The OneLogin user is not approved yet.',
    whatToDo: 'Approve the user in OneLogin.',
  },
  USER_UNLICENSED: {
    consequence: 'wait',
    meaning: 'The OneLogin user has no licence.',
    whatToDo: 'Free or buy a OneLogin licence.',
  },
  EMPLOYEE_NOT_IN_HR_YET: {
    consequence: 'wait',
    meaning: 'The HR system announced the employee but does not show the record yet.',
    whatToDo: `${nothingYet} If it stays, the record was probably deleted.`,
  },
  WORK_EMAIL_NOT_YET: {
    consequence: 'wait',
    meaning: 'The record has no valid work address yet.',
    whatToDo:
      'Fill in the work address in the HR system, and let it send the record again if it cannot be asked.',
  },
  PERSONAL_EMAIL_NOT_YET: {
    consequence: 'wait',
    meaning:
      '`invite.sendTo` is `personal`, and the record in the HR system has no valid personal address yet.',
    whatToDo: 'Fill in the personal address in the HR system.',
  },
  USER_BEING_INVITED: {
    consequence: 'wait',
    meaning:
      'Another record of the same person is being invited, and it is not known yet whether the mail went out.',
    whatToDo: `${nothingYet} If it stays, replay the other record’s message too.`,
  },

  HELD_BACK: {
    consequence: 'retry',
    costsNoAttempt: true,
    meaning:
      'What is left of OneLogin’s limit of calls is for others (`oneLogin.reservePercent`). It costs no attempt.',
    whatToDo: nothingYet,
  },
  RATE_LIMITED: {
    consequence: 'retry',
    costsNoAttempt: true,
    meaning: 'OneLogin’s or the HR system’s limit of calls is used up. It costs no attempt.',
    whatToDo: nothingYet,
  },
  ONELOGIN_UNAVAILABLE: {
    consequence: 'retry',
    meaning: 'OneLogin did not answer, or not with sense, before anything was sent.',
    whatToDo: nothingYet,
  },
  TOKEN_CALL_FAILED: {
    consequence: 'retry',
    metric: 'TokenCallFailed',
    meaning:
      'OneLogin’s token call answers 500: a fault of OneLogin or, if it stays, the admin who owned the credential was deleted.',
    whatToDo: `${nothingYet} If it stays, let an admin who is still there create a credential.`,
  },
  CREDENTIAL_REFUSED: {
    consequence: 'retry',
    metric: 'CredentialRefused',
    meaning: 'OneLogin refuses the client id and secret, or the token they gave.',
    whatToDo:
      'Put a working credential into the secret `<name>/onelogin`; waiting hires then go by themselves.',
  },
  SECRET_UNAVAILABLE: {
    consequence: 'retry',
    metric: 'CredentialRefused',
    meaning:
      'The secret of OneLogin is missing, still the placeholder, malformed, or Secrets Manager is away.',
    whatToDo:
      'Fill in the secret `<name>/onelogin`; the log says what is wrong. Waiting hires then go by themselves.',
  },
  HR_SYSTEM_UNAVAILABLE: {
    consequence: 'retry',
    meaning: 'The HR system’s API did not answer, or not with sense.',
    whatToDo: nothingYet,
  },
  HR_CREDENTIAL_REFUSED: {
    consequence: 'retry',
    metric: 'HrCredentialRefused',
    meaning: 'The HR system’s API refuses the key, or the secret that holds it cannot be used.',
    whatToDo: 'Put a working key into the secret `<name>/<source>/api`; waiting hires then go by themselves.',
  },
  WORK_EMAIL_NOT_VISIBLE: {
    consequence: 'retry',
    metric: 'HrCredentialRefused',
    meaning: 'The HR system’s API leaves the work address out: the key’s owner may not see that field.',
    whatToDo: 'Let the key’s owner see the work address in the HR system.',
  },
  PERSONAL_EMAIL_NOT_VISIBLE: {
    consequence: 'retry',
    metric: 'HrCredentialRefused',
    meaning: '`invite.sendTo` is `personal`, and the HR system’s API leaves the personal address out.',
    whatToDo: 'Let the key’s owner see the personal address in the HR system.',
  },
  OUT_OF_TIME: {
    consequence: 'retry',
    meaning: 'The calls before the invite took so long that the function had no time left to send it safely.',
    whatToDo: nothingYet,
  },

  SEND_OUTCOME_UNKNOWN: {
    consequence: 'unknown',
    meaning: 'The invite call got no clear answer: the mail may have gone out.',
    whatToDo: `${nothingYet} OneLogin is asked first whether it went out.`,
  },

  START_DATE_UNREADABLE: {
    consequence: 'park',
    meaning:
      'The start date is not written as the source’s `startDateFormat` says (2026-03-02 if it says nothing), or does not exist.',
    whatToDo:
      'Correct the start date in the HR system, or what it sends; then replay, or send the record again.',
  },
  WORK_EMAIL_MISSING: {
    consequence: 'park',
    meaning: 'The record has no valid work address, and there is no API to ask for one.',
    whatToDo: 'Send the record again with the work address.',
  },
  PERSONAL_EMAIL_MISSING: {
    consequence: 'park',
    meaning:
      '`invite.sendTo` is `personal`, the record has no valid personal address, and there is no API to ask.',
    whatToDo: 'Send the record again with the personal address.',
  },
  EMAIL_REFUSED: {
    consequence: 'park',
    meaning: 'OneLogin says that an address is malformed.',
    whatToDo: 'Correct the address in the HR system and in OneLogin, then replay.',
  },
  INSUFFICIENT_PERMISSION: {
    consequence: 'park',
    metric: 'CredentialLacksScope',
    meaning: 'The OneLogin credential lacks the scope *Manage All*.',
    whatToDo: 'Create a credential with *Manage All*, put it into `<name>/onelogin`, then replay.',
  },
  AUTHORIZATION_MALFORMED: {
    consequence: 'park',
    metric: 'CredentialRefused',
    meaning: 'OneLogin does not understand our Authorization header.',
    whatToDo: 'Set `oneLogin.inviteAuthorization` to the other form, deploy, then replay.',
  },
  ONELOGIN_REQUEST_REFUSED: {
    consequence: 'park',
    meaning: 'OneLogin refuses the request for a reason that trying again does not cure.',
    whatToDo:
      'Check `oneLogin.host`; the log has OneLogin’s status and request id for their support. Then replay.',
  },
  USER_SUSPENDED: {
    consequence: 'park',
    meaning: 'The OneLogin user is suspended.',
    whatToDo: 'Reactivate the user in OneLogin if that is right, then replay.',
  },
  USER_LOCKED: {
    consequence: 'park',
    meaning: 'The OneLogin user is locked.',
    whatToDo: 'Unlock the user in OneLogin if that is right, then replay.',
  },
  USER_REJECTED: {
    consequence: 'park',
    meaning: 'The OneLogin user was rejected.',
    whatToDo: 'Approve the user in OneLogin if that is right, then replay.',
  },
  USER_STATUS_UNKNOWN: {
    consequence: 'park',
    meaning: 'OneLogin reports a status or state of the user that its documentation does not have.',
    whatToDo: 'Look at the user in OneLogin; invite by hand if that is right.',
  },
  SEVERAL_USERS: {
    consequence: 'park',
    meaning: 'Several OneLogin users have this work address.',
    whatToDo: 'Leave one of them with the address, then replay.',
  },
  HR_REQUEST_REFUSED: {
    consequence: 'park',
    meaning: 'The HR system’s API refuses the request for a reason that trying again does not cure.',
    whatToDo: 'Check the source in the configuration (such as `company`), deploy, then replay.',
  },
  RECORD_UNMAPPABLE: {
    consequence: 'park',
    meaning: 'The record has neither what an invite needs nor an employee id to ask for it.',
    whatToDo: 'Correct what the HR system sends, and send the record again.',
  },
  RECORD_TOO_LARGE: {
    consequence: 'park',
    meaning: 'The record is over 200 KB; only its size and id were kept.',
    whatToDo: 'Send fewer fields in the webhook, and send the record again.',
  },
  SOURCE_REMOVED: {
    consequence: 'park',
    meaning: 'The message’s source is no longer in the configuration.',
    whatToDo: 'Put the source back and deploy, then replay; or delete the message.',
  },
} as const satisfies Record<string, Outcome>;

export type OutcomeCode = keyof typeof outcomes;

/** Codes in the order of the table. */
export const outcomeCodes: readonly OutcomeCode[] = Object.keys(outcomes).filter(isOutcomeCode);

export function isOutcomeCode(code: string): code is OutcomeCode {
  return Object.hasOwn(outcomes, code);
}

export function outcomeOf(code: OutcomeCode): Outcome {
  return outcomes[code];
}

/** Why a step of the path could not be done, as a value: expected failures are returned, not thrown. */
export interface Failure {
  code: OutcomeCode;
  /** What the log may add to the code: never a person's data. */
  reason?: string;
  /** The HTTP status that a vendor answered, and its id of the request. */
  status?: number;
  vendorRequestId?: string;
  /** Not before so many seconds from now, as the server said (`x-ratelimit-reset`, `Retry-After`). */
  resetSeconds?: number;
}

/** There is not enough time left for the next call. */
export const outOfTime: Failure = { code: 'OUT_OF_TIME' };

export function isFailure(result: unknown): result is Failure {
  return typeof result === 'object' && result !== null && 'code' in result;
}
