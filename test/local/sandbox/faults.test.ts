import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type OneLoginSandbox, startOneLogin } from '../../../local/sandbox/onelogin.ts';
import { ask, askForToken, getToken, invitePath, json, toInvite, tryToAsk } from './ask.ts';

let oneLogin: OneLoginSandbox;
beforeEach(async () => {
  oneLogin = await startOneLogin();
  oneLogin.addUser({ email: 'Ada@acme.example' });
});
afterEach(() => oneLogin.close());

const invite = async () => tryToAsk('POST', oneLogin.url + invitePath, await toInvite(oneLogin));
const torn = { noAnswer: 'connection' };

describe('a fault', () => {
  test.each([
    [{ kind: 'reset-before' }, torn, 0, 'nothing was done'],
    [{ kind: 'reset-after' }, torn, 1, 'the mail is out'],
    [{ kind: 'finish-late', delayMs: 1 }, torn, 1, 'the mail goes out, after the connection is gone'],
    [{ kind: 'truncated' }, torn, 1, 'half an answer is none'],
    [{ kind: 'slow', delayMs: 1 }, { status: 200 }, 1, 'late, but proper'],
    [{ kind: 'not-json' }, { status: 200, headers: { 'content-type': 'text/html' } }, 1, 'a page'],
    [{ kind: 'answer' }, { status: 500 }, 0, 'by default'],
    [
      { kind: 'answer', status: 502, body: '<html>Bad Gateway</html>' },
      { status: 502, headers: { 'content-type': 'text/html' }, body: '<html>Bad Gateway</html>' },
      0,
      'text goes out as HTML',
    ],
    [
      { kind: 'answer', status: 503, headers: { 'retry-after': '7' } },
      { status: 503, headers: { 'content-type': json, 'retry-after': '7' } },
      0,
      'with a header',
    ],
    [
      { kind: 'answer', status: 401, message: 'Insufficient Permission' },
      {
        status: 401,
        body: '{"status":{"type":"Unauthorized","message":"Insufficient Permission","error":true,"code":401}}',
      },
      0,
      'the credential lacks Manage All',
    ],
    [
      { kind: 'answer', status: 400, body: { status: { message: { description: 'Something' } } } },
      { status: 400, body: '{"status":{"message":{"description":"Something"}}}' },
      0,
      'the message is an object',
    ],
    [
      { kind: 'answer', status: 200, body: { status: { error: true, code: 400, message: 'Something' } } },
      { status: 200, body: '{"status":{"error":true,"code":400,"message":"Something"}}' },
      0,
      'an error in a 200',
    ],
  ] as const)('%j comes to %j and %i mail: %s', async (fault, result, mails, _reason) => {
    oneLogin.faults.add({ call: 'invite', ...fault });
    expect(await invite()).toMatchObject(result);
    await oneLogin.waitForMails(mails);
    expect(oneLogin.mails).toHaveLength(mails);
  });

  test.each([
    ['hang-before', 0],
    ['hang-after', 1],
  ] as const)('%s gives no answer for as long as the sandbox runs, and %i mail', async (kind, mails) => {
    oneLogin.faults.add({ call: 'invite', kind });
    const arrived = new Promise<void>((resolve) => {
      oneLogin.onInvite = async () => resolve();
    });
    const result = invite();
    await arrived;
    await oneLogin.waitForMails(mails);
    await oneLogin.close();
    expect(await result).toMatchObject(torn);
    expect(oneLogin.mails).toHaveLength(mails);
  });

  test('is for one call, in any order of calls', async () => {
    oneLogin.faults.add({ call: 'users', kind: 'answer', status: 503 });
    expect(await invite()).toMatchObject({ status: 200 });
    const headers = { authorization: `bearer ${await getToken(oneLogin)}` };
    expect(await ask('GET', `${oneLogin.url}/api/2/users`, { headers })).toMatchObject({ status: 503 });
  });

  test('is for any call if none is named', async () => {
    oneLogin.faults.add({ kind: 'answer', status: 503 });
    expect((await ask('POST', `${oneLogin.url}/auth/oauth2/v2/token`)).status).toBe(503);
  });

  test('is for one address, in any case', async () => {
    oneLogin.faults.add({ call: 'invite', who: 'grace@acme.example', kind: 'reset-before' });
    expect(await invite()).toMatchObject({ status: 200 });
    oneLogin.faults.add({ call: 'invite', who: 'ADA@acme.example', kind: 'reset-before' });
    expect(await invite()).toMatchObject(torn);
  });

  test('is used as often as told, and then the next one', async () => {
    oneLogin.faults.add({ call: 'invite', kind: 'answer', status: 500, times: 2 });
    oneLogin.faults.add({ call: 'invite', kind: 'answer', status: 503 });
    const results = [await invite(), await invite(), await invite(), await invite()];
    expect(results).toMatchObject([{ status: 500 }, { status: 500 }, { status: 503 }, { status: 200 }]);
  });

  test('stays until it is cleared if it is set to "always"', async () => {
    oneLogin.faults.add({ call: 'invite', kind: 'answer', times: 'always' });
    expect([await invite(), await invite()]).toMatchObject([{ status: 500 }, { status: 500 }]);
    oneLogin.faults.clear();
    expect(await invite()).toMatchObject({ status: 200 });
  });

  test('may be decided call by call: by what is called, whom it is about, and its number', async () => {
    const asked: [call: string, who: string, nth: number][] = [];
    oneLogin.faults.decideBy((call, who, nth) => {
      asked.push([call, who, nth]);
      return call === 'invite' && nth === 2 ? { kind: 'answer', status: 503 } : undefined;
    });
    expect([await invite(), await invite(), await invite()]).toMatchObject([
      { status: 200 },
      { status: 503 },
      { status: 200 },
    ]);
    expect(asked.filter(([call]) => call === 'invite')).toEqual([
      ['invite', 'Ada@acme.example', 1],
      ['invite', 'Ada@acme.example', 2],
      ['invite', 'Ada@acme.example', 3],
    ]);
  });

  test('that was added comes first; clearing ends both', async () => {
    oneLogin.faults.decideBy(() => ({ kind: 'answer', status: 503 }));
    oneLogin.faults.add({ call: 'token', kind: 'slow', delayMs: 0 });
    expect((await askForToken(oneLogin)).status).toBe(200);
    expect((await askForToken(oneLogin)).status).toBe(503);
    oneLogin.faults.clear();
    expect((await askForToken(oneLogin)).status).toBe(200);
  });

  test('does not hide the call from the counters', async () => {
    oneLogin.faults.add({ call: 'invite', kind: 'reset-before' });
    await invite();
    expect(oneLogin.calls).toEqual({ token: 1, users: 0, invite: 1, events: 0 });
  });
});
