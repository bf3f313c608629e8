import { deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { generateSecrets, readCredentials } from '../../local/local-secrets.ts';
import { toAuthenticHeaders } from '../../local/sample-hire.ts';
import { webhookFixtures } from '../fixtures/webhooks.ts';
import { sourcesOfPresets } from '../helpers/preset-sources.ts';
import { createReceiveOf, type Posted } from '../helpers/receive-sources.ts';
import { mostly, oddText } from './hostile-bodies.ts';
import { allShapes, createLargeBody, formatOfShape } from './large-bodies.ts';
import { canary } from './receive-in-process.ts';

/** Random webhooks of every preset, in every format, charset and compression, and what must hold for each. */

const nowMs = Date.parse('2026-03-02T08:00:00Z');
const any = { type: 'generic', formats: ['json', 'xml', 'form'], records: ['employees', '*[]', '@'] };
const sources = {
  ...sourcesOfPresets,
  any: {
    ...any,
    authentication: [{ type: 'hmac', signatureHeader: 'x-signature' }, { type: 'bearer' }],
    employee: { id: ['id', 'data.employeeId'], tenant: ['company', "join('-', keys(@))"], workEmail: 'mail' },
  },
};

function start() {
  const receive = createReceiveOf(sources, { nowMs });
  const credentials = readCredentials(generateSecrets(receive.configuration), receive.configuration.name);
  const secretOf = (source: string) => credentials.webhook(source) ?? '';
  for (const source of Object.keys(sources)) receive.secrets.set(source, { current: secretOf(source) });
  const prove = (source: string, signed: Buffer) => {
    const settings = receive.configuration.sources[source];
    if (settings === undefined) throw new Error('no source');
    return toAuthenticHeaders(settings, secretOf(source), signed, nowMs);
  };
  return { receive, prove };
}

/** What may stand where a value stood. */
const values = fc.oneof(
  oddText,
  fc.constantFrom(
    `${canary}@acme.example`,
    '2026-03-02',
    'null',
    '[]',
    '{}',
    '[[[[1]]]]',
    '<a/>',
    '&amp;',
    '%5B',
    '0',
  ),
  fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.stringify(value)),
);

/** A text with some of its values, names or marks replaced, doubled or left out. */
const changed = (text: string) =>
  fc
    .array(fc.tuple(fc.nat(), values, fc.constantFrom('replace', 'double', 'leave out', 'before')), {
      maxLength: 2,
    })
    .map((changes) => {
      const parts = text.split(/([\w@.:-]+)/);
      for (const [at, value, how] of changes) {
        const place = at % parts.length;
        const part = parts[place] ?? '';
        if (how === 'replace') parts[place] = value;
        if (how === 'double') parts[place] = part + part;
        if (how === 'leave out') parts[place] = '';
        if (how === 'before') parts[place] = value + part;
      }
      return parts.join('');
    });

const mutated = (bytes: Buffer) =>
  fc.tuple(fc.nat(), fc.nat(4), fc.uint8Array({ maxLength: 4 })).map(([at, cut, inserted]) => {
    const start = at % (bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, start), inserted, bytes.subarray(start + cut)]);
  });

type Encode = (text: string) => Buffer;
const charsets = mostly<Encode>(
  fc.constant((text) => Buffer.from(text)),
  fc.constantFrom<Encode[]>(
    (text) => Buffer.from(`\uFEFF${text}`),
    (text) => Buffer.from(text, 'utf16le'),
    (text) => Buffer.from(`\uFEFF${text}`, 'utf16le').swap16(),
    (text) => Buffer.from(text, 'latin1'),
  ),
);

type Pack = (bytes: Buffer) => Buffer;
const asIs: Pack = (bytes) => bytes;
const packings = fc.oneof(
  { weight: 3, arbitrary: fc.constant(asIs) },
  {
    weight: 2,
    arbitrary: fc.constantFrom<Pack[]>(
      (bytes) => gzipSync(bytes),
      (bytes) => gzipSync(bytes, { level: 1 }),
      (bytes) => deflateSync(bytes),
      (bytes) => gzipSync(gzipSync(bytes)),
      (bytes) => gzipSync(bytes).subarray(0, -4),
      (bytes) => Buffer.concat([gzipSync(bytes), gzipSync(bytes)]),
    ),
  },
);

const contentTypes = fc.constantFrom(
  'application/json',
  'text/xml; charset=UTF-8',
  'application/x-www-form-urlencoded',
  'text/plain; charset=iso-8859-1',
  'multipart/form-data; boundary=x',
  '',
);

interface Hostile {
  source: string;
  sent: Buffer;
  /** Of these bytes the signature or credential is made; of none, if it is missing. */
  signed: Buffer | undefined;
  isAuthentic: boolean;
  headers: Record<string, string>;
  method: string;
}

