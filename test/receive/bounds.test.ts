import { describe, expect, test } from '@jest/globals';
import { maxRecordBytes } from '../../lambda/hire/invite-message.ts';
import { maxValues } from '../../lambda/hr-systems/too-much.ts';
import { createReceiveOf } from '../helpers/receive-sources.ts';
import { allShapes, createLargeBody, formatOfShape } from './large-bodies.ts';

/** What an authentic body may hold: beyond it, a person is told by a code, and what is in order goes on. */

const bearer = [{ type: 'bearer' }];
const employees = { event: { type: 'action', created: ['Created'] } };
const sources = {
  json: { type: 'generic', authentication: bearer, records: ['employees', '@'] },
  xml: { type: 'generic', authentication: bearer, formats: ['json', 'xml'], records: ['employees', '@'] },
  form: { type: 'bamboohr', company: 'acme', authentication: bearer },
  companies: {
    type: 'generic',
    authentication: bearer,
    records: 'employees',
    employee: { tenant: ['company', "join('', companies)"] },
  },
  shared: {
    type: 'generic',
    authentication: bearer,
    records: 'employees[].merge(@, {company: $.company})',
    ...employees,
  },
  parsed: {
    type: 'generic',
    authentication: bearer,
    records: 'employees[].{id: id, company: from_json($.company), own: from_json(own)}',
  },
};
const receive = createReceiveOf(sources, { nowMs: Date.parse('2026-03-02T08:00:00Z') });
for (const source of Object.keys(sources)) receive.secrets.set(source, { current: 'token' });
const post = (source: string, body: Buffer | string, contentType = 'application/json') =>
  receive.post(source, { authorization: 'Bearer token', 'content-type': contentType }, body);
const reasonOf = (lines: readonly string[]) => /"reason":"([\w-]+)"/.exec(lines.join('\n'))?.[1];

