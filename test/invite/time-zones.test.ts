import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createStoredHires } from '../../lambda/aws/stored-hires.ts';
import { needsOf } from '../../lambda/hire/needs-hand.ts';
import { bambooHrHire, homeMadeEvent, startInvite, toBody } from '../helpers/invite.ts';
import { keptText, personalData } from '../helpers/kept-text.ts';

const at = (text: string) => Date.parse(text);
const hour = 60 * 60 * 1000;

const timeZones = { 'Berlin office': 'Europe/Berlin', NYC: 'America/New_York', Tokyo: 'Asia/Tokyo' };
const homeMade = {
  type: 'standard-webhooks',
  employee: { timeZone: 'data.office', timestamp: 'timestamp' },
  startDateFormat: 'YYYY-MM-DD',
};

let invite: Awaited<ReturnType<typeof startInvite>>;
/** It is 2 March 2026, 08:00 UTC. */
async function start(change: Parameters<typeof startInvite>[0] = {}): Promise<void> {
  invite = await startInvite({
    sources: {
      'home-made': homeMade,
      bamboohr: {
        type: 'bamboohr',
        company: 'acme',
        api: {
          employee: {
            request: { path: '/api/v1/employees/{id}?fields=workEmail,homeEmail,hireDate,location' },
            timeZone: 'location',
          },
        },
      },
    },
    ...change,
    invite: { timeZone: 'Europe/London', timeZones, ...change.invite },
  });
}
afterEach(async () => {
  expect(await keptText(invite)).not.toMatch(personalData);
  await invite.close();
});

const said = (
  event: 'created' | 'updated',
  id: string,
  data: { office?: unknown; startDate?: string; timestamp?: string; workEmail?: string | undefined },
) => {
  if (event === 'created') invite.oneLogin.addUser({ email: `${id}@acme.example` });
  return invite.message(homeMadeEvent(event, id, { workEmail: `${id}@acme.example`, ...data }));
};
const row = (id: string, source = 'home-made') => invite.table.read(`${source}//${id}`);
const moment = async (id: string, source?: string) =>
  new Date((await row(id, source))?.notBefore ?? 0).toISOString();
const mailedAt = () => invite.oneLogin.mails.map(({ at: time }) => time);
const stored = (id: string) => createStoredHires(invite.dynamoDb, 'hires').read(`home-made//${id}`);
const put = (item: object) =>
  invite.dynamoDb.send(new PutItemCommand({ TableName: 'hires', Item: marshall(item) }));
const needs = async (id: string) =>
  needsOf((await stored(id)) ?? {}, { waitingHours: 48 }, invite.clock.nowMs);

