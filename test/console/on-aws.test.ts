import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ListedHire } from '../../lambda/operate/answer.ts';
import {
  type AwsAccount,
  account,
  callerArn,
  type Invocation,
  type LambdaAnswer,
  startAwsAccount,
} from '../helpers/aws-account.ts';

/** `npm run hires` as a process, with the answers of AWS itself. */

let aws: AwsAccount;
let answer: (invocation: Invocation) => LambdaAnswer;

beforeAll(async () => {
  aws = await startAwsAccount((invocation) => answer(invocation));
});
afterAll(() => aws.close());
beforeEach(() => {
  aws.invocations.length = 0;
  answer = () => ({ body: { ok: true, hires: [] } });
});

const hires = (...args: string[]) => aws.command('hires', args);

const hire = (id: number, more: Partial<ListedHire> = {}): ListedHire => ({
  hire: `bamboohr//${id}`,
  source: 'bamboohr',
  employeeId: String(id),
  state: 'waiting',
  code: 'NOT_DUE_YET',
  needsHand: false,
  since: '2026-03-02T07:00:00.000Z',
  ...more,
});

test('says first which stack on AWS it talks to, and asks by the alias that may look', async () => {
  const { code, stdout, stderr } = await hires('--aws');
  expect(stderr).toBe(`Hire Invites on AWS ${account}, eu-central-1, hire-invites\n`);
  expect(stdout).toBe('No hire needs a hand, and none waits.\n');
  expect(code).toBe(0);
  expect(aws.invocations).toEqual([
    {
      functionName: 'hire-invites-operate',
      qualifier: 'look',
      request: expect.objectContaining({ action: 'list', which: 'open' }),
    },
  ]);
});

test('reads a list of several pages', async () => {
  const pages: Record<string, unknown> = {
    first: { ok: true, hires: [hire(1), hire(2)], next: 'page-2' },
    'page-2': { ok: true, hires: [], next: 'page-3' },
    'page-3': { ok: true, hires: [hire(3)] },
  };
  answer = ({ request }) => ({
    body: pages[(JSON.stringify(request).match(/"after":"([^"]*)"/) ?? [])[1] ?? 'first'],
  });
  const { code, stdout } = await hires('list', '--aws', '--json');
  expect(JSON.parse(stdout)).toEqual([hire(1), hire(2), hire(3)]);
  expect(code).toBe(0);
});

test('an act says who asks, and needs --aws or a yes', async () => {
  answer = () => ({
    body: { ok: true, hire: 'bamboohr//206', by: 'schedule', message: 'The hire is tried again now.' },
  });
  const unmeant = await hires('retry', '206');
  expect(unmeant.stderr).toContain('Nothing was done. To act on AWS, add --aws.');
  expect(unmeant.code).toBe(1);
  expect(aws.invocations).toEqual([]);

  for (const meant of ['--aws', '--yes']) {
    const { code, stdout } = await hires('retry', '206', meant);
    expect(stdout).toContain('bamboohr//206: The hire is tried again now.');
    expect(code).toBe(0);
  }
  const request = { action: 'retry', employeeId: '206', by: callerArn };
  expect(aws.invocations).toEqual([
    { functionName: 'hire-invites-operate', qualifier: 'act', request },
    { functionName: 'hire-invites-operate', qualifier: 'act', request },
  ]);
});

describe('what AWS refuses is said in a sentence with a remedy, and exit code 1', () => {
  const denied = `User: ${callerArn} is not authorized to perform: lambda:InvokeFunction`;
  test.each<[string, LambdaAnswer, RegExp]>([
    [
      'denied',
      { status: 403, errorType: 'AccessDeniedException', body: { Message: denied } },
      /may not do that.+LookPolicyArn/,
    ],
    [
      'no such function',
      { status: 404, errorType: 'ResourceNotFoundException', body: { Message: 'Function not found' } },
      /There is no such stack in this account and region/,
    ],
    [
      'throttled',
      {
        status: 429,
        errorType: 'TooManyRequestsException',
        body: { Message: 'Rate Exceeded.', Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded' },
      },
      /AWS is busy/,
    ],
    [
      'expired credentials',
      { status: 403, errorType: 'ExpiredTokenException', body: { message: 'The security token is expired' } },
      /Sign in again/,
    ],
    [
      'the function threw',
      { functionError: 'Unhandled', body: { errorType: 'Error', errorMessage: 'jane@acme.example' } },
      /The function hire-invites-operate failed\. Its log says why\./,
    ],
    [
      'the function was too slow',
      { functionError: 'Unhandled', body: { errorMessage: 'Task timed out after 60.00 seconds' } },
      /The function hire-invites-operate failed/,
    ],
    ['a function of another version', { body: { done: true } }, /is of another version/],
    [
      'the function refuses',
      { body: { ok: false, code: 'HIRE_UNKNOWN', message: 'There is no such hire.' } },
      /^There is no such hire\.$/m,
    ],
  ])('%s', async (_, refusal, said) => {
    answer = () => refusal;
    const { code, stdout, stderr } = await hires('show', '206', '--aws');
    expect(stderr).toMatch(said);
    expect(stderr).not.toMatch(/ at .+\.ts|jane@/);
    expect(stdout).toBe('');
    expect(code).toBe(1);
  });
});

test.each([
  ['no region', { AWS_REGION: '' }, /No AWS region is set/],
  ['a region that is none', { AWS_REGION: 'eu central' }, /No AWS region is set, or none that exists/],
  [
    'no credentials',
    { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_EC2_METADATA_DISABLED: 'true' },
    /There are no AWS credentials here/,
  ],
])('with %s, it says what is missing', async (_, environment, said) => {
  const { code, stderr } = await aws.command('hires', ['--aws'], environment);
  expect(stderr).toMatch(said);
  expect(code).toBe(1);
});
