import { describe, expect, test } from '@jest/globals';
import { verifyCredential } from '../../lambda/receive/verify-credential.ts';
import { createReceiveOf } from '../helpers/receive-sources.ts';

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
const secrets = ['user:pass:word', 'früher:gültig'];

test.each<['basic' | 'bearer', string, string, string | undefined]>([
  ['basic', 'the user and a password with a colon', 'verified', basic('user:pass:word')],
  ['basic', 'the previous one, in UTF-8', 'verified', basic('früher:gültig')],
  ['basic', 'the scheme in another case', 'verified', basic('user:pass:word').replace('Basic', 'bAsIc')],
  ['basic', 'white space around it', 'verified', ` ${basic('user:pass:word')}  `],
  ['basic', 'another password', 'credential-mismatch', basic('user:pass')],
  ['basic', 'no password', 'credential-mismatch', basic('user')],
  ['basic', 'another user', 'credential-mismatch', basic('other:pass:word')],
  ['basic', 'a longer password', 'credential-mismatch', basic('user:pass:word!')],
  ['basic', 'nothing behind the scheme', 'credential-malformed', 'Basic'],
  ['basic', 'what is no base64', 'credential-malformed', 'Basic user:pass:word'],
  ['basic', 'another scheme', 'credential-malformed', 'Bearer user:pass:word'],
  ['basic', 'an empty header', 'credential-missing', ' '],
  ['basic', 'no header', 'credential-missing', undefined],
  ['bearer', 'the token', 'verified', 'Bearer user:pass:word'],
  ['bearer', 'the scheme in another case', 'verified', 'bearer user:pass:word'],
  ['bearer', 'another token', 'credential-mismatch', 'Bearer user:pass:wor'],
  ['bearer', 'the token without the scheme', 'credential-malformed', 'user:pass:word'],
  ['bearer', 'two tokens', 'credential-malformed', 'Bearer user:pass:word x'],
  [
    'bearer',
    'a repeated header, joined',
    'credential-malformed',
    'Bearer user:pass:word, Bearer user:pass:word',
  ],
])('%s with %s: %s', (type, _, verdict, header) => {
  expect(verifyCredential({ type }, header === undefined ? {} : { authorization: header }, secrets)).toBe(
    verdict,
  );
});

test.each([
  ['the value', 'user:pass:word', 'verified'],
  ['another case', 'USER:pass:word', 'credential-mismatch'],
  ['a part of it', 'user:pass', 'credential-mismatch'],
  ['more than it', 'user:pass:word,user:pass:word', 'credential-mismatch'],
])('a header of the sender’s own with %s', (_, value, verdict) => {
  const way = { type: 'header', header: 'X-Api-Key' } as const;
  expect(verifyCredential(way, { 'x-api-key': value }, secrets)).toBe(verdict);
});

describe('a source that accepts Basic and other ways', () => {
  const sources = {
    hr: { type: 'paylocity' },
    basic: { type: 'generic', authentication: [{ type: 'basic' }] },
    'first-days': { type: 'paylocity', refusalStatus: 503 },
  };
  const receive = createReceiveOf(sources, { nowMs: 0 });
  const post = (source: string, authorization?: string) =>
    receive.post(source, authorization === undefined ? {} : { authorization }, '{"employeeId":"1"}');

  test('refuses forged requests, whichever way they use', async () => {
    receive.secrets.set('hr', { current: 'a token, without a colon' });
    expect((await post('hr', basic('user:password'))).status).toBe(401);
    expect((await post('hr', 'Bearer another')).status).toBe(401);
  });

  test('that accepts only Basic answers 503 while the secret cannot be a Basic credential', async () => {
    receive.secrets.set('basic', { current: 'no colon in it' });
    const { status, body: answer } = await post('basic', basic('user:password'));
    expect([status, answer['code']]).toEqual([503, 'SECRET_UNAVAILABLE']);
  });

  test.each([
    ['hr', 401],
    ['first-days', 503],
  ])('%s is asked for the credential by a %i', async (source, status) => {
    receive.secrets.set(source, { current: 'user:password' });
    for (const sent of [undefined, basic('user:another')]) {
      const refused = await post(source, sent);
      expect(refused.status).toBe(status);
      expect(refused.headers['www-authenticate']).toBe('Basic realm="Hire Invites", charset="UTF-8"');
    }
  });
});
