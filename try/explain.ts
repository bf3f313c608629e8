import middy from '@middy/core';
import httpJsonBodyParser from '@middy/http-json-body-parser';
import type { Configuration } from '../config/configuration.ts';
import type { Source } from '../config/source.ts';
import type { SecretReader } from '../lambda/aws/secrets.ts';
import { connectApi } from '../lambda/hr-systems/api/connect-api.ts';
import { createHrSystem } from '../lambda/hr-systems/create-hr-system.ts';
import { evaluate } from '../lambda/hr-systems/expression.ts';
import { readRecords } from '../lambda/hr-systems/read-events.ts';
import { maxRecords, maxValues } from '../lambda/hr-systems/too-much.ts';
import { toRefusal } from '../lambda/receive/answer-refusals.ts';
import { answerHandshake, type HandshakeAnswer } from '../lambda/receive/handshake.ts';
import { readBody } from '../lambda/receive/read-body.ts';
import { createWebhookReader } from '../lambda/receive/read-request.ts';
import type { Refusal } from '../lambda/receive/refusal.ts';
import { maxDepth } from '../lambda/receive/require-handy-json.ts';
import { requireObjectOrList } from '../lambda/receive/require-object-or-list.ts';
import { requireSize } from '../lambda/receive/require-size.ts';
import type { Webhook, WebhookEvent } from '../lambda/receive/webhook.ts';
import type { Capture } from './capture.ts';
import { explainAuthentication, type Secrets } from './explain-authentication.ts';
import { explainEncoding } from './explain-encoding.ts';
import { explainRecord, isInvited } from './explain-record.ts';
import { findJsonTexts } from './find-json-texts.ts';
import { bad, good, note, open } from './marks.ts';

/** How many records are explained in full. The others are only counted, by outcome. */
const mostRecords = 5;

export interface Explained {
  lines: string[];
  /** Whether the sender would get a 2xx answer. */
  accepted: boolean;
  /** Whether somebody would be invited because of it. Absent for a handshake. */
  invites?: boolean;
}

interface Parts {
  configuration: Configuration;
  source: string;
  secrets: Secrets | undefined;
  nowMs: number;
}

/** Takes a captured request through the steps of `receive`, and explains the result of each. Sends nothing. */
export async function explain(capture: Capture, parts: Parts): Promise<Explained> {
  const webhook = toWebhook(capture, parts);
  const { settings, source, rawBody, headers } = webhook;
  const begin = [
    `Request   ${capture.method}, ${rawBody.length} bytes, ${headers['content-type'] ?? 'no content type'}; read as ${capture.readAs}`,
    `Source    ${source}, of type ${settings.type}: POST /webhooks/${source}`,
  ];
  const isFar = webhook.sourceIp !== '' && !webhook.isAllowedFrom(webhook.sourceIp);
  const handshake = isFar
    ? undefined
    : await answerHandshake(webhook, { secrets: onlyLooking(parts.secrets), secret: '' });
  if (handshake !== undefined)
    return {
      lines: [
        ...begin,
        'Handshake',
        good(`${handshake.reason}: answered 200${givenBack(handshake)}; nothing is put on the queue`),
      ],
      accepted: true,
    };
  const steps = [
    ...begin,
    'Handshake',
    open(
      settings.handshakes.length === 0
        ? 'this source has no handshakes'
        : `not one of ${settings.handshakes.map(({ type }) => type).join(', ')}`,
    ),
  ];
  if (capture.method !== 'POST')
    return {
      lines: [...steps, 'Answer', bad(`404 UNKNOWN_SOURCE: ${capture.method} is only for handshakes`)],
      accepted: false,
    };
  const authentication = explainAuthentication(webhook, parts.secrets, parts.nowMs);
  const body = await explainBody(webhook, parts);
  const answer = toAnswer(authentication.end, body, settings);
  return {
    lines: [
      ...steps,
      'Authentication',
      ...authentication.lines,
      'Body',
      ...explainEncoding(webhook, parts.configuration.receive.maxBodyBytes),
      ...body.lines,
      'Answer',
      answer.line,
    ],
    accepted: answer.accepted,
    invites: answer.accepted && body.invites === true,
  };
}

function toWebhook(
  { method, headers, body, query, sourceIp = '' }: Capture,
  { configuration, source, nowMs }: Parts,
): Webhook {
  return createWebhookReader(
    configuration,
    () => nowMs,
  )({
    headers,
    rawQueryString: query,
    pathParameters: { source },
    requestContext: { requestId: 'try', http: { method, sourceIp } },
    body: body.toString('base64'),
    isBase64Encoded: true,
  });
}

function givenBack({ headers, body }: HandshakeAnswer): string {
  const given = [body, headers].filter((part) => part !== undefined).map((part) => JSON.stringify(part));
  return given.length === 0 ? '' : ` with ${given.join(' and ')}`;
}

/** Handshakes are only explained: no token is stored. */
function onlyLooking(stored: Secrets | undefined): Pick<SecretReader, 'keepIfPlaceholder'> {
  return {
    keepIfPlaceholder: async (_, { current }) => {
      if (stored === undefined) return 'token-kept';
      return stored.current === current ? 'token-known-already' : 'another-secret-is-stored';
    },
  };
}

interface Body {
  lines: string[];
  counts?: { accepted: number; ignored: number };
  /** Whether one of its records leads to an invite. */
  invites?: boolean;
  refusal?: Refusal;
}