describe('hires of three offices and one of none', () => {
  test.each([
    // New York changes its clocks on 8 March and 1 November, Berlin and London on 29 March and 25 October, Tokyo never.
    ['2026-03-06', ['2026-03-05T23:00', '2026-03-06T07:00', '2026-03-06T08:00', '2026-03-06T13:00']],
    ['2026-03-09', ['2026-03-08T23:00', '2026-03-09T07:00', '2026-03-09T08:00', '2026-03-09T12:00']],
    ['2026-03-30', ['2026-03-29T23:00', '2026-03-30T06:00', '2026-03-30T07:00', '2026-03-30T12:00']],
    ['2026-10-26', ['2026-10-25T23:00', '2026-10-26T07:00', '2026-10-26T08:00', '2026-10-26T12:00']],
    ['2026-11-02', ['2026-11-01T23:00', '2026-11-02T07:00', '2026-11-02T08:00', '2026-11-02T13:00']],
  ])('who start on %s are mailed at %j', async (startDate, times) => {
    await start();
    await invite.deliver(
      said('created', '1', { office: 'Tokyo', startDate }),
      said('created', '2', { office: 'berlin OFFICE', startDate }),
      said('created', '3', { startDate }),
      said('created', '4', { office: 'America/New_York', startDate }),
    );
    expect(await row('1')).toMatchObject({ startDate, timeZone: 'Asia/Tokyo', code: 'NOT_DUE_YET' });
    expect(await row('3')).not.toHaveProperty('timeZone');
    await invite.deliverUntil(at('2026-12-01T00:00:00Z'));
    expect(mailedAt()).toEqual(times.map((time) => `${time}:00.000Z`));
    expect(invite.oneLogin.mails.map(({ to }) => to.charAt(0))).toEqual(['1', '2', '3', '4']);
  });

  test('are mailed again at 08:00 where they are', async () => {
    await start({ invite: { followUps: 1, weekends: 'monday-after' } });
    const startDate = '2026-03-05'; // a Thursday: the links expire on Friday
    await invite.deliver(
      said('created', '1', { office: 'Tokyo', startDate }),
      said('created', '4', { office: 'NYC', startDate }),
    );
    await invite.deliverUntil(at('2026-03-10T00:00:00Z'));
    expect(mailedAt().map((time) => time.slice(0, 16))).toEqual([
      '2026-03-04T23:00',
      '2026-03-05T13:00',
      '2026-03-05T23:00',
      '2026-03-06T13:00',
    ]);
  });

  test('are told of days after 08:00 of their first day, though the mail went on the Friday before', async () => {
    await start({ invite: { weekends: 'friday-before', tellIfNotActiveAfterDays: 2 } });
    await invite.deliver(said('created', '1', { office: 'Tokyo', startDate: '2026-03-08' })); // a Sunday
    await invite.deliverUntil(at('2026-03-09T22:59:00Z'));
    expect(mailedAt()).toEqual(['2026-03-05T23:00:00.000Z']);
    expect(await row('1')).toMatchObject({ state: 'invited' });
    await invite.deliverUntil(at('2026-03-09T23:00:00Z'));
    expect(await row('1')).toMatchObject({ state: 'not-activated' });
  });

  test('have an instant placed where they are, also by a later word that does not say where', async () => {
    const sources = { 'home-made': { ...homeMade, startDateFormat: 'instant' } };
    await start({ sources });
    await invite.deliver(said('created', '1', { office: 'Tokyo', startDate: '2026-03-19T15:00:00Z' }));
    expect([(await row('1'))?.startDate, await moment('1')]).toEqual([
      '2026-03-20',
      '2026-03-19T23:00:00.000Z',
    ]);
    await invite.deliver(said('updated', '1', { startDate: '2026-03-24T15:00:00Z' }));
    expect([(await row('1'))?.startDate, await moment('1')]).toEqual([
      '2026-03-25',
      '2026-03-24T23:00:00.000Z',
    ]);
  });
});

describe('a hire who waits and moves', () => {
  test.each<[string, { office: string; startDate?: string; workEmail?: undefined }, string]>([
    ['to an office in the west', { office: 'NYC', startDate: '2026-03-20' }, '2026-03-20T12:00:00.000Z'],
    ['to one in the east', { office: 'Tokyo', startDate: '2026-03-20' }, '2026-03-19T23:00:00.000Z'],
    ['as a word without the date says', { office: 'Tokyo' }, '2026-03-19T23:00:00.000Z'],
    ['to another day, too', { office: 'NYC', startDate: '2026-03-18' }, '2026-03-18T12:00:00.000Z'],
  ])('%s is mailed at the moment there, once', async (_, change, expected) => {
    await start();
    await invite.deliver(said('created', '1', { office: 'Berlin office', startDate: '2026-03-20' }));
    expect(await moment('1')).toBe('2026-03-20T07:00:00.000Z');
    invite.clock.nowMs += hour;
    await invite.deliver(said('updated', '1', change));
    expect(await moment('1')).toBe(expected);
    await invite.deliverUntil(at('2026-04-01T00:00:00Z'));
    expect(mailedAt()).toEqual([expected]);
  });

  test('keeps the office if a later word brings only another day', async () => {
    await start();
    await invite.deliver(said('created', '1', { office: 'Tokyo', startDate: '2026-03-20' }));
    invite.clock.nowMs += hour;
    await invite.deliver(said('updated', '1', { startDate: '2026-03-25' }));
    expect(await moment('1')).toBe('2026-03-24T23:00:00.000Z');
  });

  test('is not moved by an older word that comes late', async () => {
    await start();
    const [earlier, later] = ['2026-03-01T08:00:00Z', '2026-03-01T09:00:00Z'];
    await invite.deliver(
      said('created', '1', { office: 'Tokyo', startDate: '2026-03-20', timestamp: later }),
    );
    await invite.deliver(
      said('updated', '1', { office: 'NYC', startDate: '2026-03-20', timestamp: earlier }),
    );
    expect(await moment('1')).toBe('2026-03-19T23:00:00.000Z');
  });

  test('counts as news even if the creation is sent once more with nothing else changed', async () => {
    await start();
    await invite.deliver(said('created', '1', { office: 'NYC', startDate: '2026-03-20' }));
    invite.clock.nowMs += hour;
    const receivedAt = new Date(invite.clock.nowMs).toISOString();
    const again = { workEmail: '1@acme.example', office: 'Tokyo', startDate: '2026-03-20', receivedAt };
    await invite.deliver(invite.message(homeMadeEvent('created', '1', again)));
    expect(await moment('1')).toBe('2026-03-19T23:00:00.000Z');
  });

  test('is mailed no second time by a move after the mail', async () => {
    await start();
    await invite.deliver(said('created', '1', { office: 'Tokyo', startDate: '2026-03-02' }));
    expect(mailedAt()).toHaveLength(1);
    await invite.deliver(said('updated', '1', { office: 'NYC', startDate: '2026-03-02' }));
    await invite.deliverUntil(at('2026-03-04T00:00:00Z'));
    expect(mailedAt()).toHaveLength(1);
    expect(await row('1')).toMatchObject({ state: 'invited', timeZone: 'America/New_York' });
  });
});

