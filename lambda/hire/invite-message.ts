import * as v from 'valibot';
import { hireEvents } from './hr-event.ts';
import { JsonObject } from './record.ts';

/** The id of a request that is not known. */
export const unknownRequest = 'unknown';

/** A request id as API Gateway makes it. It goes into logs and the hires table, so any other text becomes unknown. */
export const RequestId = v.fallback(v.pipe(v.string(), v.regex(/^[\w=+/.-]{1,128}$/)), unknownRequest);

/** A larger record does not fit through the queue: a schedule's input is at most 256 KB. */
export const maxRecordBytes = 200 * 1024;

/**
 * Why a message comes. `invite`: the HR system said this. `follow-up`: the activation is awaited; send the invite again
 * if it is time. `look`: only wakes the hire, and says nothing about it.
 */
export const purposes = ['invite', 'follow-up', 'look'] as const;

/** What `receive` puts on the invite queue: one message, one hire. */
export const InviteMessage = v.object({
  v: v.literal(1),
  purpose: v.picklist(purposes),
  event: v.picklist(hireEvents),
  source: v.pipe(v.string(), v.nonEmpty()),
  tenant: v.optional(v.string()),
  record: JsonObject,
  receivedAt: v.pipe(v.string(), v.isoTimestamp()),
  requestId: RequestId,
});
export type InviteMessage = v.InferOutput<typeof InviteMessage>;

/** A message that a newer version put on the queue, before a rollback. */
export const NewerMessage = v.object({ v: v.pipe(v.number(), v.gtValue(1)) });

/**
 * Replaces a record that is too large for the queue. It has exactly this form, so that no sender's record is mistaken
 * for it.
 */
export const OversizeStub = v.strictObject({
  oversizeRecord: v.strictObject({
    bytes: v.pipe(v.number(), v.minValue(maxRecordBytes + 1)),
    employeeId: v.optional(v.string()),
    sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/)),
  }),
});
export type OversizeStub = v.InferOutput<typeof OversizeStub>;

/** JSON in ASCII only, the form of the queue's messages. */
export function toAsciiJson(value: unknown): string {
  return toAscii(JSON.stringify(value));
}

/** JSON with escapes for all other characters. */
export function toAscii(json: string): string {
  return json.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/**
 * The same message for another purpose. Everything else in it stays as it is.
 * @throws ValiError if it is not a JSON object.
 */
export function withPurpose(body: string, purpose: InviteMessage['purpose']): string {
  return toAsciiJson({ ...v.parse(v.pipe(v.string(), v.parseJson(), JsonObject), body), purpose });
}
