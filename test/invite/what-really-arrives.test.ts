import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { homeMadeEvent, homeMadeHire, startInvite } from '../helpers/invite.ts';

let invite: Awaited<ReturnType<typeof startInvite>>;
beforeEach(async () => {
  invite = await startInvite({ invite: { timeZone: 'Pacific/Pago_Pago' } });
});
afterEach(() => invite.close());

test.each(['N/A', 'NOT AVAILABLE', '0', '-', 'null', 'TBD', '00000000-0000-0000-0000-000000000000'])(
  'two people whose id is %j are both invited',
  async (id) => {
    for (const name of ['ada', 'grace']) {
      invite.oneLogin.addUser({ email: `${name}@acme.example` });
      await invite.deliver(invite.message(homeMadeHire(id, { workEmail: `${name}@acme.example` })));
    }
    expect(invite.oneLogin.mails.map(({ to }) => to)).toEqual(['ada@acme.example', 'grace@acme.example']);
  },
);

test('a hire who is said to start on 31 December 9999 waits, and a later word still reaches the hire', async () => {
  const workEmail = 'ada@acme.example';
  invite.oneLogin.addUser({ email: workEmail });
  await invite.deliver(invite.message(homeMadeHire('100', { workEmail, startDate: '9999-12-31' })));
  expect(await invite.table.read('home-made//100')).toMatchObject({ state: 'waiting', code: 'NOT_DUE_YET' });
  expect(invite.oneLogin.mails).toEqual([]);
  const corrected = homeMadeEvent('updated', '100', {
    workEmail,
    startDate: '2026-03-01',
    receivedAt: '2026-03-02T09:00:00.000Z',
  });
  await invite.deliver(invite.message(corrected));
  expect(invite.oneLogin.mails).toHaveLength(1);
});

test('what an unexpected error says is not logged: it may quote an address', async () => {
  invite.parts.hires = {
    read: () => Promise.reject(new Error('cannot read ada@home.example')),
    write: () => Promise.resolve(false),
  };
  const hire = homeMadeHire('100', { workEmail: 'ada@acme.example' });
  expect(await invite.deliver(invite.message(hire))).toEqual(['returned']);
  expect(invite.logs).toMatchObject([{ message: 'look at hire failed', fields: { errorName: 'Error' } }]);
  expect(JSON.stringify(invite.logs)).not.toContain('ada@');
});
