import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { sourceTypes } from '../../config/expand-sources.ts';
import { ConfigurationError, readConfiguration } from '../../config/read-configuration.ts';

const folder = mkdtempSync(join(tmpdir(), 'configuration-'));
const file = join(folder, 'hire-invites.json');
afterAll(() => rmSync(folder, { recursive: true }));

const oneLogin = { host: 'acme.onelogin.com' };
const bamboohr = { type: 'bamboohr', company: 'acme' };
const types = `one of ${sourceTypes.map((type) => `"${type}"`).join(', ')}`;
const valid = { oneLogin, sources: { bamboohr } };

/** What is said of a configuration file's text, without the file's name. */
function complaint(text: string): string {
  writeFileSync(file, text);
  try {
    readConfiguration(file);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message.replaceAll(file, 'FILE');
    throw error;
  }
  return 'none';
}

function complaints(settings: object): string[] {
  return complaint(JSON.stringify({ ...valid, ...settings }))
    .split('\n')
    .slice(1)
    .map((line) => line.trim());
}

test('the committed example is a configuration, and its defaults are filled in', () => {
  const example = readConfiguration('hire-invites.json');
  expect(example).toMatchObject({
    name: 'hire-invites',
    oneLogin,
    retry: { forHours: 96, askAfterSeconds: 600 },
  });
  expect(Object.keys(example.sources)).toEqual(['bamboohr']);
});

describe('a wrong setting is reported with its value and what is allowed', () => {
  test.each([
    [
      { oneLogin: { host: 'https://acme.onelogin.com/' } },
      'oneLogin.host: got "https://acme.onelogin.com/"; allowed: a host such as "acme.onelogin.com", without https:// and path',
    ],
    [
      { oneLogin: null },
      'oneLogin: got null; allowed: an object with the settings host, inviteAuthorization, reservePercent',
    ],
    [
      { name: 'Hire Invites' },
      'name: got "Hire Invites"; allowed: a name of 1 to 30 lower-case letters, digits and inner hyphens',
    ],
    [{ adopt: 'yes' }, 'adopt: got "yes"; allowed: true or false'],
    [{ sources: {} }, 'sources: got {}; allowed: at least one source'],
    [
      { sources: { BambooHR: bamboohr } },
      'sources.BambooHR: got "BambooHR"; allowed: a source key of 1 to 40 lower-case letters, digits and inner hyphens, starting with a letter, other than "by-hand"',
    ],
    [
      { sources: { 'by-hand': bamboohr } },
      'sources.by-hand: got "by-hand"; allowed: a source key of 1 to 40 lower-case letters, digits and inner hyphens, starting with a letter, other than "by-hand"',
    ],
    [{ sources: { workday: { type: 'workday' } } }, `sources.workday.type: got "workday"; allowed: ${types}`],
    [{ sources: { a: { type: 'constructor' } } }, `sources.a.type: got "constructor"; allowed: ${types}`],
    [
      { sources: { bamboohr: { ...bamboohr, refusalStatus: 500 } } },
      'sources.bamboohr.refusalStatus: got 500; allowed: 401 or 503',
    ],
    [
      { invite: { sendTo: 'home' } },
      'invite.sendTo: got "home"; allowed: one of "personal-or-work", "personal", "work"',
    ],
    [{ invite: { at: '8:00' } }, 'invite.at: got "8:00"; allowed: a time of day from "00:00" to "23:59"'],
    [{ invite: { at: '24:00' } }, 'invite.at: got "24:00"; allowed: a time of day from "00:00" to "23:59"'],
    ...['Europe/Berln', '+02:00', ''].map((timeZone): [object, string] => [
      { invite: { timeZone } },
      `invite.timeZone: got "${timeZone}"; allowed: a time zone of the IANA database, such as "Europe/Berlin"`,
    ]),
    [
      { invite: { timeZones: { Berlin: 'CEST' } } },
      'invite.timeZones.Berlin: got "CEST"; allowed: a time zone of the IANA database, such as "Europe/Berlin"',
    ],
    [
      { invite: { timeZones: { Berlin: 'Europe/Berlin', ' berlin': 'Europe/Rome' } } },
      'invite.timeZones: got {"Berlin":"Europe/Berlin"," berlin":"Europe/Rome"}; allowed: each place once (upper or lower case)',
    ],
    [
      { invite: { timeZones: { ' ': 'Europe/Berlin' } } },
      'invite.timeZones. : got " "; allowed: the name of a place',
    ],
    [
      { invite: { weekends: 'skip' } },
      'invite.weekends: got "skip"; allowed: one of "send", "friday-before", "monday-after"',
    ],
    [
      { invite: { maxConcurrency: 1 } },
      'invite.maxConcurrency: got 1; allowed: a whole number from 2 to 1000',
    ],
    [{ retry: { afterSeconds: [] } }, 'retry.afterSeconds: got []; allowed: a list of at least one'],
    [
      { retry: { afterSeconds: [30, -1] } },
      'retry.afterSeconds.1: got -1; allowed: a whole number from 0 to 2592000',
    ],
    [
      { retry: { forHours: '4 days' } },
      'retry.forHours: got "4 days"; allowed: hours from 0 to 2160 (90 days)',
    ],
    [
      { sources: { a: { type: 'standard-webhooks', headers: { signature: 'Constructor' } } } },
      'sources.a.headers.signature: got "Constructor"; allowed: a header name of letters, digits, hyphens and underscores, not "constructor"',
    ],
    [{ alarms: { email: 'it-operations' } }, 'alarms.email: got "it-operations"; allowed: an e-mail address'],
    [
      { alarms: { runbookUrl: 'http://wiki.acme.com' } },
      'alarms.runbookUrl: got "http://wiki.acme.com"; allowed: an https:// address of at most 300 characters, without "#"',
    ],
    [
      { alarms: { runbookUrl: 'https://wiki.acme.com/#operate' } },
      'alarms.runbookUrl: got "https://wiki.acme.com/#operate"; allowed: an https:// address of at most 300 characters, without "#"',
    ],
  ])('%j', (settings, expected) => {
    expect(complaints(settings)).toEqual([expected]);
  });

  test('a long value is shortened', () => {
    const [fault] = complaints({ alarms: { email: 'x'.repeat(1000) } });
    expect(fault).toBe(`alarms.email: got "${'x'.repeat(56)}...; allowed: an e-mail address`);
  });
});

