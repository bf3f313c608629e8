/**
 * Everything that can happen to a hire, in one table: what each code means, what Hire Invites does next, what a person
 * should do, and which metric, watched by an alarm, counts it. `npm run docs` copies the table to docs/outcomes.md.
 *
 * - `done`: the hire is settled.
 * - `await`: the person has what is needed to activate the account, which is awaited. If it stays inactive for
 *   `invite.tellIfNotActiveAfterDays`, a person is told.
 * - `wait`: normal for a new hire. It is tried again after the next wait in `retry.afterSeconds`.
 * - `retry`: something is broken. It is tried again in the same way, or when the server's limit resets if that is later.
 * - `unknown`: the mail may have gone out. OneLogin is asked before anything is sent again.
 * - `park`: trying again cannot help. The message goes to the dead-letter queue and stays there until it is replayed.
 */
export type Consequence = 'done' | 'await' | 'wait' | 'retry' | 'unknown' | 'park';

/** Metrics of faults for which a person is told at once. */
export type FaultMetric =
  | 'CredentialRefused'
  | 'CredentialLacksScope'
  | 'TokenCallFailed'
  | 'HrCredentialRefused';

interface Row {
  consequence: Consequence;
  /** The wait uses up no step of `retry.afterSeconds` and no part of `retry.forHours`, so it never parks a hire. */
  costsNoAttempt?: true;
  /** Counted each time, so that an alarm tells somebody even while the hire is still being tried. */
  metric?: FaultMetric;
  meaning: string;
  whatToDo: string;
}

const nothing = 'Nothing.';
const nothingYet = 'Nothing for now: it is tried again automatically.';
const waitingHiresContinue = 'Waiting hires then continue automatically.';
const orSendAgain = 'If Hire Invites cannot ask that system, have it send the record again.';

