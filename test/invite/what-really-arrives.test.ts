import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { bambooHrHire, homeMadeEvent, homeMadeHire, startInvite, toBody } from '../helpers/invite.ts';

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

const workEmail = 'ada@acme.example';
const home = 'ada@home.example';
const atHome = (record: Record<string, unknown>) => homeMadeEvent('created', '100', { workEmail, ...record });
const whatBecame = async () => {
  const row = await invite.table.read('home-made//100');
  return invite.oneLogin.mails[0]?.to ?? `${row?.state} ${row?.code}`;
};

describe('a start date', () => {
  beforeEach(() => {
    invite.oneLogin.addUser({ email: workEmail });
  });

  test.each([
    '9999-12-31',
    '0001-01-01',
    '1900-01-01',
    '2099-12-31',
    '2062-03-02',
    '2031-06-01',
    '1026-03-02',
  ])('on which nobody starts, %s, is told, and a later word still reaches the hire', async (startDate) => {
    await invite.deliver(invite.message(atHome({ startDate })));
    expect(await whatBecame()).toBe('parked START_DATE_UNREADABLE');
    const corrected = homeMadeEvent('updated', '100', {
      workEmail,
      startDate: '2026-03-01',
      receivedAt: '2026-03-02T09:00:00.000Z',
    });
    await invite.deliver(invite.message(corrected));
    expect(invite.oneLogin.mails).toHaveLength(1);
  });

  test.each<[unknown, string]>([
    [{ date: '2026-12-20 00:00:00', timezone: 'UTC' }, 'waiting NOT_DUE_YET'],
    [
      { date: '2026-12-20 00:00:00.000000', timezone_type: 3, timezone: 'Europe/Paris' },
      'waiting NOT_DUE_YET',
    ],
    [{ value: '2026-12-20' }, 'waiting NOT_DUE_YET'],
    [[{ value: '2026-12-20' }], 'waiting NOT_DUE_YET'],
    [[null, { value: '' }, { value: '2026-12-20', label: 'Start' }], 'waiting NOT_DUE_YET'],
    [[{ value: '2026-12-20' }, { value: '2026-01-01', primary: false }], 'parked START_DATE_UNREADABLE'],
    [[{ value: '2026-12-20', primary: true }, { value: '2026-01-01' }], 'waiting NOT_DUE_YET'],
    [{ year: 2026, month: 12, day: 20 }, 'waiting NOT_DUE_YET'],
    [{ descriptor: '2026-12-20', id: '7' }, 'waiting NOT_DUE_YET'],
    [{ value: { date: '2026-12-20' } }, 'waiting NOT_DUE_YET'],
    [[{ effectiveDate: '2026-12-20' }], 'parked START_DATE_UNREADABLE'],
    [{ start: '2026-12-20' }, 'parked START_DATE_UNREADABLE'],
    [{ date: '2026-12-20', value: '2026-11-20' }, 'parked START_DATE_UNREADABLE'],
    [{ seconds: 1797724800, nanos: 0 }, 'parked START_DATE_UNREADABLE'],
    [[[[[[[[{ value: '2026-12-20' }]]]]]]], 'parked START_DATE_UNREADABLE'],
    [{}, workEmail],
    [[], workEmail],
    [[{}, null, ''], workEmail],
    [{ value: null }, workEmail],
    [{ date: null, timezone: 'UTC' }, workEmail],
    [{ '@nil': 'true' }, workEmail],
    [{ $: { 'xsi:nil': 'true' } }, workEmail],
    [{ value: ' ', isPrimary: true }, workEmail],
    [null, workEmail],
  ])('%j: %s', async (startDate, expected) => {
    await invite.deliver(invite.message(atHome({ startDate })));
    expect(await whatBecame()).toBe(expected);
  });

  test('that cannot be read in the webhook is asked for, if the HR system can be asked', async () => {
    const fields = { 'Work Email': workEmail, 'Home Email': home, 'Hire Date': { of: '2026-03-01' } };
    const hire = toBody('bamboohr', { id: '100', action: 'Created', fields });
    invite.bambooHr.putEmployee({ id: '100', workEmail, homeEmail: home, hireDate: '2026-03-01' });
    await invite.deliver(invite.message(hire));
    expect(await whatBecame()).toBe(home);
  });
});

describe('an instant in place of a start date', () => {
  test.each([
    ['Africa/Lagos', '2026-02-28T23:00:00.000000Z', '2026-03-01T07:00:00.000Z'],
    ['Europe/Berlin', '2026-02-28T23:00:00.000000Z', '2026-03-01T07:00:00.000Z'],
    ['Europe/Berlin', '/Date(1772319600000)/', '2026-03-01T07:00:00.000Z'],
    ['Europe/Berlin', 1772319600, '2026-03-01T07:00:00.000Z'],
    ['America/New_York', '2026-03-01T05:00:00Z', '2026-03-01T13:00:00.000Z'],
  ])('is the day that it is in %s: %s', async (timeZone, startDate, at) => {
    await invite.close();
    const source = { type: 'standard-webhooks', startDateFormat: 'instant' };
    invite = await startInvite({ sources: { 'home-made': source }, invite: { timeZone } });
    invite.clock.nowMs = Date.parse('2026-02-20T08:00:00Z');
    invite.oneLogin.addUser({ email: workEmail });
    const receivedAt = '2026-02-20T08:00:00.000Z';
    await invite.deliver(invite.message(atHome({ startDate, receivedAt })));
    expect(await whatBecame()).toBe('waiting NOT_DUE_YET');
    await invite.deliverAll();
    expect(invite.oneLogin.mails[0]?.at).toBe(at);
  });

  test('is read so in the answer of the API too', async () => {
    await invite.close();
    const source = { type: 'bamboohr', company: 'acme', startDateFormat: 'instant' };
    invite = await startInvite({ sources: { bamboohr: source }, invite: { timeZone: 'Africa/Lagos' } });
    invite.clock.nowMs = Date.parse('2026-02-20T08:00:00Z');
    invite.oneLogin.addUser({ email: workEmail });
    invite.bambooHr.putEmployee({ id: '100', workEmail, homeEmail: home, hireDate: '2026-02-28T23:00:00Z' });
    await invite.deliver(invite.message(bambooHrHire('100')));
    await invite.deliverAll();
    expect(invite.oneLogin.mails).toMatchObject([{ to: home, at: '2026-03-01T07:00:00.000Z' }]);
  });
});

