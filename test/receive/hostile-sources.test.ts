import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import '../helpers/fixed-seed.ts';
import { createReceiveOf, type Posted } from '../helpers/receive-sources.ts';

/** XML, forms and JSON of whoever knows the secret, or does not: each is answered within the contract, whatever is in it. */

const canary = 'c4nary';
const clock = { nowMs: Date.parse('2026-03-02T08:00:00Z') };
const bearer = [{ type: 'bearer' }];
const sources = {
  workday: { type: 'workday-core-connector', authentication: bearer },
  report: { type: 'workday-report', authentication: bearer },
  rippling: { type: 'rippling', authentication: bearer },
  events: { type: 'cloudevents' },
  hibob: { type: 'hibob', authentication: bearer },
  gusto: { type: 'gusto', authentication: bearer },
  any: {
    type: 'generic',
    authentication: bearer,
    formats: ['json', 'xml', 'form'],
    records: ['*[]', 'values(@)', '@'],
    event: { type: ["join('.', keys(@))", 'sort_by(@, &id)[0].id', 'type'], created: ['type', 'id.type'] },
    employee: {
      id: ["split(id, '-')[0]", 'id'],
      workEmail: ["replace(mail, 'a', 'b')", 'mail'],
      tenant: 'to_string(@)',
    },
  },
};
const receive = createReceiveOf(sources, clock);
for (const source of Object.keys(sources)) receive.secrets.set(source, { current: `secret-${canary}` });

const oddNames = [
  '__proto__',
  'constructor',
  'toString',
  'x',
  'ws:Worker',
  'Worker_Sync',
  'Report_Entry',
  'id',
  'type',
  'mail',
];
const oddText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom(
    '&amp;',
    '&x;',
    '&#0;',
    '<![CDATA[x]]>',
    ']]>',
    '<!--',
    `${canary}@acme.example`,
    'a'.repeat(5000),
    '\ud800',
  ),
);
const name = fc.oneof(fc.constantFrom(...oddNames), fc.string({ minLength: 1, maxLength: 5 }));

const xml = fc.letrec<{ element: string; children: string }>((tie) => ({
  element: fc
    .tuple(name, fc.dictionary(name, oddText, { maxKeys: 2 }), tie('children'))
    .map(([tag, attributes, inner]) => {
      const written = Object.entries(attributes).map(
        ([key, value]) => ` ${key}="${value.replaceAll('"', '')}"`,
      );
      return `<${tag}${written.join('')}>${inner}</${tag}>`;
    }),
  children: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    oddText,
    fc.array(tie('element'), { maxLength: 4 }).map((all) => all.join('')),
  ),
})).element;

const doctypes = fc.constantFrom(
  '',
  '<?xml version="1.0" encoding="UTF-16"?>',
  `<!DOCTYPE a [<!ENTITY x "${canary}">]>`,
  '<!DOCTYPE a SYSTEM "file:///etc/passwd">',
);
const form = fc
  .array(fc.tuple(name, fc.array(name, { maxLength: 12 }), oddText), { maxLength: 20 })
  .map((fields) =>
    fields
      .map(([first, inner, value]) => `${first}${inner.map((one) => `[${one}]`).join('')}=${value}`)
      .join('&'),
  );
const json = fc.oneof(
  fc.json(),
  fc
    .array(
      fc.dictionary(
        name,
        fc.oneof(oddText, fc.double(), fc.constant(null), fc.array(oddText, { maxLength: 3 })),
        { maxKeys: 5 },
      ),
    )
    .map((list) => JSON.stringify({ Report_Entry: list })),
  fc
    .tuple(fc.constantFrom(500, 3000, 20_000), fc.constantFrom(['[', ']'], ['{"id":', '}']))
    .map(([depth, [open = '', close = '']]) => `${open.repeat(depth)}1${close.repeat(depth)}`),
);
const wide = fc.constantFrom(
  `<Worker_Sync>${'<Worker/>'.repeat(20_000)}</Worker_Sync>`,
  `<a ${Array.from({ length: 20_000 }, (_, index) => `b${index}="1"`).join(' ')}/>`,
  '<a>'.repeat(10_000),
  `<a>${'&amp;'.repeat(100_000)}</a>`,
  `id=1&${'a[b]=1&'.repeat(30_000)}`,
  `a${'[b]'.repeat(30_000)}=1`,
  `{"id":"${'-'.repeat(200_000)}","mail":"${'a'.repeat(200_000)}@"}`,
);

const text = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(doctypes, xml).map((parts) => parts.join('')) },
  { weight: 3, arbitrary: form },
  { weight: 3, arbitrary: json },
  { weight: 1, arbitrary: wide },
);
const body = fc.oneof(
  { weight: 4, arbitrary: text.map((one) => Buffer.from(one)) },
  {
    weight: 1,
    arbitrary: fc.tuple(text, fc.nat(), fc.uint8Array({ maxLength: 6 })).map(([one, at, bytes]) => {
      const original = Buffer.from(one);
      const place = at % (original.length + 1);
      return Buffer.concat([original.subarray(0, place), bytes, original.subarray(place + 2)]);
    }),
  },
);

const requests = fc.record({
  source: fc.constantFrom(...Object.keys(sources)),
  body,
  contentType: fc.constantFrom(
    'text/xml',
    'application/xml',
    'application/json',
    'application/x-www-form-urlencoded',
    'text/plain',
    '',
  ),
  isAuthentic: fc.oneof(
    { weight: 4, arbitrary: fc.constant(true) },
    { weight: 1, arbitrary: fc.constant(false) },
  ),
  headers: fc.dictionary(
    fc.constantFrom('ce-type', 'ce-id', 'CE-Source', 'webhook-request-origin'),
    oddText,
    { maxKeys: 2 },
  ),
  method: fc.oneof(
    { weight: 9, arbitrary: fc.constant('POST') },
    { weight: 1, arbitrary: fc.constantFrom('OPTIONS', 'GET') },
  ),
});

function judge({ status, body: answer, messages, lines }: Posted, isAuthentic: boolean): void {
  const statuses = isAuthentic ? [200, 202, 400, 404, 413] : [200, 401, 404];
  expect(statuses).toContain(status);
  if (status >= 400)
    expect(Object.keys(answer).sort()).toEqual(['code', 'requestId', 'status', 'title', 'type']);
  if (status === 202) expect(answer['accepted']).toBe(messages.length);
  else expect(messages).toEqual([]);
  const said = [...lines, JSON.stringify(answer)].join('\n');
  expect(said).not.toMatch(/c4nary|passwd|acme\.example/);
}

test('whatever is sent, the answer keeps the contract, comes soon, and repeats nothing of the request', async () => {
  await fc.assert(
    fc.asyncProperty(requests, async ({ source, body: sent, contentType, isAuthentic, headers, method }) => {
      const before = process.cpuUsage();
      const authorization = { authorization: `Bearer secret-${isAuthentic ? canary : 'x'}` };
      const posted = await receive.post(
        source,
        { 'content-type': contentType, ...headers, ...authorization },
        sent,
        { method },
      );
      // The processor's time, of which a busy machine takes no more: HR systems wait for three seconds.
      expect(process.cpuUsage(before).user).toBeLessThan(3_000_000);
      judge(posted, isAuthentic);
    }),
    { numRuns: 3000 },
  );
});