async function explainBody(webhook: Webhook, parts: Parts): Promise<Body> {
  try {
    const body = await parseBody(webhook, parts.configuration.receive.maxBodyBytes);
    return explainRecords(body, webhook, parts);
  } catch (error) {
    const refusal = toRefusal(error);
    if (refusal.status === 500) throw error;
    return { lines: [bad(`${refusal.reason}: ${whyUnreadable(refusal.reason, webhook)}`)], refusal };
  }
}

/** Reads a body by the same steps as `receive`. */
async function parseBody(webhook: Webhook, maxBodyBytes: number): Promise<unknown> {
  const steps = middy()
    .use(requireSize(maxBodyBytes))
    .use(readBody(maxBodyBytes))
    .use(httpJsonBodyParser({ disableContentTypeError: true }))
    .use(requireObjectOrList())
    .handler(async ({ body }: WebhookEvent) => body);
  const event: WebhookEvent = { webhook, headers: {}, body: undefined };
  return Reflect.apply(steps, undefined, [event, {}]);
}

function whyUnreadable(reason: string, { settings, headers }: Webhook): string {
  const formats = settings.formats.join(', ');
  const texts: Record<string, string> = {
    'body-empty': 'there is no body',
    'body-no-utf8': 'the bytes are not UTF-8, and no other charset is declared',
    'body-no-utf16': 'it begins like UTF-16, but isn’t',
    'charset-unsupported': `the bytes are not UTF-8, and not in the charset that is declared (${headers['content-type']})`,
    'encoding-unsupported': `it is compressed as ${headers['content-encoding']}; only gzip and deflate can be undone`,
    'encoding-broken': 'it begins like gzip, but is cut off or damaged',
    'body-nested-too-deep': `it is nested more than ${maxDepth} levels deep`,
    'too-many-values': `it has more than ${maxValues} values`,
    'too-many-records': `it has more than ${maxRecords} records`,
    'records-too-large': 'what its records share makes them too large together: let "records" leave it out',
    'content-type-unsupported': `it is declared as ${headers['content-type']}, and this source’s "formats" are ${formats}`,
    'body-no-json': 'it is read as JSON, but isn’t JSON (or has a key such as __proto__)',
    'body-no-xml':
      'it is read as XML, but is not well-formed, has a DOCTYPE, or is nested more than 100 levels deep',
    'body-no-form': 'it is read as a form, but isn’t a form',
    'body-no-object': 'it is neither an object nor a list',
    'body-too-large': 'it is larger than receive.maxBodyBytes',
  };
  return texts[reason] ?? 'it cannot be read';
}

function explainRecords(body: unknown, webhook: Webhook, { configuration, nowMs }: Parts): Body {
  const { settings, headers } = webhook;
  const { invite } = configuration;
  const hr = createHrSystem(settings, invite);
  const events = hr.readEvents(body, headers);
  const expression = [settings.records].flat().find((one) => readRecords(evaluate(one, body)) !== undefined);
  const accepted = events.filter((event) => 'record' in event).length;
  const counts = { accepted, ignored: events.length - accepted };
  const hasUnknown = events.some(({ event }) => event === 'unknown');
  const alarm = hasUnknown ? [note('once deployed, this raises the alarm WebhooksUnreadable')] : [];
  if (expression === undefined) {
    const tried = [settings.records].flat().join('  or  ');
    const nothing = bad(`no records: "records" finds nothing (${tried})`);
    return { lines: [nothing, ...findJsonTexts(body), ...alarm], counts };
  }
  const isText = [evaluate(expression, body)].flat().some((one) => typeof one === 'string');
  const foundBy = `${expression}${isText ? ', which is a text with JSON' : ''}`;
  const api = connectApi(settings, undefined, invite);
  const parts = { source: settings, hr, api, invite, nowMs };
  const explained = events.map((event) => explainRecord(event, parts));
  const amount = events.length === 1 ? '1 record' : `${events.length} records`;
  const lines = [
    events.length === 0
      ? open(`an empty list of records, found by ${foundBy}`)
      : good(`${amount}, found by ${foundBy}`),
    ...explained.slice(0, mostRecords).flatMap(({ lines: own }, index) => [`Record ${index + 1}`, ...own]),
  ];
  const rest = explained.slice(mostRecords).map(({ outcome }) => outcome);
  if (rest.length > 0) lines.push(`Records ${mostRecords + 1} to ${explained.length}`, note(countUp(rest)));
  const invites = explained.some(({ outcome }) => isInvited(outcome));
  return { lines: [...lines, ...alarm], counts, invites };
}

function countUp(outcomes: readonly string[]): string {
  return [...new Set(outcomes)]
    .map((outcome) => `${outcomes.filter((one) => one === outcome).length} ${outcome}`)
    .join(', ');
}

function toAnswer(
  end: ReturnType<typeof explainAuthentication>['end'],
  { counts, refusal, invites }: Body,
  { refusalStatus, acceptedStatus }: Source,
): { line: string; accepted: boolean } {
  if (end === 'unusable')
    return { line: bad('503 SECRET_UNAVAILABLE: the sender sends it again'), accepted: false };
  if (end === 'refused' || end === 'stale')
    return {
      line: bad(
        `${refusalStatus} UNAUTHENTICATED${end === 'stale' ? ' (because of the time; the result for the body above still counts)' : ''}`,
      ),
      accepted: false,
    };
  if (refusal !== undefined) return { line: bad(`${refusal.status} ${refusal.code}`), accepted: false };
  const nobody = invites === true ? '' : ', and nobody is invited';
  const text = `${acceptedStatus} ${JSON.stringify(counts)}${nobody}`;
  if (end !== 'verified') return { line: open(`${text}, if it is authentic`), accepted: true };
  return { line: nobody === '' ? good(text) : open(text), accepted: true };
}
