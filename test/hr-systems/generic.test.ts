import { describe, expect, test } from '@jest/globals';
import type { Source } from '../../config/source.ts';
import { connectApi } from '../../lambda/hr-systems/api/connect-api.ts';
import { fetchEmployee } from '../../lambda/hr-systems/api/fetch-employee.ts';
import { fetchPage } from '../../lambda/hr-systems/api/list-employees.ts';
import { createHrSystem } from '../../lambda/hr-systems/create-hr-system.ts';
import type { HttpRequest } from '../../lambda/http/http-request.ts';
import { parseXml } from '../../lambda/receive/parse-xml.ts';
import { jsonAnswer } from '../helpers/answers.ts';
import { createConfiguration } from '../helpers/configuration.ts';
import { createSource } from '../helpers/sources.ts';

const bearer = [{ type: 'bearer' }];

const complaintsOf = (source: object): string[] => {
  try {
    createConfiguration({ sources: { hr: { type: 'generic', ...source } } });
    return [];
  } catch (error) {
    return String(error)
      .split('\n')
      .slice(1)
      .map((line) => line.trim());
  }
};

describe('a wrong expression is refused at synth, with its path', () => {
  test.each([
    [
      { records: 'employees[' },
      'sources.hr.records: got "employees["; allowed: a JMESPath expression (Syntax error',
    ],
    [
      { employee: { workEmail: 'a..b' } },
      'sources.hr.employee.workEmail: got "a..b"; allowed: a JMESPath expression (',
    ],
    [
      { employee: { id: ['id', 'lenght(@)'] } },
      'sources.hr.employee.id.1: got "lenght(@)"; allowed: a JMESPath expression (there is no function lenght(); length()?)',
    ],
    [
      { employee: { id: 'a && contains(type)' } },
      'sources.hr.employee.id: got "a && contains(type)"; allowed: a JMESPath expression (Invalid arity: contains() takes',
    ],
    [
      { event: { type: 'Work Email', created: ['hired'] } },
      'sources.hr.event.type: got "Work Email"; allowed: a JMESPath expression (',
    ],
    [{ records: '' }, 'sources.hr.records: got ""; allowed: a JMESPath expression ('],
    [{ records: [] }, 'sources.hr.records: got []; allowed: a JMESPath expression, or a list of them'],
    [{ records: 1 }, 'sources.hr.records: got 1; allowed: a JMESPath expression, or a list of them'],
    [
      {
        api: {
          baseUrl: 'https://x.example',
          authentication: { type: 'bearer' },
          employee: { request: { path: '/e/{id}' }, found: 'data[' },
        },
      },
      'sources.hr.api.employee.found: got "data["; allowed: a JMESPath expression (',
    ],
  ])('%j', (settings, complaint) => {
    const [first = '', ...others] = complaintsOf({ authentication: bearer, ...settings });
    expect(first).toContain(complaint);
    expect(others).toEqual([]);
  });
});

