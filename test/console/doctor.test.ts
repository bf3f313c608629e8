import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { compareBuild, compareClocks } from '../../console/compare-with-here.ts';
import { sayFindings } from '../../console/say-findings.ts';
import type { Checked, Finding } from '../../lambda/operate/answer.ts';
import { type AwsAccount, account, type LambdaAnswer, startAwsAccount } from '../helpers/aws-account.ts';
import { build } from '../helpers/operate.ts';

const fine: Finding = { subject: 'queue', code: 'QUEUE_HAS_FUNCTION', verdict: 'ok', message: 'It has.' };
const broken: Finding = {
  subject: 'bamboohr',
  code: 'START_DATE_NOT_VISIBLE',
  verdict: 'wrong',
  message: 'Not visible.',
  whatToDo: 'Let it see the date.',
};
const unproved: Finding = { subject: 'onelogin', code: 'X', verdict: 'unknown', message: 'Not proved.' };

const now = '2026-03-02T08:00:00.000Z';
const checked = (change: Partial<Checked> = {}): Checked => ({ ok: true, findings: [fine], now, ...change });
const onAws = { isOnAws: true };

test('findings are said a line each, with how to mend what is wrong', () => {
  expect(sayFindings([fine, broken, unproved])).toBe(
    `✓ queue: It has.
✗ bamboohr: Not visible.
  → Let it see the date.
? onelogin: Not proved.`,
  );
});

describe('npm run doctor as a process, with the answers of AWS itself', () => {
  let aws: AwsAccount;
  let answer: LambdaAnswer;
  beforeAll(async () => {
    aws = await startAwsAccount(() => answer);
  });
  afterAll(() => aws.close());
  beforeEach(() => {
    aws.invocations.length = 0;
  });
  const doctor = (...args: string[]) => aws.command('doctor', args);

  test('asks by the alias that may act, says what is wrong, and exits 1', async () => {
    answer = { body: checked({ findings: [fine, broken], now: new Date().toISOString(), build }) };
    const { code, stdout, stderr } = await doctor('--aws');
    expect(stderr).toBe(`Hire Invites on AWS ${account}, eu-central-1, hire-invites\n`);
    expect(stdout).toMatch(
      /^✗ deployment: Version 0\.2\.0, runs there, with another code and another configuration/,
    );
    expect(stdout).toContain('✓ queue: It has.\n✗ bamboohr: Not visible.\n  → Let it see the date.\n');
    expect(code).toBe(1);
    expect(aws.invocations).toEqual([
      { functionName: 'hire-invites-operate', qualifier: 'act', request: { action: 'check' } },
    ]);
  });

  test('with nothing wrong it exits 0, and prints JSON', async () => {
    answer = { body: checked({ now: new Date().toISOString() }) };
    const { code, stdout } = await doctor('--aws', '--json');
    expect(JSON.parse(stdout)).toMatchObject([
      { subject: 'deployment', code: 'BUILD_UNKNOWN', verdict: 'unknown' },
      fine,
      { subject: 'clock', code: 'CLOCKS_AGREE', verdict: 'ok' },
    ]);
    expect(code).toBe(0);
  });

  test('finds that the clocks differ', async () => {
    answer = { body: checked({ now: new Date(Date.now() + 10 * 60 * 1000).toISOString() }) };
    const { code, stdout } = await doctor('--aws');
    expect(stdout).toMatch(/^✗ clock: The clock of this machine is \d+ seconds behind\.$/m);
    expect(code).toBe(1);
  });

  test.each([
    [
      'a version that does not know it',
      { body: { ok: true, findings: [{ subject: 'onelogin', verdict: 'ok', message: 'Works.' }] } },
      'of another version than this folder',
    ],
    [
      'no such function',
      { status: 404, errorType: 'ResourceNotFoundException', body: { Message: 'Function not found' } },
      'There is no such stack',
    ],
    [
      'a person who may not act',
      { status: 403, errorType: 'AccessDeniedException', body: { Message: 'not authorized' } },
      'ActPolicyArn to act',
    ],
  ])('%s: exits 1, and says why', async (_, given, message) => {
    answer = given;
    const { code, stdout, stderr } = await doctor('--aws');
    expect(stderr).toContain(message);
    expect(stdout).toBe('');
    expect(code).toBe(1);
  });

  test('a word too many exits with 2', async () => {
    expect(await doctor('onelogin', '--aws')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('one word too many'),
    });
  });
});

describe('what runs there', () => {
  test('is what is here', () => {
    const { verdict, message } = compareBuild(
      checked({ build, deployedAt: '2026-03-01T06:58:00.000Z' }),
      build,
      onAws,
    );
    expect([verdict, message]).toEqual([
      'ok',
      'Version 0.2.0, deployed 2026-03-01 06:58 UTC, runs there, with the code and the configuration that are here.',
    ]);
  });

  test.each([
    [{ code: 'f'.repeat(64) }, 'another code than here'],
    [{ configuration: 'f'.repeat(64) }, 'another configuration than here'],
  ])('is not: %j', (change, said) => {
    const found = compareBuild(checked({ build: { ...build, ...change } }), build, onAws);
    expect(found).toMatchObject({
      verdict: 'wrong',
      code: 'NOT_AS_HERE',
      message: expect.stringContaining(said),
    });
    expect(found.whatToDo).toContain('npm run deploy');
    const local = compareBuild(checked({ build: { ...build, ...change } }), build, { isOnAws: false });
    expect(local.whatToDo).toContain('npm start');
  });
});

describe('the clocks', () => {
  const at = Date.parse(now);
  const second = 1000;

  test.each([
    ['agree: it was read in between', -5, 60, 'CLOCKS_AGREE', 'within 0 seconds'],
    ['agree well enough', 20, 25, 'CLOCKS_AGREE', 'within 20 seconds'],
    ['differ: this one is ahead', 40, 45, 'CLOCKS_DIFFER', '40 seconds ahead'],
    ['differ: this one is behind', -45, -40, 'CLOCKS_DIFFER', '40 seconds behind'],
  ])('%s', (_, sent, answered, code, said) => {
    const during = { sentAt: at + sent * second, answeredAt: at + answered * second };
    expect(compareClocks(checked(), during, onAws)).toMatchObject({
      code,
      message: expect.stringContaining(said),
    });
  });

  test('on this machine the stack’s was moved, which is no fault', () => {
    const during = { sentAt: at - 3600 * second, answeredAt: at - 3600 * second };
    expect(compareClocks(checked(), during, { isOnAws: false })).toEqual({
      subject: 'clock',
      code: 'CLOCK_MOVED',
      verdict: 'ok',
      message: 'It was moved, and says 2026-03-02 08:00 UTC.',
    });
  });
});
