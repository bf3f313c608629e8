import * as v from 'valibot';
import type { SourceOf } from '../shared/configuration.ts';
import { type HireEvent, readId, readInstant, toPerson } from '../shared/hire.ts';
import type { HrSystem } from './hr-system.ts';
import { readTypedEvent } from './typed-event.ts';

/**
 * Standard Webhooks (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md, read
 * 2026-11) with a body of our own for home-made senders:
 * `{"type":"employee.created","timestamp"?,"data":{"employeeId","workEmail","personalEmail"?,"startDate"?}}`; the type
 * may also be `employee.updated` or `employee.removed`.
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

  readEvents(body) {
    const bodies: unknown[] = Array.isArray(body) ? body : [body];
    return bodies.map((one) => readTypedEvent(one, meanings));
  },

  readEmployeeId: (record) => readId(readData(record)?.['employeeId']),

  readPerson: (record) => toPerson(readData(record) ?? {}),

  readTimestamp: (record) => readInstant(record['timestamp']),
};

const meanings = new Map<string, HireEvent>([
  ['employee.created', 'created'],
  ['employee.updated', 'updated'],
  ['employee.removed', 'removed'],
]);

const Body = v.object({ data: v.record(v.string(), v.unknown()) });

function readData(record: unknown): Record<string, unknown> | undefined {
  const body = v.safeParse(Body, record);
  return body.success ? body.output.data : undefined;
}
