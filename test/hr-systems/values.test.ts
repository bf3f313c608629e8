import { expect, test } from '@jest/globals';
import { connectApi } from '../../lambda/hr-systems/api/connect-api.ts';
import { fetchEmployee } from '../../lambda/hr-systems/api/fetch-employee.ts';
import { fetchPage } from '../../lambda/hr-systems/api/list-employees.ts';
import { createHrSystem } from '../../lambda/hr-systems/create-hr-system.ts';
import { parseXml } from '../../lambda/receive/parse-xml.ts';
import { jsonAnswer } from '../helpers/answers.ts';
import { createConfiguration } from '../helpers/configuration.ts';
import { createSource } from '../helpers/sources.ts';

const report = createHrSystem(createSource({ type: 'workday-report' }));

function personOf(fields: string) {
  const body = parseXml(
    `<wd:Report_Data xmlns:wd="urn:report"><wd:Report_Entry><wd:Employee_ID>7</wd:Employee_ID>${fields}</wd:Report_Entry></wd:Report_Data>`,
  );
  const [event] = report.readEvents(body, {});
  if (event === undefined || !('record' in event)) throw new Error('no hire');
  return report.readPerson(event.record);
}

test.each([
  ['<wd:Hire_Date>2026-12-20</wd:Hire_Date>', '2026-12-20'],
  ['<wd:Hire_Date wd:type="date">2026-12-20</wd:Hire_Date>', '2026-12-20'],
  ['<wd:Hire_Date wd:Descriptor="2026-12-20"/>', '2026-12-20'],
  ['<wd:Hire_Date wd:Descriptor="2026-12-20"><wd:ID wd:type="WID">1f</wd:ID></wd:Hire_Date>', '2026-12-20'],
  ['<wd:Hire_Date><wd:Date>2026-12-20-08:00</wd:Date></wd:Hire_Date>', '2026-12-20'],
  [
    '<wd:Hire_Date><wd:Year>2026</wd:Year><wd:Month>12</wd:Month><wd:Day>20</wd:Day></wd:Hire_Date>',
    '2026-12-20',
  ],
  ['<wd:Hire_Date wd:Descriptor="20 December"/>', 'unreadable'],
  ['<wd:Hire_Date wd:on="2026-12-20"/>', 'unreadable'],
  ['<wd:Hire_Date><wd:ID wd:type="WID">1f</wd:ID></wd:Hire_Date>', 'unreadable'],
  ['<wd:Hire_Date wd:Descriptor="2026-12-20"/><wd:Hire_Date wd:Descriptor="2026-01-01"/>', 'unreadable'],
  ['<wd:Hire_Date/>', undefined],
  ['<wd:Hire_Date> </wd:Hire_Date>', undefined],
  ['<wd:Hire_Date wd:Descriptor=""/>', undefined],
  ['<wd:Hire_Date xsi:nil="true"/>', undefined],
  ['<wd:Hire_Date xsi:nil="1" wd:Descriptor="none"/>', undefined],
  ['<wd:Hire_Date xsi:type="xs:date"/>', undefined],
  ['<wd:Hire_Date xsi:nil="false"/>', undefined],
  ['<wd:Hire_Date xsi:nil="0">2026-12-20</wd:Hire_Date>', '2026-12-20'],
  ['', undefined],
])('from XML, %s is %s', (field, startDate) => {
  expect(personOf(field).startDate).toBe(startDate);
});

test('addresses come in attributes, too', () => {
  const home = '<wd:Primary_Home_Email wd:Descriptor="ada@home.example"/>';
  expect(personOf(home)).toEqual({ personalEmail: 'ada@home.example' });
  expect(personOf('<wd:Primary_Home_Email wd:WID="1f"/>')).toEqual({ personalEmail: { unreadable: true } });
  expect(personOf('<wd:Primary_Home_Email xsi:nil="true"/>')).toEqual({});
});

test('a text is preferred to an object, whichever expression finds it', () => {
  const record = { Hire_Date: { of: '2026-01-01' }, First_Day_of_Work: '2026-12-20' };
  expect(report.readPerson(record)).toEqual({ startDate: '2026-12-20' });
});

const api = connectApi(
  createSource({
    type: 'generic',
    authentication: [{ type: 'bearer' }],
    startDateFormat: 'instant',
    api: {
      baseUrl: 'https://hr.example',
      authentication: { type: 'bearer' },
      employee: { request: { path: '/{id}' }, workEmail: 'work', personalEmail: 'home', startDate: 'start' },
      list: { request: { path: '/' }, startDate: 'start' },
    },
  }),
  undefined,
  { timeZone: 'Africa/Lagos', timeZones: {} },
);
const answering = (body: unknown) => ({
  http: async () => jsonAnswer(200, body),
  readSecret: async () => ({ apiKey: 'k' }),
  timeoutMs: () => 1000,
  nowMs: () => 0,
  settings: createConfiguration(),
});

test.each([
  ['2026-02-28T23:00:00Z', '2026-03-01'],
  [{ date: '2026-02-28 23:00:00.000000', timezone_type: 3, timezone: 'UTC' }, '2026-03-01'],
  [{ date: '2026-03-01 00:00:00.000000', timezone_type: 1, timezone: '+01:00' }, '2026-03-01'],
  [{ date: '2026-03-01 00:00:00.000000', timezone_type: 3, timezone: 'Europe/Paris' }, 'unreadable'],
  [{ $date: '2026-02-28T23:00:00Z' }, '2026-03-01'],
  [{ of: '2026-02-28T23:00:00Z' }, 'unreadable'],
  [{ value: null }, undefined],
  [undefined, undefined],
])('an API’s start date %j is %s, of one employee and in a list', async (start, startDate) => {
  if (api?.list === undefined) throw new Error('no list');
  const { list } = api;
  const employee = await fetchEmployee(api, '1', answering({ id: '1', start }));
  expect(employee).toEqual({ person: startDate === undefined ? {} : { startDate }, hidden: [] });
  const page = await fetchPage({ ...api, list }, undefined, answering([{ id: '1', start }]));
  expect(page).toMatchObject({ employees: [{ employeeId: '1', startDate }] });
});

test('an API’s addresses are read and told like a webhook’s', async () => {
  if (api === undefined) throw new Error('no API');
  const answer = {
    id: '1',
    work: 'Ada <ada@acme.example>',
    home: [{ value: 'a@a.example' }, { value: 'b@b.example' }],
  };
  expect(await fetchEmployee(api, '1', answering(answer))).toMatchObject({
    person: { workEmail: 'ada@acme.example', personalEmail: { unreadable: true } },
  });
});
