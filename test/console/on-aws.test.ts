import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import type { Counted, ListedHire } from '../../lambda/operate/answer.ts';
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
  answer = ({ request }) => ({ body: v.is(AsksCounts, request) ? counts : { ok: true, hires: [] } });
});

const AsksCounts = v.object({ action: v.literal('counts') });
const counts: Counted = {
  ok: true,
  needHand: 0,
  waiting: 0,
  goTomorrow: 0,
  invitedThisWeek: 14,
  activeOfThem: 11,
  queued: 0,
  deadLetters: 0,
};

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

/** Which page is asked for. */
const afterOf = (request: unknown) =>
  v.parse(v.object({ after: v.optional(v.string(), 'first') }), request).after;

test('says first which stack on AWS it talks to, and asks by the alias that may look', async () => {
  const { code, stdout, stderr } = await hires('--aws');
  expect(stderr).toBe(`Hire Invites on AWS ${account}, eu-central-1, hire-invites\n`);
  expect(stdout).toBe('No hire needs a hand, and none waits.\n\n14 invited this week, 11 of them active\n');
  expect(code).toBe(0);
  expect(aws.invocations).toEqual([
    {
      functionName: 'hire-invites-operate',
      qualifier: 'look',
      request: { action: 'list', which: 'open' },
    },
    { functionName: 'hire-invites-operate', qualifier: 'look', request: { action: 'counts' } },
  ]);
});

test('reads a list of several pages', async () => {
  const pages: Record<string, unknown> = {
    first: { ok: true, hires: [hire(1), hire(2)], next: 'page-2' },
    'page-2': { ok: true, hires: [], next: 'page-3' },
    'page-3': { ok: true, hires: [hire(3)] },
  };
  answer = ({ request }) => ({ body: pages[afterOf(request)] });
  const { code, stdout } = await hires('list', '--aws', '--json');
  expect(JSON.parse(stdout)).toEqual([hire(1), hire(2), hire(3)]);
  expect(code).toBe(0);
});

test('has each hire of a list once, as it was read last, and no more fields than the contract', async () => {
  const pages: Record<string, unknown> = {
    first: { ok: true, hires: [{ ...hire(1), startDate: '2026-03-02' }], next: 'page-2', scanned: true },
    'page-2': { ok: true, hires: [hire(1, { state: 'parked', needsHand: true })], scanned: true },
  };
  answer = ({ request }) => ({ body: pages[afterOf(request)] });
  const { stdout, stderr } = await hires('--aws', '--json');
  expect(JSON.parse(stdout)).toEqual([hire(1, { state: 'parked', needsHand: true })]);
  expect(stderr.match(/All of the table was read/g)).toHaveLength(1);
});

describe('CSV', () => {
  test('of a list has a line a hire; what a spreadsheet would run is a text', async () => {
    const odd = hire(2, { code: '=cmd()', meaning: 'Say "no", then\ngo' });
    answer = () => ({ body: { ok: true, hires: [hire(1), odd] } });
    const { stdout, code } = await hires('list', '--aws', '--csv');
    expect(stdout).toBe(
      [
        'hire,source,tenant,employeeId,state,code,needsHand,since,nextLook,notBefore,givesUpAt,invitedAt,followUpsSent,meaning,whatToDo',
        'bamboohr//1,bamboohr,,1,waiting,NOT_DUE_YET,false,2026-03-02T07:00:00.000Z,,,,,,,',
        `bamboohr//2,bamboohr,,2,waiting,'=cmd(),false,2026-03-02T07:00:00.000Z,,,,,,"Say ""no"", then\ngo",`,
        '',
      ].join('\n'),
    );
    expect(code).toBe(0);
  });

  test('or JSON, but not both', async () => {
    for (const command of ['list', 'export'])
      expect(await hires(command, '--aws', '--csv', '--json')).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('Either --json or --csv.'),
      });
    expect(aws.invocations).toEqual([]);
  });
});

