import { beforeEach, expect, test } from '@jest/globals';
import { createLogScan, type LogScan } from './log-scan.ts';
import { namePart } from './people.ts';

const secrets = new Map([
  ['hire-invites/onelogin', '{"clientId":"id","clientSecret":"sesame"}'],
  ['hire-invites/lookup', '{"key":"a-key-to-pseudonyms"}'],
  ['hire-invites/bamboohr/api', '{"apiKey":"open"}'],
]);
let scan: LogScan;
beforeEach(() => {
  scan = createLogScan(secrets, 'hire-invites');
});

const toLine = (message: string, fields: object = {}) =>
  JSON.stringify({ level: 'INFO', timestamp: '2026-03-02T08:00:00.000Z', message, ...fields });

test.each([
  ['an address', 'ada@home.example'],
  ['a name', `${namePart} Number7`],
  ['a record', '{"workEmail":null}'],
  ['a secret', 'the key sesame'],
  ['a secret', 'the key open'],
  ['a secret', 'a-key-to-pseudonyms'],
  ['a secret', 'whsec_AAAA'],
  ['a token', 'f'.repeat(64)],
])('%s in a line is reported by the line’s message, without its value: %s', (what, text) => {
  scan.read(toLine('hire put off', { reason: text }));
  expect(scan.leaks()).toEqual([`${what} in a line “hire put off”`]);
});

test('a line that isn’t a log line is read too', () => {
  scan.read('Error: ada@home.example');
  expect(scan.leaks()).toEqual(['an address in a line “of another form”']);
});

test('ids, hashes and the folders of bundles don’t count as leaks', () => {
  scan.read(
    toLine('look at hire failed', {
      hire: 'bamboohr//id-7',
      requestId: '123e4567-e89b-12d3-a456-426614174000',
      reason: `sha256:${'0'.repeat(32)}`,
      errorStack: `at file:///tmp/asset.${'a'.repeat(64)}/index.mjs:1:1`,
    }),
  );
  expect(scan.leaks()).toEqual([]);
});

test('it notices each time a hire is reported as invited', () => {
  scan.read(toLine('hire waiting', { hire: 'a', code: 'HELD_BACK' }));
  scan.read(toLine('hire invited', { hire: 'a', code: 'INVITED_AS_ANOTHER_HIRE' }));
  expect(scan.invitedAt('a')).toEqual([]);
  scan.read(toLine('hire invited', { hire: 'a', code: 'INVITED' }));
  scan.read(toLine('hire already done', { hire: 'a', code: 'INVITED' }));
  scan.read(toLine('hire invited', { hire: 'a', code: 'INVITED', mail: 'follow-up' }));
  const time = Date.parse('2026-03-02T08:00:00Z');
  expect(scan.invitedAt('a')).toEqual([time, time]);
  expect(scan.lines()).toBe(5);
});

test('it notices a change of a hire that has not been announced', () => {
  scan.read(toLine('not announced as a hire', { hire: 'b' }));
  expect([scan.changedUnannounced('b'), scan.changedUnannounced('c')]).toEqual([true, false]);
});
