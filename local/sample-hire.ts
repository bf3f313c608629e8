import { presets } from '../config/presets/index.ts';
import type { ExampleHire, ExampleWebhook } from '../config/presets/preset.ts';
import type { Source } from '../config/source.ts';
import type { Authentication } from '../config/source-authentication.ts';
import { type HireEvent, hireEvents } from '../lambda/hire/hr-event.ts';
import { dateIn, type MomentSettings, momentOf } from '../lambda/hire/moment.ts';
import { type HmacScheme, isSigned, toHmacScheme } from '../lambda/hr-systems/hmac-scheme.ts';
import { readKey, sign } from '../lambda/receive/verify-hmac.ts';

/** A person who exists only in the sandboxes. */
export type SampleHire = ExampleHire;

/** Past, so that the invite is sent at once; so long past that the sweep does not look for it (`sweep.daysBack`). */
const startedDaysAgo = 180;

/** People whom a source can announce at once. */
export function createSampleHires(
  { timeZone }: Pick<MomentSettings, 'timeZone'>,
  nowMs: number,
): SampleHire[] {
  const startDate = dateIn(timeZone, nowMs, -startedDaysAgo);
  return ['ada', 'grace', 'linus'].map((name, index) => ({
    employeeId: String(101 + index),
    workEmail: `${name}@acme.example`,
    personalEmail: `${name}@home.example`,
    startDate,
  }));
}

/** The employee as BambooHR's sandbox knows them. */
export function toBambooHr({ employeeId, workEmail, personalEmail, startDate }: SampleHire) {
  return { id: employeeId, workEmail, homeEmail: personalEmail, hireDate: startDate };
}

const laterDays = 21;

/** A person whose start date is the last one for which the invite is due within three weeks from now. */
export function createLaterHire(settings: MomentSettings, nowMs: number): SampleHire {
  const endAt = nowMs + laterDays * 24 * 60 * 60 * 1000;
  let days = laterDays + settings.daysBeforeStart;
  const toDate = () => dateIn(settings.timeZone, nowMs, days);
  while (momentOf(toDate(), settings) > endAt) days -= 1;
  return {
    employeeId: '104',
    workEmail: 'edsger@acme.example',
    personalEmail: 'edsger@home.example',
    startDate: toDate(),
  };
}

/** What the samples of a source can say; nothing for `generic`, whose format only its owner knows. */
export function sampleEvents(source: Source, hire: SampleHire): HireEvent[] {
  const created = presets[source.type]?.example(hire, new Date());
  if (created === undefined) return [];
  return hireEvents.filter((event) => event === 'created' || wordsFor(event, source, created) !== undefined);
}

/** The word of a source for an event, and the one that its sample says in place of it. */
function wordsFor(event: HireEvent, { event: words }: Source, created: ExampleWebhook) {
  const [word] = words?.[event] ?? [];
  const [said] = (words?.created ?? [])
    .filter((one) => created.body.includes(one))
    .toSorted((one, other) => other.length - one.length);
  return word === undefined || said === undefined ? undefined : { word, said };
}

/**
 * The webhook with which a source says that this has happened to a person; undefined for `generic`, whose format only
 * its owner knows.
 * @param at when it is said.
 * @throws Error if the source has no word for the event, or its sample names none.
 */
export function toWebhook(
  source: Source,
  hire: SampleHire,
  { event, at }: { event: HireEvent; at: Date },
): ExampleWebhook | undefined {
  const { type } = source;
  const created = presets[type]?.example(hire, at);
  if (created === undefined || event === 'created') return created;
  const words = wordsFor(event, source, created);
  if (words === undefined)
    throw new Error(`A sample webhook of the type ${type} can only say that somebody was created.`);
  return { ...created, body: created.body.replace(words.said, words.word) };
}

/** The headers that make a body authentic by a source's first way. @throws Error if the secret is not a valid key. */
export function toAuthenticHeaders(
  { authentication: [way] }: Source,
  secret: string,
  body: Buffer,
  nowMs: number,
): Record<string, string> {
  const json = { 'content-type': 'application/json' };
  if (way === undefined) return json;
  if (!isSigned(way)) return { ...json, ...credentialHeader(way, secret) };
  const scheme = toHmacScheme(way);
  const key = readKey(scheme, secret);
  if (key === undefined) throw new Error('The webhook secret is not a valid key');
  const timestamp = toTimestamp(scheme.timestampFormat, nowMs);
  const id = `msg_${nowMs}`;
  const digest = sign(scheme, key, { id, timestamp, headers: {}, rawBody: body }).toString(scheme.encoding);
  const { timestampHeader, idHeader } = scheme;
  return {
    ...json,
    [scheme.signatureHeader]: writeSignature(scheme, digest, timestamp),
    ...(timestampHeader !== undefined && { [timestampHeader]: timestamp }),
    ...(idHeader !== undefined && { [idHeader]: id }),
  };
}

function toTimestamp(format: HmacScheme['timestampFormat'], nowMs: number): string {
  if (format === 'iso-8601') return new Date(nowMs).toISOString();
  return String(format === 'seconds' ? Math.floor(nowMs / 1000) : nowMs);
}

/** A signature as it is written in its header. */
function writeSignature(
  { signatureList, signaturePrefix = '' }: HmacScheme,
  digest: string,
  timestamp: string,
): string {
  if (signatureList === undefined) return `${signaturePrefix}${digest}`;
  const { version, versionSeparator, timestamp: mark } = signatureList;
  const signature = `${version}${versionSeparator}${signaturePrefix}${digest}`;
  return mark === undefined ? signature : `${mark}${versionSeparator}${timestamp},${signature}`;
}

function credentialHeader(
  way: Exclude<Authentication, { type: 'hmac' | 'standard-webhooks' }>,
  secret: string,
): Record<string, string> {
  if (way.type === 'header') return { [way.header]: secret };
  if (way.type === 'bearer') return { authorization: `Bearer ${secret}` };
  return { authorization: `Basic ${Buffer.from(secret).toString('base64')}` };
}
