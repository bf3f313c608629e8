import { afterEach, expect, test } from '@jest/globals';
import * as v from 'valibot';
import { Checked } from '../../lambda/operate/answer.ts';
import { bambooHrHire, startInvite } from '../helpers/invite.ts';
import { keptText, personalData } from '../helpers/kept-text.ts';
import { startOperate } from '../helpers/operate.ts';

/** A person who is two hires: by the webhook's id, and by that of the list. */

let invite: Awaited<ReturnType<typeof startInvite>>;
afterEach(async () => {
  expect(await keptText(invite)).not.toMatch(personalData);
  await invite.close();
});

const bamboohr = { type: 'bamboohr', company: 'acme' };

/** @param other the source whose list has the person under another id. */
async function wrongAfterBoth(
  other: string,
  list = {},
  { first, second: listed }: Record<'first' | 'second', object> = { first: {}, second: {} },
): Promise<string[]> {
  const second = { ...bamboohr, company: 'second' };
  invite = await startInvite({ sources: { bamboohr: { ...bamboohr, ...list }, second } });
  invite.secrets.set('hire-invites/second/api', { apiKey: 'sandbox-api-key' });
  const ada = {
    workEmail: 'ada.lovelace@acme.example',
    homeEmail: 'ada@home.example',
    hireDate: '2026-03-02',
  };
  for (const id of ['100', '900']) invite.bambooHr.putEmployee({ ...ada, id });
  invite.oneLogin.addUser({ email: ada.workEmail });
  const announced = JSON.parse(bambooHrHire('100'));
  await invite.deliver(invite.message(JSON.stringify({ ...announced, ...first })));
  // As the sweep announces an employee.
  const swept = { ...announced, source: other, record: { sweptEmployeeId: '900' }, ...listed };
  await invite.deliver(invite.message(JSON.stringify(swept)));
  expect(invite.oneLogin.mails).toHaveLength(1);
  const answer = v.parse(Checked, await startOperate(invite).ask({ action: 'check' }));
  return answer.findings
    .filter(({ verdict }) => verdict === 'wrong')
    .map(({ subject, code, message }) => `${subject} ${code}: ${message}`);
}

test('of one source is told: its list has other ids than its webhooks', async () => {
  expect(await wrongAfterBoth('bamboohr')).toEqual([
    expect.stringMatching(/^bamboohr ONE_PERSON_TWO_HIRES: .*\(bamboohr\/\/100 and bamboohr\/\/900\)/),
  ]);
});

test.each([
  ['the list does not name', { first: { tenant: '7' }, second: { record: { sweptEmployeeId: '100' } } }],
  [
    'the list writes otherwise',
    { first: { tenant: '7' }, second: { tenant: 'acme-7', record: { sweptEmployeeId: '100' } } },
  ],
])('of one company, which %s, is told', async (_, messages) => {
  expect(await wrongAfterBoth('bamboohr', {}, messages)).toEqual([
    expect.stringMatching(/^bamboohr ONE_PERSON_TWO_HIRES: /),
  ]);
});

test('of two companies of a source is as it should be', async () => {
  const messages = { first: { tenant: '7' }, second: { tenant: '8' } };
  expect(await wrongAfterBoth('bamboohr', {}, messages)).toEqual([]);
});

test('of two sources is as it should be', async () => {
  expect(await wrongAfterBoth('second')).toEqual([]);
});

test('of a source without a list has nothing to do with its ids', async () => {
  expect(await wrongAfterBoth('bamboohr', { api: { list: null } })).toEqual([]);
});