describe('an HR system that is asked', () => {
  const ada = {
    id: '100',
    workEmail: 'ada@acme.example',
    homeEmail: 'ada@home.example',
    hireDate: '2026-03-20',
  };

  test('says where the hire is, and a move that nobody announced counts at the moment', async () => {
    await start();
    invite.oneLogin.addUser({ email: ada.workEmail });
    invite.bambooHr.putEmployee({ ...ada, location: 'Tokyo' });
    await invite.deliver(invite.message(bambooHrHire('100')));
    expect(await row('100', 'bamboohr')).toMatchObject({ startDate: '2026-03-20', timeZone: 'Asia/Tokyo' });
    expect(await moment('100', 'bamboohr')).toBe('2026-03-19T23:00:00.000Z');
    invite.bambooHr.putEmployee({ ...ada, location: 'NYC' });
    await invite.deliverUntil(at('2026-04-01T00:00:00Z'));
    expect(mailedAt()).toEqual(['2026-03-20T12:00:00.000Z']);
  });

  test('and empties it: `invite.timeZone` counts again', async () => {
    await start();
    invite.bambooHr.putEmployee({ ...ada, location: 'Tokyo' });
    await invite.deliver(invite.message(bambooHrHire('100')));
    invite.bambooHr.putEmployee(ada);
    const change = { type: 'employee.updated', data: { employeeId: '100' } };
    await invite.deliver(invite.message(toBody('bamboohr', change, { event: 'updated' })));
    expect(await moment('100', 'bamboohr')).toBe('2026-03-20T08:00:00.000Z');
    expect(await row('100', 'bamboohr')).not.toHaveProperty('timeZone');
  });

  test('is asked if a record has everything but the zone', async () => {
    await start();
    invite.bambooHr.putEmployee({ ...ada, location: 'Tokyo' });
    const fields = { 'Work Email': ada.workEmail, 'Home Email': ada.homeEmail, 'Hire Date': ada.hireDate };
    await invite.deliver(invite.message(toBody('bamboohr', { id: '100', action: 'Created', fields })));
    expect(await moment('100', 'bamboohr')).toBe('2026-03-19T23:00:00.000Z');
  });

  test('but not for the zone keeps what the webhook said of it', async () => {
    const employee = { timeZone: 'fields.Office' };
    await start({ sources: { bamboohr: { type: 'bamboohr', company: 'acme', employee } } });
    invite.bambooHr.putEmployee(ada);
    const record = { id: '100', action: 'Created', fields: { Office: 'Tokyo' } };
    await invite.deliver(invite.message(toBody('bamboohr', record)));
    invite.clock.nowMs += hour;
    const change = { type: 'employee.updated', data: { employeeId: '100' } };
    await invite.deliver(invite.message(toBody('bamboohr', change, { event: 'updated' })));
    expect(await moment('100', 'bamboohr')).toBe('2026-03-19T23:00:00.000Z');
  });
});

