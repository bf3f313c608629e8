import * as v from 'valibot';
import type { SourceOf } from '../shared/configuration.ts';
import { JsonObject, readEmail, readId } from '../shared/hire.ts';
import type { HrEvent, HrSystem } from './hr-system.ts';

/**
 * Standard Webhooks (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md, read
 * 2026-11) with a body of our own for home-made senders:
 * `{"type":"employee.created","data":{"employeeId","workEmail","personalEmail"?,"startDate"?}}`.
 */
export const standardWebhooks: HrSystem<SourceOf<'standard-webhooks'>> = {
  scheme: (source) => ({
    algorithm: 'sha256',
    encoding: 'base64',
    signatureHeader: source.headers.signature.toLowerCase(),
    signatureVersion: 'v1',
    signedParts: ['{id}', '.', '{timestamp}', '.', '{body}'],
    timestampHeader: source.headers.timestamp.toLowerCase(),
    idHeader: source.headers.id.toLowerCase(),
    toleranceSeconds: source.toleranceSeconds,
    secretEncoding: 'base64',
  }),

  readEvents: (body) => (Array.isArray(body) ? body : [body]).map(readEvent),

  readEmployeeId: (record) => readId(readData(record)?.['employeeId']),

  readPerson(record) {
    const data = readData(record);
    const workEmail = readEmail(data?.['workEmail']);
    const personalEmail = readEmail(data?.['personalEmail']);
    return { ...(workEmail && { workEmail }), ...(personalEmail && { personalEmail }) };
  },
};

const Created = v.pipe(JsonObject, v.looseObject({ type: v.literal('employee.created') }));

function readEvent(event: unknown): HrEvent {
  const created = v.safeParse(Created, event);
  return created.success ? { event: 'created', record: created.output } : { event: 'other' };
}

const Body = v.object({ data: v.record(v.string(), v.unknown()) });

function readData(record: unknown): Record<string, unknown> | undefined {
  const body = v.safeParse(Body, record);
  return body.success ? body.output.data : undefined;
}
