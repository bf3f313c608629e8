import { createHmac } from 'node:crypto';
import type { Configuration } from '../config/configuration.ts';
import { type LocalSecrets, readCredentials } from '../local/local-secrets.ts';
import { toAuthenticHeaders } from '../local/sample-hire.ts';
import { toSqsRecord } from '../test/helpers/sqs-record.ts';
import { createLargeBody, formatOfShape, type Shape } from '../test/receive/large-bodies.ts';

/**
 * Makes field-based BambooHR webhooks, signed now. `event` is for `receive`; `bareEvent` has the same body, for
 * the bare baseline. A field is about 50 bytes.
 */
export function createWebhooks(configuration: Configuration, secrets: LocalSecrets) {
  const { secret, sign } = createSigner(configuration, secrets, 'bamboohr');
  return (content: { employees: number; fieldsEach: number; action: 'Created' | 'Photographed' }) => {
    const body = toBody(content);
    return {
      event: sign(Buffer.from(body)),
      bareEvent: { key: secret, body, signature: createHmac('sha256', secret).update(body).digest('hex') },
    };
  };
}

function toBody(content: { employees: number; fieldsEach: number; action: string }): string {
  const names = Array.from({ length: content.fieldsEach }, (_, index) => `Custom Field ${index + 10}`);
  const fields = Object.fromEntries(names.map((field) => [field, { value: 'twenty-one characters' }]));
  const ids = Array.from({ length: content.employees }, (_, index) => String(index + 1));
  return JSON.stringify({ employees: ids.map((id) => ({ id, action: content.action, fields })) });
}

/** Makes large webhooks of BambooHR (JSON, forms) and Workday (XML), in base64 as API Gateway passes on any bytes. */
export function createLargeWebhooks(configuration: Configuration, secrets: LocalSecrets) {
  const contentTypes = {
    json: 'application/json',
    xml: 'text/xml',
    form: 'application/x-www-form-urlencoded',
  };
  return (shape: Shape, bytes: number) => {
    const format = formatOfShape(shape);
    const { sign } = createSigner(configuration, secrets, format === 'xml' ? 'workday' : 'bamboohr');
    const body = createLargeBody(shape, bytes);
    return {
      event: sign(body, { contentType: contentTypes[format], isBase64Encoded: true }),
      bytes: body.length,
    };
  };
}

/** Signs as a source does, now. `sign` makes what API Gateway passes to `receive` (payload format 2.0). */
export function createSigner({ name, sources }: Configuration, secrets: LocalSecrets, source: string) {
  const settings = sources[source];
  const secret = readCredentials(secrets, name).webhook(source);
  if (settings === undefined || secret === undefined) throw new Error(`The configuration has no ${source}`);
  return {
    secret,
    sign(body: Buffer, { contentType, isBase64Encoded = false }: HowSent = {}) {
      const proof = toAuthenticHeaders(settings, secret, body, Date.now());
      return {
        version: '2.0',
        headers: { ...proof, ...(contentType !== undefined && { 'content-type': contentType }) },
        pathParameters: { source },
        requestContext: { requestId: 'request-1' },
        body: body.toString(isBase64Encoded ? 'base64' : 'utf8'),
        isBase64Encoded,
      };
    },
  };
}

interface HowSent {
  contentType?: string;
  isBase64Encoded?: boolean;
}

/** A source of one's own, as it is written in a configuration. `createHire` has a hire of it. */
export const homeMade = {
  type: 'generic',
  authentication: [{ type: 'bearer' }],
  employee: { id: 'id', workEmail: 'email' },
};

/** A batch for `invite`, with one hire whose mail is due. */
export function createHire(email: string) {
  const now = Date.now();
  const message = {
    v: 1,
    purpose: 'invite',
    event: 'created',
    source: 'home-made',
    record: { id: '1', email },
    receivedAt: new Date(now).toISOString(),
    requestId: 'request-1',
  };
  const body = JSON.stringify(message);
  const times = { sentAt: now, firstReceivedAt: now, receiveCount: 1 };
  return { Records: [toSqsRecord({ messageId: 'message-1', body, ...times })] };
}
