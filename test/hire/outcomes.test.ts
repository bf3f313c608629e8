import { expect, test } from '@jest/globals';
import { outcomeCodes, outcomeOf } from '../../lambda/hire/outcomes.ts';

/** The consequences once more, so that none changes by a slip of the pen: each is a promise to the operator. */
const consequences = {
  done: ['ACTIVATED', 'ALREADY_ACTIVE', 'CANCELLED', 'CANCELLED_BY_OPERATOR', 'FORGOTTEN', 'NOT_ELIGIBLE'],
  await: [
    'INVITED',
    'INVITED_AS_ANOTHER_HIRE',
    'INVITED_BY_SOMEBODY_ELSE',
    'INVITED_BEFORE_RESTORE',
    'NOT_ACTIVATED',
    'ACTIVE_NEVER_SIGNED_IN',
  ],
  wait: [
    'NOT_DUE_YET',
    'DRY_RUN',
    'PAUSED',
    'START_DATE_NOT_YET',
    'USER_NOT_IN_ONELOGIN_YET',
    'USER_UNAPPROVED',
    'USER_WITHOUT_EMAIL',
    'USER_UNLICENSED',
    'EMPLOYEE_NOT_IN_HR_YET',
    'WORK_EMAIL_NOT_YET',
    'PERSONAL_EMAIL_NOT_YET',
    'USER_BEING_INVITED',
  ],
  retry: [
    'HELD_BACK',
    'RATE_LIMITED',
    'ONELOGIN_UNAVAILABLE',
    'TOKEN_CALL_FAILED',
    'CREDENTIAL_REFUSED',
    'SECRET_UNAVAILABLE',
    'HR_SYSTEM_UNAVAILABLE',
    'HR_CREDENTIAL_REFUSED',
    'WORK_EMAIL_NOT_VISIBLE',
    'PERSONAL_EMAIL_NOT_VISIBLE',
    'OUT_OF_TIME',
  ],
  unknown: ['SEND_OUTCOME_UNKNOWN'],
  park: [
    'START_DATE_UNREADABLE',
    'WORK_EMAIL_MISSING',
    'PERSONAL_EMAIL_MISSING',
    'PERSONAL_EMAIL_UNREADABLE',
    'EMAIL_REFUSED',
    'INSUFFICIENT_PERMISSION',
    'AUTHORIZATION_MALFORMED',
    'ONELOGIN_REQUEST_REFUSED',
    'USER_SUSPENDED',
    'USER_LOCKED',
    'USER_REJECTED',
    'USER_STATUS_UNKNOWN',
    'SEVERAL_USERS',
    'DIFFERENT_USERS',
    'HR_REQUEST_REFUSED',
    'ANOTHER_EMPLOYEE',
    'RECORD_UNMAPPABLE',
    'RECORD_TOO_LARGE',
    'SOURCE_REMOVED',
  ],
} as const;

test.each(Object.entries(consequences))('%s is the consequence of just these codes', (consequence, codes) => {
  expect(outcomeCodes.filter((code) => outcomeOf(code).consequence === consequence)).toEqual(codes);
});

test.each(outcomeCodes)('%s says what it means and what to do', (code) => {
  const { meaning, whatToDo } = outcomeOf(code);
  expect(meaning).toMatch(/^[A-Z`].*\.$/);
  expect(whatToDo).toMatch(/^[A-Z].*\.$/);
});
