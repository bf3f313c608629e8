import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import * as v from 'valibot';
import { NotDone } from '../../console/command.ts';
import type { Connection } from '../../console/connection.ts';
import { inviteAll } from '../../console/hires/invite-all.ts';
import type { Previewed } from '../../lambda/operate/answer.ts';
import { OperateRequest } from '../../lambda/operate/request.ts';

/** Everybody in a file is looked at first, and invited only if a person says how many they are. */

type Verdict = Previewed['people'][number]['verdict'];

const printed: string[] = [];
const requests: OperateRequest[] = [];
let refused: Set<string>;
beforeEach(() => {
  printed.length = 0;
  requests.length = 0;
  refused = new Set();
  for (const stream of ['log', 'error'] as const)
    jest.spyOn(console, stream).mockImplementation((text: string) => {
      printed.push(text);
    });
});
afterEach(() => {
  expect(printed.join('')).not.toContain('@');
  jest.restoreAllMocks();
});

const Sent = v.object({
  Qualifier: v.literal('invite'),
  Payload: v.pipe(
    v.instance(Uint8Array),
    v.transform((bytes) => new TextDecoder().decode(bytes)),
    v.parseJson(),
    OperateRequest,
  ),
});

/** An `operate` that gives each person the verdict that stands before the `@`. */
function answer(request: OperateRequest): unknown {
  requests.push(request);
  if (request.action === 'preview') {
    const people = request.people.map(({ workEmail }) => ({
      verdict: workEmail.replace(/\d*@.*/, ''),
      message: 'As it is.',
    }));
    return { ok: true, people };
  }
  if (request.action !== 'invite') throw new Error('not expected');
  return refused.has(request.workEmail)
    ? { ok: false, code: 'PAUSED', message: 'Everything is paused.' }
    : { ok: true, hire: 'by-hand//1', message: 'The invite goes out now.' };
}

const connection: Connection = {
  title: 'the test’s',
  lambda: {
    send: async ({ input }: { input: unknown }) => ({
      Payload: new TextEncoder().encode(JSON.stringify(answer(v.parse(Sent, input).Payload))),
    }),
  },
  functionName: 'operate',
  by: 'test',
  isOnAws: false,
  now: () => new Date(),
};

const people = (...verdicts: Verdict[]) =>
  verdicts.map((verdict, index) => ({ line: index + 1, workEmail: `${verdict}${index}@acme.com` }));
const invited = () => requests.flatMap((request) => (request.action === 'invite' ? request.workEmail : []));
const says = (typed: string | undefined) => async () => typed;

test('who can be invited is, once their number is typed; who is a hire or active is left alone', async () => {
  const all = people('invite', 'waits', 'active', 'hire', 'invite');
  expect(await inviteAll(all, connection, { json: false, yes: false }, says('3'))).toBe(true);
  expect(invited()).toEqual(['invite0@acme.com', 'waits1@acme.com', 'invite4@acme.com']);
  expect(printed).toEqual([
    [
      '    2  to be invited now',
      '    1  to be invited later',
      '    line 2: As it is.',
      '    1  in use already',
      '    line 3: As it is.',
      '    1  a hire already',
      '    line 4: As it is.',
    ].join('\n'),
    '3 people are on the way.',
  ]);
});

test.each(['2', 'y', ''])('%j is not the number, and nobody is invited', async (typed) => {
  const done = inviteAll(people('invite'), connection, { json: false, yes: false }, says(typed));
  await expect(done).rejects.toEqual(expect.any(NotDone));
  expect(invited()).toEqual([]);
});

test('without a person, nobody is invited unless --yes was said', async () => {
  const done = inviteAll(people('invite'), connection, { json: false, yes: false }, says(undefined));
  await expect(done).rejects.toThrow('add --yes');
  expect(invited()).toEqual([]);
  expect(await inviteAll(people('invite'), connection, { json: false, yes: true })).toBe(true);
  expect(invited()).toEqual(['invite0@acme.com']);
});

test('if nobody is left to invite, nothing is asked', async () => {
  expect(await inviteAll(people('active', 'hire'), connection, { json: false, yes: false })).toBe(true);
  expect(printed).toContain('0 people are on the way.');
});

test('who cannot be invited is a failure, before or when it is tried; the others go on', async () => {
  expect(await inviteAll(people('cannot', 'invite'), connection, { json: false, yes: true })).toBe(false);
  expect(invited()).toEqual(['invite1@acme.com']);
  refused.add('invite0@acme.com');
  expect(await inviteAll(people('invite', 'invite'), connection, { json: false, yes: true })).toBe(false);
  expect(printed.at(-1)).toBe('1 person is on the way.\n  not invited: line 1: Everything is paused.');
});

test('whom an operator had cancelled is left out, and that is a failure', async () => {
  expect(await inviteAll(people('cancelled', 'invite'), connection, { json: false, yes: true })).toBe(false);
  expect(invited()).toEqual(['invite1@acme.com']);
  expect(printed[0]).toContain('cancelled by an operator, so not invited by a file\n    line 1: As it is.');
});

test('many are looked at in parts that the function takes', async () => {
  const all = people(...Array.from({ length: 60 }, (): Verdict => 'active'));
  await inviteAll(all, connection, { json: false, yes: true });
  expect(requests.map((request) => request.action === 'preview' && request.people.length)).toEqual([
    25, 25, 10,
  ]);
});

test('as JSON, everybody has an entry with the line', async () => {
  await inviteAll(people('invite', 'active'), connection, { json: true, yes: true });
  expect(JSON.parse(printed.at(-1) ?? '')).toEqual([
    { line: 1, isInvited: true, hire: 'by-hand//1', message: 'The invite goes out now.' },
    { line: 2, isInvited: false, verdict: 'active', message: 'As it is.' },
  ]);
});