describe('a setting that would have no effect, or be unsafe, is refused', () => {
  const hmac = { type: 'hmac', signatureHeader: 'x-sig' };
  const api = { authentication: { type: 'bearer' }, employee: { request: { path: '/e/{id}' } } };
  test.each([
    ['no authentication', {}, 'sources.hr.authentication: is missing'],
    ['an empty list of ways', { authentication: [] }, 'sources.hr.authentication: got []'],
    [
      'a way that is unknown',
      { authentication: [{ type: 'none' }] },
      'sources.hr.authentication.0.type: got "none"',
    ],
    [
      'a template without the body',
      { authentication: [{ ...hmac, template: '{timestamp}', timestampHeader: 'x-time' }] },
      'sources.hr.authentication.0.template: got "{timestamp}"',
    ],
    [
      'a timestamp that is not signed',
      { authentication: [{ ...hmac, timestampHeader: 'x-time' }] },
      'sources.hr.authentication.0: got',
    ],
    [
      'a signed timestamp that stands nowhere',
      { authentication: [{ ...hmac, template: '{timestamp}.{body}' }] },
      'sources.hr.authentication.0: got',
    ],
    [
      'a signed id that stands nowhere',
      { authentication: [{ ...hmac, template: '{id}{body}' }] },
      'sources.hr.authentication.0: got',
    ],
    [
      'a signed header without a mark before it',
      { authentication: [{ ...hmac, template: '{body}{header:x-event}' }] },
      'sources.hr.authentication.0.template: got "{body}{header:x-event}"; allowed: a text with a mark',
    ],
    [
      'a signed header without a mark behind it',
      { authentication: [{ ...hmac, template: '{header:x-event}{header:x-kind}.{body}' }] },
      'sources.hr.authentication.0.template: got "{header:x-event}{header:x-kind}.{body}"',
    ],
    [
      'a signed header that has no name',
      { authentication: [{ ...hmac, template: '{header:}.{body}' }] },
      'sources.hr.authentication.0.template: got "{header:}.{body}"',
    ],
    [
      'a signed header of a name that every object has',
      { authentication: [{ ...hmac, template: '{header:Constructor}.{body}' }] },
      'sources.hr.authentication.0.template: got "{header:Constructor}.{body}"',
    ],
    [
      'a network that is none',
      { authentication: bearer, sourceNetworks: ['10.0.0.0/33'] },
      'sources.hr.sourceNetworks.0: got "10.0.0.0/33"',
    ],
    [
      'an API without TLS',
      { authentication: bearer, api: { ...api, baseUrl: 'http://x.example' } },
      'sources.hr.api.baseUrl: got "http://x.example"',
    ],
    [
      'an API’s host that an id could change',
      { authentication: bearer, api: { ...api, baseUrl: 'https://{id}.example' } },
      'sources.hr.api.baseUrl: got',
    ],
    [
      'a path that leads to another host',
      {
        authentication: bearer,
        api: { ...api, baseUrl: 'https://x.example', employee: { request: { path: '//y.example/{id}' } } },
      },
      'sources.hr.api.employee.request.path: got "//y.example/{id}"',
    ],
    [
      'a path with a brace that stands for nothing',
      {
        authentication: bearer,
        api: { ...api, baseUrl: 'https://x.example', employee: { request: { path: '/{company}/{id}' } } },
      },
      'sources.hr.api.employee.request.path: got "/{company}/{id}"',
    ],
    [
      'a path that leads elsewhere on its host',
      {
        authentication: bearer,
        api: { ...api, baseUrl: 'https://x.example', employee: { request: { path: '/v1/../{id}' } } },
      },
      'sources.hr.api.employee.request.path: got "/v1/../{id}"',
    ],
    [
      'a body of a GET',
      {
        authentication: bearer,
        api: {
          ...api,
          baseUrl: 'https://x.example',
          employee: { request: { path: '/{id}', body: { a: '{id}' } } },
        },
      },
      'sources.hr.api.employee.request: got {',
    ],
    [
      'a credential in a header that routes',
      {
        authentication: bearer,
        api: { ...api, baseUrl: 'https://x.example', authentication: { type: 'header', header: 'Host' } },
      },
      'sources.hr.api.authentication.header: got "Host"',
    ],
    [
      'a prefix that would be taken for a list',
      { authentication: [{ ...hmac, signaturePrefix: 'a,b' }] },
      'sources.hr.authentication.0.signaturePrefix: got "a,b"',
    ],
    [
      'a next page that is always the same',
      {
        authentication: bearer,
        api: {
          ...api,
          baseUrl: 'https://x.example',
          list: { request: { path: '/all' }, startDate: 'start', next: 'next', nextPath: '/all' },
        },
      },
      'sources.hr.api.list.nextPath: got "/all"; allowed: a path with {cursor}',
    ],
    ...(
      [
        ['a count that nothing is asked by', { request: { path: '/all' } }, 'a "request" with {cursor}'],
        ['a count beside a cursor', { next: 'next' }, 'either "count", or "next" and "nextPath"'],
        [
          'a count that ends by two things',
          { count: { from: 1, total: 'total', pageSize: 50 } },
          'one of "total", "totalHeader" and "pageSize"',
        ],
        [
          'a call that asks for nobody',
          { also: { job: { path: '/jobs' } } },
          'a call with {id}, or with {ids} in a list',
        ],
        [
          'a call for many that is not repeated',
          { also: { job: { method: 'POST', path: '/jobs', body: { person: '{ids}' } } } },
          'a call with {id}, or with {ids} in a list',
        ],
        [
          'an employee’s place in the path of a list',
          { request: { path: '/{id}?page={cursor}' } },
          '{cursor} where the next page goes',
        ],
        [
          'a filter that makes a page look like the last',
          { employees: 'all[?a]' },
          '"employees" without a filter',
        ],
      ] as const
    ).map(([what, list, allowed]): [string, object, string] => [
      what,
      {
        authentication: bearer,
        api: {
          ...api,
          baseUrl: 'https://x.example',
          list: { request: { path: '/all?page={cursor}' }, startDate: 'start', count: { from: 1 }, ...list },
        },
      },
      allowed,
    ]),
    [
      'a company that the list does not tell',
      {
        authentication: bearer,
        employee: { tenant: 'company' },
        api: {
          ...api,
          baseUrl: 'https://x.example',
          list: { request: { path: '/all' }, startDate: 'start' },
        },
      },
      'allowed: both of "employee.tenant" and "api.list.tenant" or none',
    ],
    [
      'an event that makes no hire',
      { authentication: bearer, event: { type: 'kind', removed: ['left'] } },
      'sources.hr.event: got {"type":"kind","removed":["left"]}; allowed: at least one text in "created"',
    ],
    [
      'an event that means two things',
      { authentication: bearer, event: { type: 'kind', created: ['x'], removed: [' X'] } },
      'sources.hr.event: got {"type":"kind","created":["x"],"removed":[" X"]}; allowed: each text in one of',
    ],
  ])('%s', (_, settings, complaint) => {
    const [first = '', ...others] = complaintsOf(settings);
    expect(first).toContain(complaint);
    expect(others).toEqual([]);
  });
});