const outcomes = {
  INVITED: {
    consequence: 'await',
    meaning: 'OneLogin sent the invite.',
    whatToDo: nothing,
  },
  INVITED_AS_ANOTHER_HIRE: {
    consequence: 'await',
    meaning:
      'OneLogin has mailed this user an invite for another record of the same person. That record sees to it; if it is cancelled, this one does.',
    whatToDo: nothing,
  },
  INVITED_BY_SOMEBODY_ELSE: {
    consequence: 'await',
    meaning:
      'Somebody invited this user in OneLogin less than 24 hours ago, by hand or with another tool. That link still works.',
    whatToDo: nothing,
  },
  INVITED_BEFORE_RESTORE: {
    consequence: 'await',
    meaning:
      'The tables were brought back to an earlier time, and OneLogin says that this user was invited in the time that they have forgotten. So there is no second mail.',
    whatToDo: 'Nothing. If the person needs a fresh link: `npm run hires -- retry`.',
  },
  NOT_ACTIVATED: {
    consequence: 'await',
    meaning: 'The person was invited, but has not activated the OneLogin account.',
    whatToDo:
      'Once the hire is `not-activated`: ask the person whether the mail arrived. Correct the address in the HR system if it is wrong. Or send a fresh link: `npm run hires -- retry`.',
  },
  ACTIVE_NEVER_SIGNED_IN: {
    consequence: 'await',
    meaning:
      'The OneLogin account is switched on, but nobody has ever signed in to it, and it never had a password. A connector probably created it as active. No invite was sent.',
    whatToDo:
      'Send this person a link: `npm run hires -- retry`. Or set `invite.neverSignedIn` to `invite` to have all such people invited.',
  },
  ACTIVATED: {
    consequence: 'done',
    meaning: 'The person was invited, and has activated the OneLogin account.',
    whatToDo: nothing,
  },
  ALREADY_ACTIVE: {
    consequence: 'done',
    meaning: 'The person had activated the OneLogin account before any invite.',
    whatToDo: nothing,
  },

  CANCELLED: {
    consequence: 'done',
    meaning:
      'The HR system removed the employee (deleted, left, offer withdrawn). Nothing more is sent, unless the HR system creates the employee again later.',
    whatToDo: 'Nothing. If the employee was removed by mistake, create the employee again in the HR system.',
  },
  CANCELLED_BY_OPERATOR: {
    consequence: 'done',
    meaning:
      'Somebody has cancelled the hire with `npm run hires -- cancel`. Nothing more is sent, unless the HR system creates the employee again later.',
    whatToDo: 'Nothing. If it was a mistake, take it back: `npm run hires -- cancel WHO --undo`.',
  },
  FORGOTTEN: {
    consequence: 'done',
    meaning:
      'An operator had everything about this hire forgotten. Only the key of its row is kept, for 100 days, so that nothing that is still on its way begins it again.',
    whatToDo: 'Nothing. If the HR system creates the employee again later, that is a new hire.',
  },

  NOT_ELIGIBLE: {
    consequence: 'done',
    meaning:
      'The source’s `eligible` setting excludes this person, by start date or by the domain of the work address. `reason` in the log says which. If the HR system sends the person again, this is checked again.',
    whatToDo:
      'Nothing. If the person should be invited, change `eligible`, deploy, and send the record again.',
  },
  NOT_DUE_YET: {
    consequence: 'wait',
    meaning: 'The person starts later. The invite goes out at the time in the row’s `notBefore`.',
    whatToDo: nothing,
  },
  DRY_RUN: {
    consequence: 'wait',
    costsNoAttempt: true,
    meaning:
      'The invite was ready to go, but `invite.dryRun` is on. `reason` in the log says which address it would have been mailed to: work or personal.',
    whatToDo: 'Turn off `invite.dryRun` and deploy. The invite then goes out within about an hour.',
  },
  PAUSED: {
    consequence: 'wait',
    costsNoAttempt: true,
    meaning:
      'The invite was ready to go, but everything is paused: by an operator, or because more first mails than `invite.maxFirstMailsPerDay` were about to go out in one day.',
    whatToDo:
      'See since when and why with `npm run hires`. The heading *Paused* in docs/operate.md says what to check before you go on with `npm run hires -- resume`. Waiting hires then continue automatically within a quarter of an hour.',
  },
  START_DATE_NOT_YET: {
    consequence: 'wait',
    meaning:
      'The HR system has no start date for this person yet. It is asked once more. If there is still no date, the invite goes out without one.',
    whatToDo: nothingYet,
  },
  USER_NOT_IN_ONELOGIN_YET: {
    consequence: 'wait',
    meaning:
      'OneLogin has no user with this work address or external id yet: its directory has not caught up with HR.',
    whatToDo: `${nothingYet} If the user does not appear, compare the work address or external id in HR with the one in OneLogin.`,
  },
  USER_UNAPPROVED: {
    consequence: 'wait',
    meaning: 'The OneLogin user has not been approved yet.',
    whatToDo: 'Approve the user in OneLogin.',
  },
  USER_WITHOUT_EMAIL: {
    consequence: 'wait',
    meaning:
      'The OneLogin user with this external id has no e-mail address that can be used. OneLogin invites by that address.',
    whatToDo: 'Give the user an e-mail address in OneLogin.',
  },
  USER_UNLICENSED: {
    consequence: 'wait',
    meaning: 'The OneLogin user has no licence.',
    whatToDo: 'Free up or buy a OneLogin licence.',
  },
  EMPLOYEE_NOT_IN_HR_YET: {
    consequence: 'wait',
    meaning: 'The HR system announced the employee, but its API does not return the record yet.',
    whatToDo: `${nothingYet} If the record does not appear, it was probably deleted.`,
  },
  WORK_EMAIL_NOT_YET: {
    consequence: 'wait',
    meaning: 'The record has no valid work address yet, and no external id.',
    whatToDo: `Fill in the work address in the HR system, or the external id if you go by it. ${orSendAgain}`,
  },
  PERSONAL_EMAIL_NOT_YET: {
    consequence: 'wait',
    meaning: '`invite.sendTo` is `personal`, and the record has no valid personal address yet.',
    whatToDo: `Fill in the personal address in the HR system. ${orSendAgain}`,
  },
  USER_BEING_INVITED: {
    consequence: 'wait',
    meaning:
      'Another record of the same person is being invited, and it is not known yet whether that mail went out.',
    whatToDo: `${nothingYet} If it stays like this, replay the other record’s message too.`,
  },

  HELD_BACK: {
    consequence: 'retry',
    costsNoAttempt: true,
    meaning:
      'What is left of OneLogin’s call limit is kept for your other integrations (`oneLogin.reservePercent`), or looking at waiting hires has used up its tenth of the limit for this hour. Waiting for it does not count as an attempt.',
    whatToDo: nothingYet,
  },
  RATE_LIMITED: {
    consequence: 'retry',
    costsNoAttempt: true,
    meaning:
      'The call limit of OneLogin or of the HR system is used up. Waiting for it does not count as an attempt. A limit that does not say when it ends is asked about ever more rarely, up to once an hour.',
    whatToDo: nothingYet,
  },
  ONELOGIN_UNAVAILABLE: {
    consequence: 'retry',
    meaning: 'OneLogin did not answer, or its answer made no sense. Nothing had been sent yet.',
    whatToDo: nothingYet,
  },
  TOKEN_CALL_FAILED: {
    consequence: 'retry',
    metric: 'TokenCallFailed',
    meaning:
      'OneLogin answers the token call with 500. Either OneLogin has a fault or, if this goes on, the admin who owned the credential was deleted.',
    whatToDo: `${nothingYet} If this goes on, have a current admin create a new credential, and put it into the secret \`<name>/onelogin\`.`,
  },
  CREDENTIAL_REFUSED: {
    consequence: 'retry',
    metric: 'CredentialRefused',
    meaning: 'OneLogin refuses the client id and secret, or the token that it gave for them.',
    whatToDo: `Put a working credential into the secret \`<name>/onelogin\`. ${waitingHiresContinue}`,
  },
  SECRET_UNAVAILABLE: {
    consequence: 'retry',
    metric: 'CredentialRefused',
    meaning:
      'The OneLogin secret, or the secret with the lookup key, is missing, malformed or still the placeholder, or Secrets Manager is unavailable.',
    whatToDo: `Fill in the secret \`<name>/onelogin\`. The log says what is wrong with it. ${waitingHiresContinue}`,
  },
  HR_SYSTEM_UNAVAILABLE: {
    consequence: 'retry',
    meaning: 'The HR system’s API did not answer, or its answer made no sense.',
    whatToDo: nothingYet,
  },
  HR_CREDENTIAL_REFUSED: {
    consequence: 'retry',
    metric: 'HrCredentialRefused',
    meaning: 'The HR system’s API refuses the key, or the secret that holds the key cannot be used.',
    whatToDo: `Put a working key into the secret \`<name>/<source>/api\`. ${waitingHiresContinue}`,
  },
  WORK_EMAIL_NOT_VISIBLE: {
    consequence: 'retry',
    metric: 'HrCredentialRefused',
    meaning:
      'The HR system’s API leaves out the work address, because the key’s owner is not allowed to see it.',
    whatToDo: 'Allow the key’s owner to see the work address in the HR system.',
  },
  PERSONAL_EMAIL_NOT_VISIBLE: {
    consequence: 'retry',
    metric: 'HrCredentialRefused',
    meaning:
      '`invite.sendTo` is `personal`, and the HR system’s API leaves out the personal address, because the key’s owner is not allowed to see it.',
    whatToDo: 'Allow the key’s owner to see the personal address in the HR system.',
  },
  OUT_OF_TIME: {
    consequence: 'retry',
    meaning: 'The calls before the invite took so long that there was no time left to send it safely.',
    whatToDo: nothingYet,
  },

  SEND_OUTCOME_UNKNOWN: {
    consequence: 'unknown',
    meaning: 'The invite call got no clear answer, so the mail may have gone out.',
    whatToDo: `${nothingYet} OneLogin is asked first whether the mail went out.`,
  },

  START_DATE_UNREADABLE: {
    consequence: 'park',
    meaning:
      'The start date is not written in the source’s `startDateFormat` (by default like 2026-03-02), there is no such day, or nobody starts on it: dates such as 0001-01-01, 1900-01-01 and 9999-12-31 stand for none, and more than five years ahead is a slip.',
    whatToDo:
      'Correct the start date in the HR system, or the format that it sends. `npm run try` names the format that fits. Then replay, or send the record again.',
  },
  WORK_EMAIL_MISSING: {
    consequence: 'park',
    meaning:
      'The record has no valid work address, or several, and no external id, and the source’s settings do not expect one to come later.',
    whatToDo: 'Send the record again with the work address, or with the external id if you go by it.',
  },
  PERSONAL_EMAIL_MISSING: {
    consequence: 'park',
    meaning:
      '`invite.sendTo` is `personal`, the record has no valid personal address, and the source’s settings do not expect one to come later.',
    whatToDo: 'Send the record again with the personal address.',
  },
  PERSONAL_EMAIL_UNREADABLE: {
    consequence: 'park',
    meaning:
      'There is something in place of the personal address, but it is not one address: it is malformed, or there are several. The invite is not mailed to the work address instead.',
    whatToDo:
      'Correct the personal address in the HR system, or where the source’s settings look for it. `npm run try` says what was found. Then replay, or send the record again.',
  },
  EMAIL_REFUSED: {
    consequence: 'park',
    meaning: 'OneLogin says that an address is malformed.',
    whatToDo: 'Correct the address in the HR system and in OneLogin, then replay.',
  },
  INSUFFICIENT_PERMISSION: {
    consequence: 'park',
    metric: 'CredentialLacksScope',
    meaning: 'The OneLogin credential does not have the scope *Manage All*.',
    whatToDo: 'Create a credential with *Manage All*, put it into the secret `<name>/onelogin`, then replay.',
  },
  AUTHORIZATION_MALFORMED: {
    consequence: 'park',
    metric: 'CredentialRefused',
    meaning: 'OneLogin does not understand the Authorization header that we send.',
    whatToDo: 'Change `oneLogin.inviteAuthorization` to its other value, deploy, then replay.',
  },
  ONELOGIN_REQUEST_REFUSED: {
    consequence: 'park',
    meaning: 'OneLogin refuses the request, and sending it again would not help.',
    whatToDo:
      'Check `oneLogin.host`. The log has the status and OneLogin’s request id for OneLogin’s support. Then replay.',
  },
  USER_SUSPENDED: {
    consequence: 'park',
    meaning: 'The OneLogin user is suspended.',
    whatToDo: 'If the person should have access, reactivate the user in OneLogin, then replay.',
  },
  USER_LOCKED: {
    consequence: 'park',
    meaning: 'The OneLogin user is locked.',
    whatToDo: 'If the person should have access, unlock the user in OneLogin, then replay.',
  },
  USER_REJECTED: {
    consequence: 'park',
    meaning: 'The OneLogin user was rejected.',
    whatToDo: 'If the person should have access, approve the user in OneLogin, then replay.',
  },
  USER_STATUS_UNKNOWN: {
    consequence: 'park',
    meaning: 'OneLogin reports a status or state of the user that is not in its documentation.',
    whatToDo:
      'Look at the user in OneLogin. If the person should have access, send the invite there by hand.',
  },
  SEVERAL_USERS: {
    consequence: 'park',
    meaning: 'Several OneLogin users have this address or this external id.',
    whatToDo: 'Make sure that only one user has it, then replay.',
  },
  DIFFERENT_USERS: {
    consequence: 'park',
    meaning:
      'The external id and the work address do not belong to the same OneLogin user: they lead to two users, or the user with the work address has another external id. Nobody was invited.',
    whatToDo:
      'Correct the external id or the address, in the HR system or in OneLogin, then replay, or send the record again.',
  },
  HR_REQUEST_REFUSED: {
    consequence: 'park',
    meaning: 'The HR system’s API refuses the request, and sending it again would not help.',
    whatToDo: 'Check the source’s settings (such as `company`), deploy, then replay.',
  },
  ANOTHER_EMPLOYEE: {
    consequence: 'park',
    meaning: 'The HR system’s API was asked for one employee and answered with another. Nobody was invited.',
    whatToDo:
      'Check `request`, `found` and `id` of the source’s `api.employee`, deploy, then replay. If they are right, tell the vendor of the HR system.',
  },
  RECORD_UNMAPPABLE: {
    consequence: 'park',
    meaning: 'The record has neither the data for an invite nor an employee id with which to ask for it.',
    whatToDo: 'Correct what the HR system sends, then send the record again.',
  },
  RECORD_TOO_LARGE: {
    consequence: 'park',
    meaning: 'The record is larger than 200 KB. Only its size and its id were kept.',
    whatToDo: 'Have the HR system send fewer fields, then send the record again.',
  },
  SOURCE_REMOVED: {
    consequence: 'park',
    meaning: 'The message’s source is no longer in the configuration.',
    whatToDo:
      'Put the source back and deploy, then replay. If the hire no longer matters, delete the message.',
  },
} as const satisfies Record<string, Row>;

