import { describe, expect, test } from '@jest/globals';
import {
  hrApiUrlVariable,
  InviteEnvironment,
  ReceiveEnvironment,
  readEnvironment,
  readHrApiUrl,
} from '../../lambda/aws/environment.ts';

const complete = {
  INVITE_QUEUE_URL: 'https://queue',
  INVITE_QUEUE_ARN: 'arn:queue',
  HIRES_TABLE_NAME: 'hires',
  USERS_TABLE_NAME: 'users',
  SCHEDULE_GROUP_NAME: 'group',
  SCHEDULE_ROLE_ARN: 'arn:role',
  SCHEDULE_DEAD_LETTER_QUEUE_ARN: 'arn:failures',
};

test('the error names everything that is missing or wrong at once, and shows no value', () => {
  const { HIRES_TABLE_NAME, ...rest } = complete;
  expect(() =>
    readEnvironment(InviteEnvironment, {
      ...rest,
      INVITE_QUEUE_ARN: '',
      ONELOGIN_URL: 'http://evil.example',
    }),
  ).toThrow(
    /^Environment: INVITE_QUEUE_ARN is empty; HIRES_TABLE_NAME is missing; ONELOGIN_URL must be an https URL/,
  );
  expect(() => readEnvironment(ReceiveEnvironment, {})).toThrow('Environment: INVITE_QUEUE_URL is missing');
});

describe('an address that overrides a vendor’s', () => {
  test.each([
    ['https://acme.onelogin.com', 'https://acme.onelogin.com'],
    ['https://acme.onelogin.com/', 'https://acme.onelogin.com'],
    ['http://127.0.0.1:4000', 'http://127.0.0.1:4000'],
    ['http://localhost:4000/onelogin/', 'http://localhost:4000/onelogin'],
    ['http://[::1]:4000', 'http://[::1]:4000'],
    ['https://acme.onelogin.com?', 'https://acme.onelogin.com'],
    ['https://acme.onelogin.com/#', 'https://acme.onelogin.com'],
    ['https://@acme.onelogin.com', 'https://acme.onelogin.com'],
  ])('%s is used', (url, used) => {
    expect(readEnvironment(InviteEnvironment, { ...complete, ONELOGIN_URL: url }).ONELOGIN_URL).toBe(used);
  });

  test.each([
    'http://acme.onelogin.com',
    'http://127.0.0.1.evil.example',
    'http://localhost@evil.example',
    'https://user:password@acme.onelogin.com',
    'https://acme.onelogin.com?a=b',
    'https://acme.onelogin.com#a',
    'ftp://127.0.0.1',
    'acme.onelogin.com',
    '',
  ])('%j is refused: a credential must not cross a network in the clear', (url) => {
    expect(() => readEnvironment(InviteEnvironment, { ...complete, ONELOGIN_URL: url })).toThrow(
      'ONELOGIN_URL',
    );
  });

  test('of an HR system is named for its source', () => {
    expect(hrApiUrlVariable('bamboohr-eu')).toBe('HR_API_URL_BAMBOOHR_EU');
    expect(readHrApiUrl('bamboohr-eu', { HR_API_URL_BAMBOOHR_EU: 'http://127.0.0.1:1/' })).toBe(
      'http://127.0.0.1:1',
    );
    expect(readHrApiUrl('bamboohr-eu', {})).toBeUndefined();
    expect(() => readHrApiUrl('bamboohr-eu', { HR_API_URL_BAMBOOHR_EU: 'http://evil.example' })).toThrow(
      'HR_API_URL_BAMBOOHR_EU',
    );
  });
});