test('a preset’s setting can be overridden, or removed with null, and the rest stays', () => {
  const source = createSource({
    type: 'hibob',
    event: { created: ['employee.joined'] },
    api: { authentication: { type: 'bearer' }, list: null },
    handshakes: null,
  });
  expect(source.event).toMatchObject({
    type: 'type',
    created: ['employee.joined'],
    removed: ['employee.deleted'],
  });
  expect(source.api).toMatchObject({ baseUrl: 'https://api.hibob.com', authentication: { type: 'bearer' } });
  expect(source.api).not.toHaveProperty('list');
  expect(source.handshakes).toEqual([]);
  expect(createSource({ type: 'bamboohr', company: 'acme', api: null })).not.toHaveProperty('api');
});

describe('a preset’s events', () => {
  const meaningOf = (said: Parameters<typeof createSource>[0], body: object) =>
    createHrSystem(createSource(said))
      .readEvents(body, {})
      .map(({ event }) => event);

  test('have the meaning that the source gives them, and no longer the preset’s', () => {
    const said = { type: 'hibob', event: { created: ['Employee.Joined'] } };
    expect(meaningOf(said, { type: 'employee.joined' })).toEqual(['created']);
    expect(meaningOf(said, { type: 'employee.created' })).toEqual(['other']);
    expect(meaningOf(said, { type: 'employee.updated' })).toEqual(['updated']);
    const dropped = { type: 'hibob', event: { removed: ['employee.created'], created: ['employee.joined'] } };
    expect(meaningOf(dropped, { type: 'employee.created' })).toEqual(['removed']);
  });

  test('keep their meaning if a source only says where they are', () => {
    const said = { type: 'humi', event: { type: 'trigger' } };
    expect(meaningOf(said, { trigger: 'EmployeeCreated', employee: {} })).toEqual(['created']);
    expect(meaningOf(said, { trigger: 'EmployeeDeleted', employee: {} })).toEqual(['removed']);
  });

  test('can be switched off by a source: then every record is a hire', () => {
    expect(meaningOf({ type: 'hibob', event: null }, { type: 'anything' })).toEqual(['created']);
  });
});