describe('an export', () => {
  const outcomes = [
    { code: 'NOT_DUE_YET', at: '2026-03-01T07:00:00.000Z', times: 1, meaning: 'Too early.' },
    { code: 'INVITED', at: '2026-03-02T07:00:00.000Z', times: 2, meaning: 'Invited.' },
  ];
  const shown = (id: number) => ({ ...hire(id), outcomes, engagement: 1 });
  beforeEach(() => {
    const pages: Record<string, unknown> = {
      first: { ok: true, hires: [shown(1)], next: 'page-2' },
      'page-2': { ok: true, hires: [shown(2)] },
    };
    answer = ({ request }) => ({ body: pages[afterOf(request)] });
  });

  test('has all hires with their stories, as CSV', async () => {
    const { stdout } = await hires('export', '--aws');
    const [head = '', ...lines] = stdout.trimEnd().split('\n');
    expect(head).toContain('hire,source,tenant,employeeId,state,code');
    expect(lines).toHaveLength(2);
    expect(lines[1]).toContain(
      '2026-03-01T07:00:00.000Z NOT_DUE_YET; 2026-03-02T07:00:00.000Z INVITED (2 times)',
    );
    expect(aws.invocations.map(({ request }) => request)).toEqual([
      { action: 'export' },
      { action: 'export', after: 'page-2' },
    ]);
  });

  test('or as JSON, also if there is nobody', async () => {
    expect(JSON.parse((await hires('export', '--aws', '--json')).stdout)).toEqual([shown(1), shown(2)]);
    answer = () => ({ body: { ok: true, hires: [] } });
    expect((await hires('export', '--aws', '--json')).stdout).toBe('[]\n');
  });
});

test('an act says who asks, and asks by the alias that may act', async () => {
  answer = () => ({
    body: { ok: true, hire: 'bamboohr//206', by: 'schedule', message: 'The hire is tried again now.' },
  });
  const { code, stdout } = await hires('retry', '206', '--aws');
  expect(stdout).toContain('bamboohr//206: The hire is tried again now.');
  expect(code).toBe(0);
  const request = { action: 'retry', employeeId: '206', by: callerArn };
  expect(aws.invocations).toEqual([{ functionName: 'hire-invites-operate', qualifier: 'act', request }]);
});

describe('a replay', () => {
  const startedAt = '2026-03-02T07:00:00.000Z';
  const earlier = { status: 'done', startedAt: '2026-03-01T07:00:00.000Z', moved: 9 };
  /** How the replay goes that is begun, from look to look. */
  let looks: unknown[];
  beforeEach(() => {
    let isBegun = false;
    answer = ({ request }) => {
      if (JSON.stringify(request).includes('dead-letters'))
        return { body: { ok: true, count: 2, replay: isBegun ? looks.shift() : earlier } };
      isBegun = true;
      return { body: { ok: true, message: 'The replay has begun.' } };
    };
  });

  test('is waited for, whatever was replayed before', async () => {
    looks = [earlier, { status: 'running', startedAt, moved: 1 }, { status: 'done', startedAt, moved: 2 }];
    const { code, stdout } = await aws.command('replay', ['--aws', '--yes']);
    expect(stdout).toBe('Moved 2 messages back to the invite queue.\n');
    expect(code).toBe(0);
    expect(aws.invocations.filter(({ qualifier }) => qualifier === 'act')).toMatchObject([
      { request: { action: 'replay', by: callerArn } },
    ]);
  });

  test('that fails says why', async () => {
    looks = [{ status: 'failed', startedAt, moved: 1, toMove: 2, reason: 'CouldNotDetermineMessageSource' }];
    const { code, stderr } = await aws.command('replay', ['--aws', '--yes']);
    expect(stderr).toContain('The replay has failed (CouldNotDetermineMessageSource): 1 of 2 moved.');
    expect(code).toBe(1);
  });

  test('is not begun on AWS unless somebody types how many there are', async () => {
    const { code, stderr } = await aws.command('replay', ['--aws']);
    expect(stderr).toContain('Nothing was done. There is no terminal to ask on: add --yes.');
    expect(code).toBe(1);
    expect(aws.invocations.filter(({ qualifier }) => qualifier === 'act')).toEqual([]);
  });
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
      'the table was busy',
      { functionError: 'Unhandled', body: { errorType: 'ProvisionedThroughputExceededException' } },
      /AWS is busy/,
    ],
    [
      'the function’s role was changed',
      { functionError: 'Unhandled', body: { errorType: 'AccessDeniedException', errorMessage: 'User: arn' } },
      /AWS refuses what the function hire-invites-operate asks/,
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

describe('after a restore of the tables', () => {
  test('its time is said by the alias that may act', async () => {
    answer = () => ({ body: { ok: true, paused: true, message: 'Everything is paused.' } });
    const { code, stdout } = await hires('restored', '2026-03-02T06:00:00Z', '--aws');
    expect(stdout).toBe('Everything is paused.\n');
    expect(code).toBe(0);
    expect(aws.invocations).toEqual([
      {
        functionName: 'hire-invites-operate',
        qualifier: 'act',
        request: { action: 'restored', to: '2026-03-02T06:00:00Z', by: callerArn },
      },
    ]);
  });

  test.each([['yesterday'], ['2026-03-02'], []])('%s is no time, and nothing is asked', async (...words) => {
    const { code } = await hires('restored', ...words, '--aws');
    expect(code).toBe(2);
    expect(aws.invocations).toEqual([]);
  });
});