describe('a personal address', () => {
  const values: [unknown, string][] = [
    [`Ada Lovelace <${home}>`, home],
    [`mailto:${home}`, home],
    [`${home};`, home],
    [`\u200b${home}`, home],
    [`Ada &lt;${home}&gt;`, home],
    [{ value: home, type: 'home' }, home],
    [[{ address: home, primary: 'true' }, { address: 'ada@old.example' }], home],
    [`${home}; ada@old.example`, 'PERSONAL_EMAIL_UNREADABLE'],
    ['ada at home.example', 'PERSONAL_EMAIL_UNREADABLE'],
    [{ private: home }, 'PERSONAL_EMAIL_UNREADABLE'],
    [[{ value: home }, { value: 'ada@old.example' }], 'PERSONAL_EMAIL_UNREADABLE'],
    ['n/a', ''],
    [{ value: null, type: 'home' }, ''],
    [null, ''],
  ];
  const none = { 'personal-or-work': workEmail, personal: 'PERSONAL_EMAIL_MISSING', work: workEmail };
  const cases = (['personal-or-work', 'personal', 'work'] as const).flatMap((sendTo) =>
    values.map(([personalEmail, read]) => {
      const expected = sendTo === 'work' ? workEmail : read === '' ? none[sendTo] : read;
      return [sendTo, personalEmail, expected] as const;
    }),
  );

  test.each(cases)('with sendTo %s: %j: %s', async (sendTo, personalEmail, expected) => {
    await invite.close();
    invite = await startInvite({ invite: { sendTo } });
    invite.oneLogin.addUser({ email: workEmail });
    await invite.deliver(invite.message(atHome({ personalEmail })));
    expect(await whatBecame()).toBe(expected.includes('@') ? expected : `parked ${expected}`);
  });

  test.each([
    [`"Ada" <${home}>`, home],
    [`${home}, ada@old.example`, 'parked PERSONAL_EMAIL_UNREADABLE'],
  ])('may be %s in the answer of the API', async (homeEmail, expected) => {
    invite.oneLogin.addUser({ email: workEmail });
    invite.bambooHr.putEmployee({ id: '100', hireDate: '2026-02-02', workEmail, homeEmail });
    await invite.deliver(invite.message(bambooHrHire('100')));
    const row = await invite.table.read('bamboohr//100');
    expect(invite.oneLogin.mails[0]?.to ?? `${row?.state} ${row?.code}`).toBe(expected);
  });

  test('that cannot be read is told at once, long before the start, and corrected by a later word', async () => {
    invite.oneLogin.addUser({ email: workEmail });
    const startDate = '2026-12-20';
    await invite.deliver(invite.message(atHome({ startDate, personalEmail: 'ada@home' })));
    expect(await whatBecame()).toBe('parked PERSONAL_EMAIL_UNREADABLE');
    const personalEmail = home;
    const receivedAt = '2026-03-02T09:00:00.000Z';
    const corrected = homeMadeEvent('updated', '100', { workEmail, startDate, personalEmail, receivedAt });
    await invite.deliver(invite.message(corrected));
    expect(await whatBecame()).toBe('waiting NOT_DUE_YET');
    await invite.deliverAll();
    expect(await whatBecame()).toBe(home);
  });

  test('that cannot be read after the mail is told too', async () => {
    invite.oneLogin.addUser({ email: workEmail });
    await invite.deliver(invite.message(atHome({})));
    const receivedAt = '2026-03-02T09:00:00.000Z';
    const word = { workEmail, personalEmail: 'a@a.example; b@b.example', receivedAt };
    await invite.deliver(invite.message(homeMadeEvent('updated', '100', word)));
    expect(invite.oneLogin.mails).toHaveLength(1);
    expect(invite.metrics).toContain('HireParked PERSONAL_EMAIL_UNREADABLE');
  });

  test('that cannot be read bothers nobody if the person is left out anyway', async () => {
    await invite.close();
    const eligible = { emailDomains: ['other.example'] };
    invite = await startInvite({ sources: { 'home-made': { type: 'standard-webhooks', eligible } } });
    await invite.deliver(invite.message(atHome({ personalEmail: 'ada@home' })));
    expect(await whatBecame()).toBe('not-eligible NOT_ELIGIBLE');
  });
});

test.each([`Ada Lovelace <${workEmail}>`, `mailto:${workEmail}`, { value: workEmail, type: 'work' }])(
  'a work address that is not clean is read: %j',
  async (written) => {
    invite.oneLogin.addUser({ email: workEmail });
    await invite.deliver(invite.message(homeMadeEvent('created', '100', { workEmail: written })));
    expect(await whatBecame()).toBe(workEmail);
  },
);

test.each([`${workEmail}; bob@acme.example`, { login: workEmail }])(
  'a work address that cannot be read is told: %j',
  async (written) => {
    invite.oneLogin.addUser({ email: workEmail });
    await invite.deliver(invite.message(homeMadeEvent('created', '100', { workEmail: written })));
    expect(await whatBecame()).toBe('parked WORK_EMAIL_MISSING');
  },
);

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