describe('a source that only its owner knows', () => {
  const source = createSource({
    type: 'generic',
    authentication: bearer,
    recordHeaders: ['X-Event'],
    records: ['people', '@'],
    event: { type: ['headers."x-event"', 'kind'], created: ['hired'], updated: ['moved'], removed: ['left'] },
    employee: {
      id: ['body.nr', 'nr'],
      tenant: ['body.company', 'company'],
      workEmail: ['body."Work Email"', '"Work Email"', "mails[?type=='work'].value"],
      personalEmail: ["mails[?type!='work'].value"],
      startDate: ['body.start', 'start'],
      timestamp: 'at',
    },
    startDateFormat: 'DD.MM.YYYY',
  });
  const hr = createHrSystem(source);

  test('has its records and fields where its settings say', () => {
    const people = [
      {
        kind: ' HIRED ',
        nr: 7,
        company: 'a',
        start: '2.3.2026',
        mails: [
          { type: 'work', value: ' A@acme.example ' },
          { type: 'home', value: 'a@home.example' },
        ],
        at: '2026-02-01T00:00:00Z',
      },
      { kind: 'left', nr: '8' },
      { kind: 'promoted', nr: '9' },
      'nobody',
    ];
    const events = hr.readEvents({ people }, {});
    expect(events.map(({ event }) => event)).toEqual(['created', 'removed', 'other', 'unknown']);
    const [first] = people;
    if (typeof first !== 'object') throw new Error('no record');
    expect(hr.readPerson(first)).toEqual({
      workEmail: 'A@acme.example',
      personalEmail: 'a@home.example',
      startDate: '2026-03-02',
    });
    expect([hr.readEmployeeId(first), hr.readTenant(first)]).toEqual(['7', 'a']);
    expect(hr.readTimestamp(first)).toBe(Date.parse('2026-02-01T00:00:00Z'));
  });

  test('may have everything in attributes', () => {
    const attributes = createHrSystem(
      createSource({
        type: 'generic',
        authentication: bearer,
        formats: ['xml'],
        records: 'Workers.Worker',
        event: { type: '"@event"', created: ['hired'] },
        employee: { id: '"@id"', workEmail: '"@email"' },
      }),
    );
    const body = parseXml('<Workers><Worker event="hired" id="7" email="a@acme.example"/></Workers>');
    const [event] = attributes.readEvents(body, {});
    if (event === undefined || !('record' in event)) throw new Error('no hire');
    expect(attributes.readEmployeeId(event.record)).toBe('7');
    expect(attributes.readPerson(event.record)).toEqual({ workEmail: 'a@acme.example' });
  });

  test('may have an empty list, which is not taken for the record around it', () => {
    for (const people of ['', '\n ', []]) expect(hr.readEvents({ people, kind: 'hired' }, {})).toEqual([]);
  });

  test('may say in a header what has happened', () => {
    const [event] = hr.readEvents({ nr: 7, 'Work Email': 'a@acme.example' }, { 'x-event': 'hired' });
    expect(event).toEqual({
      event: 'created',
      record: { headers: { 'x-event': 'hired' }, body: { nr: 7, 'Work Email': 'a@acme.example' } },
    });
  });

  test.each<[Source['startDateFormat'], string, string | undefined]>([
    ['YYYY-MM-DD', '2026-03-02T23:59:59+0000', '2026-03-02'],
    ['YYYY-MM-DD', '03/02/2026', 'unreadable'],
    ['MM/DD/YYYY', '3/2/2026', '2026-03-02'],
    ['MM/DD/YYYY', '13/02/2026', 'unreadable'],
    ['DD/MM/YYYY', '02/03/2026', '2026-03-02'],
    ['DD/MM/YYYY', '2026-03-02', 'unreadable'],
    ['DD.MM.YYYY', '31.02.2026', 'unreadable'],
    ['DD.MM.YYYY', ' ', undefined],
  ])('that writes dates as %s reads %s as %s', (startDateFormat, start, startDate) => {
    const other = createHrSystem({ ...source, startDateFormat });
    expect(other.readPerson({ start }).startDate).toBe(startDate);
  });
});