const nested = (levels: number) => `{"id":"1","n":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;

describe('depth', () => {
  test.each(['json', 'xml'])('up to 1,024 levels are read by a source of %s, and no more', async (source) => {
    expect((await post(source, nested(1024))).status).toBe(202);
    const { status, body, lines } = await post(source, nested(1025));
    expect([status, body['code'], reasonOf(lines)]).toEqual([400, 'BODY_UNREADABLE', 'body-nested-too-deep']);
  });

  test.each([1700, 2500, 6000, 3_000_000])('%d levels are refused', async (levels) => {
    for (const [open, close] of [['[', ']'] as const, ['{"a":', '}'] as const]) {
      const { status, lines } = await post(
        'xml',
        `${open.repeat(levels)}1${close.repeat(levels)}`.slice(0, 6_000_000),
      );
      expect([status, reasonOf(lines)]).toEqual([400, 'body-nested-too-deep']);
    }
  });

  test('brackets in texts do not count, however the texts are written', async () => {
    const text = JSON.stringify({ id: '1', a: '[{'.repeat(5000), b: '"\\', c: '\\"[', d: '[['.repeat(2000) });
    expect((await post('json', text)).messages.map(({ record }) => record)).toEqual([JSON.parse(text)]);
  });
});

describe('count', () => {
  const zeros = (count: number) => `{"id":"1","n":[${'0,'.repeat(count - 1)}0]}`;

  test('of values is bounded before they are parsed', async () => {
    // The object, its list and a text are values too.
    expect((await post('json', zeros(maxValues - 3))).status).toBe(202);
    const { status, body, lines } = await post('json', zeros(maxValues + 1));
    expect([status, body['code'], reasonOf(lines)]).toEqual([413, 'BODY_TOO_LARGE', 'too-many-values']);
  });

  test('of elements and attributes too', async () => {
    const elements = `<a>${'<b c="1"/>'.repeat(maxValues / 2)}</a>`;
    const { status, lines } = await post('xml', elements, 'text/xml');
    expect([status, reasonOf(lines)]).toEqual([413, 'too-many-values']);
    const attributes = Array.from({ length: 1001 }, (_, index) => `b${index}="1"`).join(' ');
    expect(reasonOf((await post('xml', `<a ${attributes}/>`, 'text/xml')).lines)).toBe('body-no-xml');
  });

  test('of records is bounded, and none of too many is queued', async () => {
    expect((await post('json', `{"employees":[${'{},'.repeat(49_999)}{}]}`)).body).toMatchObject({
      accepted: 50_000,
    });
    const { status, lines, messages } = await post('json', `{"employees":[${'{},'.repeat(50_000)}{}]}`);
    expect([status, reasonOf(lines), messages.length]).toEqual([413, 'too-many-records', 0]);
  });

  test('of a form’s fields is bounded, and each is handled once', async () => {
    const body = `id=1&action=Created${'&a=1'.repeat(19_998)}`;
    const { status, messages } = await post('form', body, 'application/x-www-form-urlencoded');
    expect([status, messages.map(({ record }) => record['a'])]).toEqual([202, [Array(19_998).fill('1')]]);
    const { lines } = await post('form', `${body}&a=1`, 'application/x-www-form-urlencoded');
    expect(reasonOf(lines)).toBe('body-no-form');
  });
});

describe('size', () => {
  const company = (bytes: number) => 'c'.repeat(bytes);

  test('a part that every record shares counts as often as it is written', async () => {
    const body = (count: number, bytes: number) =>
      JSON.stringify({
        company: { name: company(bytes) },
        employees: Array.from({ length: count }, (_, id) => ({ id: String(id), action: 'Created' })),
      });
    const fits = await post('shared', body(300, 100_000));
    expect([fits.status, fits.messages.length]).toEqual([202, 300]);
    expect(fits.messages[299]?.record).toMatchObject({ id: '299', company: { name: company(100_000) } });
    const { status, body: answer, lines, messages } = await post('shared', body(3000, 100_000));
    expect([status, answer['code'], reasonOf(lines)]).toEqual([413, 'BODY_TOO_LARGE', 'records-too-large']);
    expect(messages).toEqual([]);
  });

  test('a shared part of many values counts too', async () => {
    const employees = Array.from({ length: 3000 }, (_, id) => ({ id: String(id), action: 'Created' }));
    const { status, lines } = await post(
      'shared',
      JSON.stringify({ company: Array(10_000).fill(0), employees }),
    );
    expect([status, reasonOf(lines)]).toEqual([413, 'records-too-large']);
  });

  test('so does one that each record reads from the same text, which is parsed once', async () => {
    const company = JSON.stringify(Array(100_000).fill(0));
    const employees = Array.from({ length: 8000 }, (_, id) => ({ id: String(id), own: `{"n":${id}}` }));
    const { status, lines } = await post('parsed', JSON.stringify({ company, employees }));
    expect([status, reasonOf(lines)]).toEqual([413, 'records-too-large']);
    const few = JSON.stringify({ company: '{"name":"Acme"}', employees: employees.slice(0, 100) });
    const { messages } = await post('parsed', few);
    expect(messages.map(({ record }) => record)).toEqual(
      employees.slice(0, 100).map(({ id }) => ({ id, company: { name: 'Acme' }, own: { n: Number(id) } })),
    );
  });

  test('a company of a megabyte parks its own record, and the others go on', async () => {
    const employees = [
      { id: '1', company: company(1024 * 1024) },
      { id: '2', company: 'acme' },
    ];
    const { status, messages } = await post('companies', JSON.stringify({ employees }));
    expect([status, messages.length]).toEqual([202, 2]);
    // Without its company the id could be another employee's.
    expect(messages[0]).toMatchObject({
      record: { oversizeRecord: { bytes: expect.any(Number), sha256: expect.any(String) } },
    });
    expect(JSON.stringify(messages[0])).not.toMatch(/employeeId|tenant/);
    expect(messages[1]).toMatchObject({ tenant: 'acme', record: { id: '2' } });
  });

  test('a company that an expression makes too long does so too', async () => {
    const half = company(maxRecordBytes / 2);
    const { messages } = await post(
      'companies',
      JSON.stringify({
        employees: [
          { id: '1', companies: [half, half.slice(1000)] },
          { id: '2', company: 'a' },
        ],
      }),
    );
    expect(messages.map(({ record }) => Object.keys(record))).toEqual([
      ['oversizeRecord'],
      ['id', 'company'],
    ]);
  });

  test('a long id, and a record with a short company, keep their names', async () => {
    const employees = [
      { id: 'i'.repeat(100_000), company: company(1000) },
      { id: '2', company: 'acme', note: 'x'.repeat(maxRecordBytes) },
      { id: 'i'.repeat(300), company: 'acme', note: 'ж'.repeat(maxRecordBytes / 6) },
    ];
    const { messages } = await post('companies', JSON.stringify({ employees }));
    expect(messages[0]).toMatchObject({ tenant: company(1000), record: { id: employees[0]?.id } });
    expect(messages[1]).toMatchObject({ tenant: 'acme', record: { oversizeRecord: { employeeId: '2' } } });
    expect(messages[2]).toMatchObject({ tenant: 'acme', record: { oversizeRecord: {} } });
  });
});

describe('a body of 300 KB that is as dear as can be is answered within the contract', () => {
  const contentTypes = {
    json: 'application/json',
    xml: 'text/xml',
    form: 'application/x-www-form-urlencoded',
  };
  test.each(allShapes)('%s', async (shape) => {
    const format = formatOfShape(shape);
    const body = createLargeBody(shape, 300 * 1024);
    expect(body.length).toBeGreaterThan(290 * 1024);
    const { status, body: answer, messages } = await post(format, body, contentTypes[format]);
    expect([202, 400, 413]).toContain(status);
    if (status === 202) expect(answer['accepted']).toBe(messages.length);
    else expect(messages).toEqual([]);
  });
});