describe('a zone that nobody knows', () => {
  const lisbon = { office: 'Lisbon office', startDate: '2026-03-20' };

  test('is told once, and the invite goes by `invite.timeZone`', async () => {
    await start();
    const now = invite.clock.nowMs;
    await invite.deliver(said('created', '1', lisbon));
    expect(await moment('1')).toBe('2026-03-20T08:00:00.000Z');
    const need = { kind: 'zone', code: 'TIME_ZONE_UNKNOWN', since: now, listedUntil: now + 24 * hour };
    expect(await needs('1')).toMatchObject([need]);
    invite.clock.nowMs += 24 * hour;
    await invite.deliver(said('updated', '1', lisbon));
    expect(await needs('1')).toMatchObject([need]);
    await invite.deliverUntil(at('2026-03-20T08:00:00Z'));
    expect(mailedAt()).toEqual(['2026-03-20T08:00:00.000Z']);
    expect(await needs('1')).toEqual([]);
    expect(await keptText(invite)).not.toContain('Lisbon');
  });

  test('is told no more once there is another', async () => {
    await start();
    await invite.deliver(said('created', '1', lisbon));
    invite.clock.nowMs += hour;
    await invite.deliver(said('updated', '1', { ...lisbon, office: 'Tokyo' }));
    expect(await needs('1')).toEqual([]);
    expect(await moment('1')).toBe('2026-03-19T23:00:00.000Z');
  });

  test('replaces one that was known', async () => {
    await start();
    await invite.deliver(said('created', '1', { ...lisbon, office: 'Tokyo' }));
    expect(await needs('1')).toEqual([]);
    invite.clock.nowMs += hour;
    await invite.deliver(said('updated', '1', lisbon));
    expect(await needs('1')).toMatchObject([{ code: 'TIME_ZONE_UNKNOWN', since: invite.clock.nowMs }]);
    expect(await moment('1')).toBe('2026-03-20T08:00:00.000Z');
  });
});

describe('a row of an earlier version, with the moment alone', () => {
  test('gets date and zone when its moment comes, and waits on if it is later there', async () => {
    await start();
    await invite.deliver(said('created', '1', { office: 'NYC', startDate: '2026-03-20' }));
    const { startDate, timeZone, ...earlier } = (await stored('1')) ?? {};
    const notBefore = '2026-03-20T08:00:00.000Z';
    await put({ ...earlier, notBefore, waitUntil: notBefore });
    invite.made.push(...invite.made.splice(0).map((wakeUp) => ({ ...wakeUp, at: at(notBefore) })));
    await invite.deliverUntil(at('2026-04-01T00:00:00Z'));
    expect(mailedAt()).toEqual(['2026-03-20T12:00:00.000Z']);
    expect(await row('1')).toMatchObject({ startDate: '2026-03-20', timeZone: 'America/New_York' });
  });
});

test('a date or a zone that somebody has edited into something else is as good as not there', async () => {
  await start();
  await invite.deliver(said('created', '1', { office: 'NYC', startDate: '2026-03-20' }));
  await put({ ...(await stored('1')), startDate: '2026-02-31', timeZone: 'Mars/Olympus' });
  expect(await row('1')).toMatchObject({ startDate: undefined, timeZone: undefined, state: 'waiting' });
  await invite.deliverUntil(at('2026-04-01T00:00:00Z'));
  expect(mailedAt()).toEqual(['2026-03-20T12:00:00.000Z']);
});

test.each([
  // By the moments it would be more than 30 days: New York is behind Tokyo.
  ['2026-04-01', undefined],
  ['2026-04-02', 2],
])(
  'a hire of 2 March in Tokyo with a start on %s in New York is hired for time: %s',
  async (startDate, engagement) => {
    await start();
    await invite.deliver(said('created', '1', { office: 'Tokyo', startDate: '2026-03-02' }));
    expect(mailedAt()).toHaveLength(1);
    invite.clock.nowMs += hour;
    const receivedAt = new Date(invite.clock.nowMs).toISOString();
    const again = { workEmail: '1@acme.example', office: 'NYC', startDate, receivedAt };
    await invite.deliver(invite.message(homeMadeEvent('created', '1', again)));
    expect(await row('1')).toMatchObject({ startDate, timeZone: 'America/New_York' });
    expect((await row('1'))?.engagement).toBe(engagement);
  },
);