const requests: fc.Arbitrary<Hostile> = fc.constantFrom(...webhookFixtures).chain((fixture) =>
  fc
    .record({
      source: mostly(fc.constant(fixture.preset), fc.constantFrom(...Object.keys(sources))),
      text: mostly(
        mostly(changed(fixture.body), fc.constant(fixture.body)),
        fc.oneof(values, fc.constant('')),
      ),
      encode: charsets,
      pack: packings,
      contentType: mostly(fc.constant(fixture.contentType), contentTypes),
      encoding: fc.constantFrom('gzip', 'deflate', 'gzip', '', 'br', 'gzip, gzip'),
      proof: fc.constantFrom<('sent' | 'plain' | 'other' | 'none')[]>(
        'sent',
        'sent',
        'sent',
        'plain',
        'other',
        'none',
      ),
      method: mostly(fc.constant('POST'), fc.constantFrom('GET', 'OPTIONS', 'PUT')),
      spoilt: mostly(fc.constant(false), fc.constant(true)),
    })
    .chain(({ text, encode, pack, contentType, encoding, proof, spoilt, ...rest }) => {
      const plain = encode(text);
      const packed = pack(plain);
      return (spoilt ? mutated(packed) : fc.constant(packed)).map((sent) => {
        const signed = { sent, plain, other: Buffer.from(canary), none: undefined }[proof];
        return {
          ...rest,
          sent,
          signed,
          isAuthentic: signed !== undefined && (proof === 'plain' || signed.equals(sent)),
          headers: {
            'content-type': contentType,
            ...(encoding !== '' && { 'content-encoding': encoding }),
            ...fixture.headers,
          },
        };
      });
    }),
);

/** @throws Error if something does not hold. */
function judge({ status, body, messages, lines }: Posted, isForged: boolean): void {
  const allowed = isForged ? [200, 401, 404] : [200, 202, 400, 401, 404, 413];
  if (!allowed.includes(status)) throw new Error(`answered ${status}: ${lines.join('\n')}`);
  const said = lines.join('\n');
  // A sender that wants XML is not told the counts.
  const accepted = body['accepted'] ?? /"accepted":(\d+)/.exec(said)?.[1];
  const isTaken = status === 202 || accepted !== undefined;
  if (isTaken ? Number(accepted) !== messages.length : messages.length > 0)
    throw new Error(`${messages.length} messages, but ${JSON.stringify(body)}`);
  if (status >= 400 && Object.keys(body).sort().join() !== 'code,requestId,status,title,type')
    throw new Error(`no problem of the contract: ${JSON.stringify(body)}`);
  if (/c4nary|@|(?:acme|home)\.example/.test(said)) throw new Error(`said what it must not say: ${said}`);
  if (isForged && /WebhookUnreadable|HiresAccepted/.test(said)) throw new Error('counted, but forged');
}

/** @returns how often each status was answered. @throws Error with the smallest input for which something does not hold. */
export async function fuzzPresets(inputs: number, seed: number): Promise<Record<string, number>> {
  const { receive, prove } = start();
  const answers: Record<string, number> = {};
  await fc.assert(
    fc.asyncProperty(requests, async ({ source, sent, signed, isAuthentic, headers, method }) => {
      const proof = signed === undefined ? {} : prove(source, signed);
      const posted = await receive.post(source, { ...proof, ...headers }, sent, { method });
      // A credential is right whatever the body is.
      const isSigned =
        receive.configuration.sources[source]?.authentication[0]?.type.match(/hmac|standard/) !== null;
      judge(posted, signed === undefined || (isSigned && !isAuthentic));
      answers[posted.status] = (answers[posted.status] ?? 0) + 1;
    }),
    { numRuns: inputs, seed },
  );
  return answers;
}

const large = fc.record({
  shape: fc.constantFrom(...allShapes),
  bytes: fc.integer({ min: 1024 * 1024, max: 6 * 1024 * 1024 }),
  isZipped: fc.boolean(),
  source: fc.constantFrom('any', 'own'),
});

/** Bodies of 1 to 6 MB, as dear as can be. @returns how often each status was answered, and the dearest in µs a byte. */
export async function fuzzLarge(inputs: number, seed: number): Promise<Record<string, number | string>> {
  const { receive, prove } = start();
  const ownSource = { json: 'bamboohr', form: 'bamboohr', xml: 'workday-core-connector' };
  const contentType = {
    json: 'application/json',
    xml: 'text/xml',
    form: 'application/x-www-form-urlencoded',
  };
  const answers: Record<string, number> = {};
  let dearest = { cost: 0, shape: '' };
  await fc.assert(
    fc.asyncProperty(large, async ({ shape, bytes, isZipped, source: which }) => {
      const format = formatOfShape(shape);
      const source = which === 'any' ? 'any' : ownSource[format];
      const plain = createLargeBody(shape, bytes);
      const sent = isZipped ? gzipSync(plain, { level: 1 }) : plain;
      const headers = { ...prove(source, sent), 'content-type': contentType[format] };
      const before = process.cpuUsage();
      const posted = await receive.post(source, headers, sent);
      const { user, system } = process.cpuUsage(before);
      const cost = (user + system) / plain.length;
      if (cost > dearest.cost) dearest = { cost, shape };
      judge(posted, false);
      answers[posted.status] = (answers[posted.status] ?? 0) + 1;
    }),
    { numRuns: inputs, seed, endOnFailure: true },
  );
  return { ...answers, dearest: `${dearest.shape}: ${dearest.cost.toFixed(2)} µs a byte` };
}
