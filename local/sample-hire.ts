import { presets } from '../config/presets/index.ts';
import type { ExampleHire, ExampleWebhook } from '../config/presets/preset.ts';
import type { Source } from '../config/source.ts';
import type { Authentication } from '../config/source-authentication.ts';
import { dateIn, type MomentSettings, momentOf } from '../lambda/hire/moment.ts';
import { type HmacScheme, isSigned, toHmacScheme } from '../lambda/hr-systems/hmac-scheme.ts';
import { readKey, sign } from '../lambda/receive/verify-hmac.ts';

/** A person who exists only in the sandboxes. */
export type SampleHire = ExampleHire;

/** Long past, so that the invite is sent at once. */
const startDate = '2026-03-02';

export const sampleHires: readonly SampleHire[] = [
  { employeeId: '101', workEmail: 'ada@acme.example', personalEmail: 'ada@home.example', startDate },
  { employeeId: '102', workEmail: 'grace@acme.example', personalEmail: 'grace@home.example', startDate },
  { employeeId: '103', workEmail: 'linus@acme.example', personalEmail: 'linus@home.example', startDate },
];

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

/**
 * The webhook with which a source announces this person; undefined for `generic`, whose format only its owner knows.
 */
export function toWebhook({ type }: Source, hire: SampleHire): ExampleWebhook | undefined {
  return presets[type]?.example(hire);
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
  const digest = sign(scheme, key, { id, timestamp, rawBody: body }).toString(scheme.encoding);
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

/**
 * Shell commands to copy and paste that sign and send a sample. They sign when they run, because a signature is valid
 * for only a few minutes.
 * @param urls.webhook where to send the sample. `urls.body` is where to get its body.
 */
export function toShellCommands(
  { authentication: [way] }: Source,
  secret: string,
  urls: { webhook: string; body: string },
  contentType: string,
): string[] {
  const body = `BODY=$(curl -s ${urls.body})`;
  const send = `curl -i ${urls.webhook} -H 'Content-Type: ${contentType}'`;
  if (way === undefined) return [];
  if (!isSigned(way)) {
    const headers = Object.entries(credentialHeader(way, secret));
    return [
      body,
      [send, ...headers.map(([name, value]) => `-H '${name}: ${value}'`), '-d "$BODY"'].join(' '),
    ];
  }
  const scheme = toHmacScheme(way);
  const hexKey = readKey(scheme, secret)?.toString('hex') ?? '';
  const { timestampHeader, idHeader } = scheme;
  const header = (name: string | undefined, value: string) =>
    name === undefined ? [] : [`-H "${name}: ${value}"`];
  return [
    body,
    `TIME=${timeCommands[scheme.timestampFormat]}; ID=msg_$TIME`,
    `SIGNATURE=$(printf '%s' "${toShellText(scheme.template)}" | openssl dgst -${scheme.algorithm} -mac HMAC -macopt hexkey:${hexKey} -binary | ${encodeCommands[scheme.encoding]})`,
    [
      send,
      ...header(idHeader, '$ID'),
      ...header(timestampHeader, '$TIME'),
      ...header(scheme.signatureHeader, writeSignature(scheme, '$SIGNATURE', '$TIME')),
      '-d "$BODY"',
    ].join(' '),
  ];
}

const timeCommands = {
  seconds: '$(date +%s)',
  milliseconds: '$(date +%s)000',
  'iso-8601': '$(date -u +%Y-%m-%dT%H:%M:%SZ)',
} as const;

const encodeCommands = {
  hex: "od -An -v -tx1 | tr -d ' \\n'",
  base64: 'openssl base64 -A',
  base64url: "openssl base64 -A | tr '+/' '-_'",
} as const;

/** The signed text, for double quotes in a shell. The rest of a template has no special meaning there. */
function toShellText(template: string): string {
  const variables: Record<string, string> = { body: 'BODY', timestamp: 'TIME', id: 'ID' };
  return template.replace(/\{(\w+)\}/g, (_, name) => `\${${variables[name]}}`);
}