describe('a missing setting is reported with what is allowed', () => {
  test.each([
    [
      { oneLogin: undefined },
      'oneLogin: is missing; allowed: an object with the settings host, inviteAuthorization, reservePercent',
    ],
    [
      { oneLogin: {} },
      'oneLogin.host: is missing; allowed: a host such as "acme.onelogin.com", without https:// and path',
    ],
    [{ sources: undefined }, 'sources: is missing; allowed: an object with a key for each HR system'],
    [
      { sources: { bamboohr: { type: 'bamboohr' } } },
      'sources.bamboohr.company: is missing; allowed: the company part of https://<company>.bamboohr.com',
    ],
    [{ sources: { bamboohr: { company: 'acme' } } }, `sources.bamboohr.type: is missing; allowed: ${types}`],
  ])('%j', (settings, expected) => {
    expect(complaints(settings)).toEqual([expected]);
  });
});

describe('an unknown setting is reported with the known ones, and the one that was probably meant', () => {
  const sections =
    '$schema, name, adopt, oneLogin, sources, receive, invite, sweep, retry, alarms, events, kmsKeyArn, formerKmsKeyArns, vpc, domain, tracing, logRetentionDays';
  test.each([
    [{ onelogin: {} }, `onelogin: there is no such setting (oneLogin?); allowed here: ${sections}`],
    [{ webhooks: {} }, `webhooks: there is no such setting; allowed here: ${sections}`],
    [
      { retry: { afterSecond: [30] } },
      'retry.afterSecond: there is no such setting (afterSeconds?); allowed here: afterSeconds, forHours, askAfterSeconds',
    ],
    [
      { sources: { bamboohr: { ...bamboohr, apiKey: 'a-secret' } } },
      'sources.bamboohr.apiKey: there is no such setting; allowed here: type, company, authentication, sourceNetworks, toleranceSeconds, refusalStatus, acceptedStatus, acceptedXml, handshakes, formats, recordHeaders, records, event, employee, startDateFormat, updatesInvite, eligible, alarms, api',
    ],
  ])('%j', (settings, expected) => {
    expect(complaints(settings)).toEqual([expected]);
  });
});

test('the key of a proxy, in place of its digest, is refused', () => {
  expect(complaints({ receive: { proxyKeySha256: ['kZ+3/the-key-itself'] } })).toEqual([
    'receive.proxyKeySha256.0: got "kZ+3/the-key-itself"; allowed: a SHA-256 digest of 64 hexadecimal digits in lower case',
  ]);
});

describe('a setting that would silently have no effect is refused', () => {
  const homeMade = { type: 'standard-webhooks' };
  test.each([
    ['a list of settings', { retry: [] }, 'retry: got []; allowed: an object'],
    [
      'a list of header names',
      { sources: { 'home-made': { ...homeMade, headers: [] } } },
      'sources.home-made.headers: got []; allowed: an object',
    ],
    [
      'a source whose key the check passes over',
      { sources: { bamboohr, constructor: homeMade } },
      'sources.constructor: this key cannot be used; allowed: any other key',
    ],
  ])('%s', (_, settings, expected) => {
    expect(complaints(settings)).toEqual([expected]);
  });

  test('a setting that appears twice', () => {
    expect(complaint('{ "name": "a",\n  "name": "b" }')).toBe(
      'FILE isn’t JSON: line 2, column 3: Duplicate key "name" in object literal.',
    );
  });
});

test('all faults are reported at once', () => {
  expect(complaints({ oneLogin: {}, invite: { sendTo: 'home', size: 3 }, name: 4 })).toHaveLength(4);
});

describe('a file that isn’t a configuration at all', () => {
  test.each([
    [
      '{\n  "name": "a"\n  "adopt": true\n}',
      'FILE isn’t JSON: line 3, column 3: Expected "," in JSON but found "\\"adopt\\"".',
    ],
    ['{ "name": a }', 'FILE isn’t JSON: line 1, column 11: Unexpected "a" in JSON.'],
    ['{ "adopt": true, }', 'FILE isn’t JSON: line 1, column 16: JSON does not support trailing commas.'],
    ['', 'FILE isn’t JSON: line 1, column 1: Unexpected end of file in JSON.'],
    ['\uFEFF{}', 'FILE isn’t JSON: a character in it is not allowed in JSON.'],
  ])('%j', (text, expected) => {
    expect(complaint(text)).toBe(expected);
  });

  test('a missing file is reported with how to name another', () => {
    expect(() => readConfiguration(join(folder, 'no-such-file.json'))).toThrow(
      /no-such-file\.json does not exist\. Name another with -c config=FILE/,
    );
  });
});