describe('an API that only its owner knows', () => {
  const connect = (api: object) => {
    const connected = connectApi(
      createSource({
        type: 'generic',
        authentication: bearer,
        api: {
          baseUrl: 'https://hr.example/v1',
          authentication: { type: 'header', header: 'X-Key' },
          ...api,
        },
      }),
      undefined,
    );
    if (connected === undefined) throw new Error('no API');
    return connected;
  };
  const requests: HttpRequest[] = [];
  const callsWith = (...bodies: unknown[]) => {
    requests.length = 0;
    return {
      http: async (request: HttpRequest) => {
        requests.push(request);
        return jsonAnswer(200, bodies[requests.length - 1] ?? bodies.at(-1));
      },
      readSecret: async () => ({ apiKey: 'k' }),
      timeoutMs: () => 1000,
      nowMs: () => 0,
      settings: createConfiguration(),
    };
  };

  test('is asked by its templates, with ids encoded, in the body too', async () => {
    const api = connect({
      headers: { 'X-Version': '7' },
      employee: {
        request: { method: 'POST', path: '/find?expand={id}', body: { where: [{ is: 'id-{id}', not: 1 }] } },
      },
    });
    await fetchEmployee(api, 'a_1', callsWith({}));
    expect(requests).toEqual([
      {
        method: 'POST',
        url: 'https://hr.example/v1/find?expand=a_1',
        headers: {
          accept: 'application/json',
          'content-type': 'application/json',
          'X-Version': '7',
          'X-Key': 'k',
        },
        body: '{"where":[{"is":"id-a_1","not":1}]}',
        timeoutMs: 1000,
      },
    ]);
  });

  test('gives in further calls what the first leaves out', async () => {
    const api = connect({
      employee: {
        request: { path: '/people/{id}' },
        also: { job: { path: '/people/{id}/job' } },
        found: 'data',
        workEmail: 'mail',
        startDate: 'job.start',
      },
    });
    const calls = callsWith({ data: { mail: 'a@acme.example' } }, { start: '2026-03-02' });
    expect(await fetchEmployee(api, '1', calls)).toEqual({
      person: { workEmail: 'a@acme.example', startDate: '2026-03-02' },
      hidden: [],
    });
    expect(requests.map(({ url }) => url)).toEqual([
      'https://hr.example/v1/people/1',
      'https://hr.example/v1/people/1/job',
    ]);
  });

  test.each([
    ['a cursor', { next: 'next', nextPath: '/people?after={cursor}' }, 'a/b', '/people?after=a%2Fb'],
    ['an address', { next: 'next' }, 'https://hr.example/v1/people?page=2', '/people?page=2'],
    [
      'an address at another host, of which only the path counts',
      { next: 'next' },
      'https://evil.example/v1/people?page=2',
      '/people?page=2',
    ],
    ['a number', { next: 'next', nextPath: '/people?page={cursor}' }, 2, '/people?page=2'],
    [
      'a cursor that looks like a path',
      { next: 'next', nextPath: '/people?after={cursor}' },
      '/9j4=',
      '/people?after=%2F9j4%3D',
    ],
    [
      'a cursor that looks like an address',
      { next: 'next', nextPath: '/people?after={cursor}' },
      'https://a',
      '/people?after=https%3A%2F%2Fa',
    ],
    [
      'a cursor that goes into the first path',
      { next: 'next', request: { path: '/people?after={cursor}' } },
      'a',
      '/people?after=a',
    ],
    ['an address on the host', { next: 'next' }, '/v1/people?page=2', '/people?page=2'],
    ['an address on the page', { next: 'next' }, '?page=2', '/people?page=2'],
  ])('leads to its next page by %s', async (_, list, next, path) => {
    const api = connect({
      employee: { request: { path: '/people/{id}' } },
      list: { request: { path: '/people' }, employees: 'people', startDate: 'start', ...list },
    });
    if (api.list === undefined) throw new Error('no list');
    const listing = { ...api, list: api.list };
    const page = await fetchPage(
      listing,
      undefined,
      callsWith({ people: [{ id: 1, start: '2026-03-02' }], next }),
    );
    if ('code' in page || typeof page.next !== 'string') throw new Error('no page');
    expect(page.employees).toEqual([{ employeeId: '1', startDate: '2026-03-02' }]);
    await fetchPage(listing, page.next, callsWith({ people: [] }));
    expect(requests[0]?.url).toBe(`https://hr.example/v1${path}`);
  });

  test('counts the unusable ids of a page; if all are unusable, it is not a page', async () => {
    const api = connect({
      employee: { request: { path: '/people/{id}' } },
      list: { request: { path: '/people' }, employees: 'people', startDate: 'start' },
    });
    if (api.list === undefined) throw new Error('no list');
    const listing = { ...api, list: api.list };
    const some = callsWith({ people: [{ id: 1 }, { id: 'E.100' }, { nr: 2 }] });
    expect(await fetchPage(listing, undefined, some)).toMatchObject({
      employees: [{ employeeId: '1' }],
      unreadableIds: 2,
    });
    const odd = callsWith({ people: [{ id: 'E.100' }] });
    expect(await fetchPage(listing, undefined, odd)).toMatchObject({ employees: [], unreadableIds: 1 });
    expect(await fetchPage(listing, undefined, callsWith({ people: [{ nr: 1 }, { nr: 2 }] }))).toEqual({
      code: 'HR_SYSTEM_UNAVAILABLE',
      reason: 'an unreadable page',
    });
    expect(await fetchPage(listing, undefined, callsWith({ people: [] }))).toMatchObject({ employees: [] });
  });

  const askedAs = async (asked: string, answer: object, id: string | string[] = ['id', 'nr']) => {
    const api = connect({ employee: { request: { path: '/people/{id}' }, id, workEmail: 'mail' } });
    const result = await fetchEmployee(api, asked, callsWith({ ...answer, mail: 'a@acme.example' }));
    return 'code' in result ? result.code : result.person.workEmail;
  };

  test.each<[string, object]>([
    ['100', { id: '100' }],
    ['100', { id: 100 }],
    ['100', { id: ' 100 ' }],
    ['7', { id: '00007' }],
    ['00007', { id: 7 }],
    ['ab-1', { id: 'AB-1' }],
    ['7C1F3A0E-0000-4000-8000-000000000001', { id: '7c1f3a0e000040008000000000000001' }],
    ['7c1f3a0e-0000-4000-8000-000000000001', { id: 'urn:uuid:7c1f3a0e-0000-4000-8000-000000000001' }],
    ['100', { id: 'internal-9', nr: 100 }],
    ['100', {}],
    ['100', { id: null, nr: '' }],
    ['100', { id: { value: 100 } }],
    ['100', { id: { person: 999 } }],
    ['3419283646526259215', { id: Number('3419283646526259215') }],
  ])('is believed for %s with %j', async (asked, answer) => {
    expect(await askedAs(asked, answer)).toBe('a@acme.example');
  });

  test.each<[string, object]>([
    ['100', { id: '999' }],
    ['100', { id: 999 }],
    ['100', { id: 1000, nr: '0010' }],
    ['100', { id: 0 }],
    ['100', { id: ['999'] }],
    ['100', { id: { value: 999 } }],
    ['100', { id: [{ value: '999' }] }],
    ['a-1', { id: 'a1' }],
    ['1e2', { id: 100 }],
    ['7c1f3a0e-0000-4000-8000-000000000001', { id: '7c1f3a0e-0000-4000-8000-000000000002' }],
  ])('is not believed for %s with %j: it is another employee', async (asked, answer) => {
    expect(await askedAs(asked, answer)).toBe('ANOTHER_EMPLOYEE');
  });

  test('is believed whatever its id, if the settings do not say where that is', async () => {
    expect(await askedAs('100', { id: 999 }, 'employee.id')).toBe('a@acme.example');
  });

  test('may lack the answers to the further calls', async () => {
    const api = connect({
      employee: {
        request: { path: '/people/{id}' },
        also: { job: { path: '/people/{id}/job' } },
        workEmail: 'mail',
        startDate: 'job.start',
      },
    });
    const answer = (status: number) => ({
      ...callsWith({}),
      http: async ({ url }: HttpRequest) =>
        url.endsWith('/job') ? jsonAnswer(status, {}) : jsonAnswer(200, { mail: 'a@acme.example' }),
    });
    expect(await fetchEmployee(api, '1', answer(404))).toEqual({
      person: { workEmail: 'a@acme.example' },
      hidden: [],
    });
    expect(await fetchEmployee(api, '1', answer(500))).toMatchObject({ code: 'HR_SYSTEM_UNAVAILABLE' });
  });
});
