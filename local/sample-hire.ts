import { connectHrSystem } from '../lambda/hr-systems/index.ts';
import { dateIn, type MomentSettings, momentOf } from '../lambda/invite/moment.ts';
import { readKey, sign } from '../lambda/receive/verify-hmac.ts';
import type { Source } from '../lambda/shared/configuration.ts';

/** Somebody who exists in the sandboxes only. */
export interface SampleHire {
  employeeId: string;
  workEmail: string;
  personalEmail: string;
  /** The first day at work, such as 2026-03-02. */
  startDate: string;
}

/** Long past, so that nothing waits for it. */
const startDate = '2026-03-02';

export const sampleHires: readonly SampleHire[] = [
  { employeeId: '101', workEmail: 'ada@acme.example', personalEmail: 'ada@home.example', startDate },
  { employeeId: '102', workEmail: 'grace@acme.example', personalEmail: 'grace@home.example', startDate },
  { employeeId: '103', workEmail: 'linus@acme.example', personalEmail: 'linus@home.example', startDate },
];

const laterDays = 21;

/** Somebody who starts on the last day whose moment is within three weeks from now. */
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

/** The sample hire of a home-made sender, in a file: commands to copy should show no address. */
const sampleFile = 'local/sample-hire.json';

/** The body by which a source says that this person was hired. */
export function toBody(source: Source, hire: SampleHire): string {
  switch (source.type) {
    case 'bamboohr':
      return JSON.stringify({
        type: 'employee.created',
        timestamp: '2026-03-02T08:00:00Z',
        data: { companyId: '12345', employeeId: hire.employeeId },
      });
    case 'standard-webhooks':
      return JSON.stringify({ type: 'employee.created', data: hire });
  }
}

/** The headers that sign a body, as the source's HR system would. @throws Error if the secret is no key. */
export function toSignedHeaders(
  source: Source,
  secret: string,
  body: Buffer,
  nowMs: number,
): Record<string, string> {
  const { scheme } = connectHrSystem(source);
  const key = readKey(scheme, secret);
  if (key === undefined) throw new Error('The webhook secret is no key');
  const timestamp = String(Math.floor(nowMs / 1000));
  const id = `msg_${nowMs}`;
  const digest = sign(scheme, key, { id, timestamp, body }).toString(scheme.encoding);
  return {
    'content-type': 'application/json',
    [scheme.signatureHeader]:
      scheme.signatureVersion === undefined ? digest : `${scheme.signatureVersion},${digest}`,
    ...(scheme.timestampHeader !== undefined && { [scheme.timestampHeader]: timestamp }),
    ...(scheme.idHeader !== undefined && { [scheme.idHeader]: id }),
  };
}

/** The same as commands for a shell, to copy and paste: a signature is only good for some minutes. */
export function toShellCommands(source: Source, secret: string, url: string): string[] {
  switch (source.type) {
    case 'bamboohr':
      return [
        bambooHrBody('101'),
        'TIME=$(date +%s)',
        `SIGNATURE=$(printf '%s%s' "$BODY" "$TIME" | openssl dgst -sha256 -hmac '${secret}' -r | cut -d' ' -f1)`,
        `curl -i ${url} -H 'Content-Type: application/json' -H "X-BambooHR-Timestamp: $TIME" -H "X-BambooHR-Signature: $SIGNATURE" -d "$BODY"`,
      ];
    case 'standard-webhooks': {
      const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64').toString('hex');
      const { id, timestamp, signature } = source.headers;
      return [
        `BODY=$(cat ${sampleFile})`,
        'TIME=$(date +%s)',
        `SIGNATURE=$(printf 'msg_%s.%s.%s' "$TIME" "$TIME" "$BODY" | openssl dgst -sha256 -mac HMAC -macopt hexkey:${key} -binary | base64)`,
        `curl -i ${url} -H 'Content-Type: application/json' -H "${id}: msg_$TIME" -H "${timestamp}: $TIME" -H "${signature}: v1,$SIGNATURE" -d "$BODY"`,
      ];
    }
  }
}

/** The first of these commands, for somebody else than the first sample hire: with a start date. */
export function toBodyCommand(source: Source, { employeeId, startDate }: SampleHire): string {
  switch (source.type) {
    case 'bamboohr':
      return bambooHrBody(employeeId);
    case 'standard-webhooks':
      return `BODY=$(sed 's/103/${employeeId}/; s/linus/edsger/; s/"data": {/&"startDate":"${startDate}",/' ${sampleFile})`;
  }
}

function bambooHrBody(employeeId: string): string {
  return `BODY='{"type":"employee.created","timestamp":"2026-03-02T08:00:00Z","data":{"companyId":"1","employeeId":"${employeeId}"}}'`;
}