export type OutcomeCode = keyof typeof outcomes;

/** Codes in the order of the table. */
export const outcomeCodes: readonly OutcomeCode[] = Object.keys(outcomes).filter(isOutcomeCode);

export function isOutcomeCode(code: string): code is OutcomeCode {
  return Object.hasOwn(outcomes, code);
}

export function outcomeOf(code: OutcomeCode): Row {
  return outcomes[code];
}

/**
 * Why a mail is sent. `first`: nobody has mailed this person for this engagement. `correction`: a later word gave another
 * address. `follow-up`: the link has expired. `retry`: an operator asked for a fresh link.
 */
export const mailReasons = ['first', 'correction', 'follow-up', 'retry'] as const;
export type MailReason = (typeof mailReasons)[number];

/** Why everything is paused: by the brake, or because an operator said so. */
export const pauseCauses = ['MAX_FIRST_MAILS', 'OPERATOR'] as const;

/** How an attempt ended. */
export interface Outcome {
  code: OutcomeCode;
  /** What the log adds to the code. It never holds personal data. */
  reason?: string;
  /** For INVITED: why the mail was sent. Absent if a row of an earlier version does not say. */
  mail?: MailReason;
  /** For PAUSED. Absent if only another version knows the cause. */
  pausedBecause?: (typeof pauseCauses)[number];
  /** The HTTP status of the vendor's answer, and the vendor's id for the request. */
  status?: number;
  vendorRequestId?: string;
  /** How many seconds the server asks us to wait (`x-ratelimit-reset`, `Retry-After`). */
  resetSeconds?: number;
}

/** The ends of an attempt after which nothing failed: the account is active, or its activation is awaited. */
export type SuccessCode =
  | 'INVITED'
  | 'INVITED_AS_ANOTHER_HIRE'
  | 'INVITED_BY_SOMEBODY_ELSE'
  | 'INVITED_BEFORE_RESTORE'
  | 'NOT_ACTIVATED'
  | 'ACTIVE_NEVER_SIGNED_IN'
  | 'ACTIVATED'
  | 'ALREADY_ACTIVE';

export type FailureCode = Exclude<OutcomeCode, SuccessCode>;

/** Why a step could not be done, which ends the attempt. Expected failures are returned, not thrown. */
export interface Failure extends Outcome {
  code: FailureCode;
}

/** Too little time is left for the next call. */
export const outOfTime: Failure = { code: 'OUT_OF_TIME' };

export function isFailure(result: unknown): result is Failure {
  return (
    typeof result === 'object' &&
    result !== null &&
    'code' in result &&
    typeof result.code === 'string' &&
    isOutcomeCode(result.code)
  );
}
