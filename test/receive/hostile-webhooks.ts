import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { hostileBodies, mostly, oddText } from './hostile-bodies.ts';
import { canary, nowMs, webhookSecrets } from './receive-in-process.ts';

/** The signature that a source's HR system makes, written anew from its documentation. */
export function digestOf(
  source: string,
  { id, timestamp, body }: { id: string; timestamp: string; body: Buffer },
): string {
  const secret = webhookSecrets.get(source) ?? '';
  if (source === 'bamboohr') return createHmac('sha256', secret).update(body).update(timestamp).digest('hex');
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  return createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64');
}

const now = String(nowMs / 1000);
const timestamps = mostly(
  fc.constant(now),
  fc.oneof(
    fc.integer({ min: -200_000, max: 200_000 }).map((offSeconds) => String(nowMs / 1000 + offSeconds)),
    fc.constantFrom('NaN', '-1', '0', '1e9', 'Infinity', '', canary, '0x69a53f00', '１７７２４３８４００'),
    fc.constantFrom(
      `${now}.5`,
      ` ${now}`,
      `${now}\n`,
      `+${now}`,
      `${now},${now}`,
      `${now}000`,
      '9'.repeat(400),
    ),
  ),
);

type Change = (text: string) => string;
const unchanged: Change = (text) => text;

const spoilt = fc.constantFrom<Change[]>(
  (signature) => signature.slice(0, -1),
  (signature) => `${signature}=`,
  (signature) => signature.toUpperCase(),
  (signature) => Buffer.from(signature, 'hex').toString('base64'),
  (signature) => Buffer.from(signature, 'base64').toString('hex'),
  (signature) => signature.replaceAll('a', '\u0430'), // looks the same
  (signature) => `sha256=${signature}`,
  (signature) => createHmac('sha1', 'x').update(signature).digest('hex'),
  () => '00'.repeat(32),
  () => '',
  () => ' , ,'.repeat(3000),
  () => `${canary}\r\nx: y`,
  () => 'f'.repeat(100_000),
);
const replaced = oddText.map(
  (text): Change =>
    () =>
      text,
);

/** Around the signature: others beside it, as a list or a repeated header has them. */
const lists = mostly(
  fc.constant(unchanged),
  fc.constantFrom<Change[]>(
    (header) => ` ${header} `,
    (header) => `v1,${'A'.repeat(43)}= ${header}`,
    (header) => `${'0'.repeat(64)},${header}`,
    (header) => `${`${canary} `.repeat(60)}${header}`,
  ),
);

const headerNames = new Map([
  ['bamboohr', { id: 'x-none', timestamp: 'X-BambooHR-Timestamp', signature: 'X-BambooHR-Signature' }],
  ['home-made', { id: 'Webhook-Id', timestamp: 'webhook-timestamp', signature: 'WEBHOOK-SIGNATURE' }],
]);

const contentTypes = mostly(
  fc.constantFrom('application/json', 'text/plain', ''),
  fc.oneof(oddText, fc.constantFrom('application/xml', 'multipart/form-data; boundary=x', `${canary}/xml`)),
);
const moreHeaders = mostly<Record<string, string>>(
  fc.constant({}),
  fc.oneof(
    fc.dictionary(oddText, oddText, { maxKeys: 3 }),
    fc.constantFrom<Record<string, string>[]>(
      { 'content-encoding': 'gzip' },
      { 'x-bamboohr-signature': canary },
      { 'webhook-signature': '', 'webhook-id': '' },
      { 'X-BAMBOOHR-TIMESTAMP': now },
    ),
  ),
);

export interface HostileWebhook {
  /** As API Gateway gives it to the function. */
  event: unknown;
  source: string;
  headers: Record<string, string>;
  /** The body's bytes that the event stands for. */
  received: Buffer;
}

/** Webhooks as an attacker, a broken sender or an odd proxy might send them; about every fourth is authentic. */
export const hostileWebhooks: fc.Arbitrary<HostileWebhook> = fc
  .record({
    source: mostly(fc.constantFrom('bamboohr', 'home-made'), fc.oneof(oddText, fc.constant('bamboohr/..'))),
    body: hostileBodies,
    otherBody: mostly<Buffer | undefined>(fc.constant(undefined), hostileBodies),
    id: mostly(fc.constant('msg_1'), oddText),
    timestamp: timestamps,
    change: mostly(fc.constant(unchanged), fc.oneof(spoilt, replaced)),
    list: lists,
    contentType: contentTypes,
    moreHeaders,
    transport: mostly(
      fc.constantFrom('text', 'base64'),
      fc.constantFrom('base64 as text', 'text as base64', 'no flag', 'no body'),
    ),
    lacking: mostly(
      fc.constant('nothing'),
      fc.constantFrom('headers', 'pathParameters', 'requestContext', 'signature', 'timestamp'),
    ),
  })
  .map(({ source, body, otherBody = body, id, timestamp, change, list, transport, lacking, ...given }) => {
    const names = headerNames.get(source) ?? { id: canary, timestamp: 'x', signature: 'webhook-signature' };
    const digest = change(digestOf(source, { id, timestamp, body }));
    const signature = list(source === 'home-made' ? `v1,${digest}` : digest);
    const headers: Record<string, string> = {
      'content-type': given.contentType,
      [names.id]: id,
      ...(lacking !== 'timestamp' && { [names.timestamp]: timestamp }),
      ...(lacking !== 'signature' && { [names.signature]: signature }),
      ...given.moreHeaders,
    };
    const text =
      transport === 'no body' ? '' : otherBody.toString(transport.startsWith('base64') ? 'base64' : 'utf8');
    const isBase64Encoded = transport === 'base64' || transport === 'text as base64';
    return {
      source,
      headers: lacking === 'headers' ? {} : headers,
      received: Buffer.from(text, isBase64Encoded ? 'base64' : 'utf8'),
      event: {
        version: '2.0',
        ...(lacking !== 'headers' && { headers }),
        ...(lacking !== 'pathParameters' && { pathParameters: { source } }),
        ...(lacking !== 'requestContext' && { requestContext: { requestId: 'request-1' } }),
        ...(transport !== 'no body' && { body: text }),
        ...(transport !== 'no flag' && { isBase64Encoded }),
      },
    };
  });
