import type { Handshake } from '../../config/source-authentication.ts';
import { type SecretReader, SecretUnavailable } from '../aws/secrets.ts';
import { userKeyOf } from '../hire/invitee.ts';
import { isJsonObject } from '../hire/record.ts';
import { evaluate } from '../hr-systems/expression.ts';
import type { HrEvent } from '../hr-systems/hr-system.ts';
import { parseJsonText } from '../hr-systems/parse-json-text.ts';
import { waysTaken } from './authenticate.ts';
import { isSameJson } from './is-same-json.ts';
import { Refusal } from './refusal.ts';
import type { Webhook } from './webhook.ts';

/** The answer to a handshake. */
export interface HandshakeAnswer {
  /** For the log: which handshake it was, and its result. */
  reason: string;
  headers?: Record<string, string>;
  /** JSON, or plain text. If absent, the answer is the counts of an empty webhook. */
  body?: Record<string, string> | string;
}

type TokenKeeper = Pick<SecretReader, 'keepIfPlaceholder'>;

/** Larger bodies are events, whatever they say. */
const maxBytes = 4096;

/**
 * Answers the request, mostly unsigned, with which an HR system checks that somebody is there. It never makes a hire,
 * so it need not be authentic. Only `keep-token` changes something, and only while the secret holds the placeholder.
 * @param secret the name of the source's webhook secret.
 * @returns undefined if it is not a handshake of this source.
 * @throws Refusal SECRET_UNAVAILABLE (503).
 */
export async function answerHandshake(
  webhook: Webhook,
  { secrets, secret }: { secrets: TokenKeeper; secret: string },
): Promise<HandshakeAnswer | undefined> {
  const { handshakes } = webhook.settings;
  if (handshakes.length === 0) return undefined;
  const body = readBody(webhook);
  // `get` answers whatever is asked by GET, so it comes last.
  for (const handshake of handshakes.toSorted((one, other) => rank(one) - rank(other))) {
    const answer = await answerOne(handshake, webhook, body, { secrets, secret });
    if (answer !== undefined) return answer;
  }
  return undefined;
}

function rank({ type }: Handshake): number {
  return type === 'get' ? 1 : 0;
}

async function answerOne(
  handshake: Handshake,
  webhook: Webhook,
  body: unknown,
  { secrets, secret }: { secrets: TokenKeeper; secret: string },
): Promise<HandshakeAnswer | undefined> {
  switch (handshake.type) {
    case 'ping':
      return isPing(body, handshake) ? { reason: 'ping' } : undefined;
    case 'echo':
      return echo(handshake, body, webhook);
    case 'keep-token': {
      const token = readText(body, JSON.stringify(handshake.field), webhook);
      return token === undefined ? undefined : { reason: await keepToken(token, secrets, secret) };
    }
    case 'cloudevents':
      return webhook.method === 'OPTIONS' ? allowOrigin(webhook.headers) : undefined;
    case 'get':
      return isGet(webhook) ? { reason: 'get' } : undefined;
  }
}

type Ping = Extract<Handshake, { type: 'ping' }>;
type Echo = Extract<Handshake, { type: 'echo' }>;

/** A text comes as text, as JSON text, or as `{"text": ...}`: HiBob tries one after the other. */
function isPing(body: unknown, { text, json }: Ping): boolean {
  if (text === undefined) return isSameJson(json, body);
  const sent = isJsonObject(body) && Object.keys(body).length === 1 ? body['text'] : body;
  return sent === text;
}

/** Gives back what the request brings: under another name, or the way it came. */
function echo(
  { field, from, query, header }: Echo,
  body: unknown,
  webhook: Webhook,
): HandshakeAnswer | undefined {
  const isInBody = query === undefined && header === undefined;
  const value = isInBody
    ? readText(body, from ?? JSON.stringify(field), webhook)
    : readBeside(webhook, query, header);
  if (value === undefined) return undefined;
  if (field !== undefined) return { reason: 'echo', body: { [field]: value } };
  return header === undefined
    ? { reason: 'echo', body: value }
    : { reason: 'echo', headers: { [header.toLowerCase()]: value } };
}

/**
 * A parameter or header of a request without a body: an event always has one. It has to be short and visible ASCII,
 * and no browser may take it for HTML.
 */
function readBeside(
  webhook: Webhook,
  query: string | undefined,
  header: string | undefined,
): string | undefined {
  const { headers, rawBody } = webhook;
  if (!isGet(webhook) && !(webhook.method === 'POST' && rawBody.length === 0)) return undefined;
  const value =
    query === undefined ? headers[(header ?? '').toLowerCase()]?.trim() : webhook.query.get(query);
  return /^[ -;=?-~]{1,512}$/.test(value ?? '') ? (value ?? undefined) : undefined;
}

function isGet({ method }: Webhook): boolean {
  return method === 'GET' || method === 'HEAD';
}

/**
 * A token or challenge goes into an answer or a secret, so it has to be short and visible ASCII. A request that also
 * announces an employee, and has the header of a way, is not a handshake.
 */
function readText(body: unknown, expression: string, webhook: Webhook): string | undefined {
  const { hr, headers, settings } = webhook;
  const value = [evaluate(expression, body)].flat()[0];
  if (typeof value !== 'string' || !/^[!-~]{8,512}$/.test(value)) return undefined;
  const isClaimed = waysTaken(webhook).length > 0;
  return isClaimed && hr.readEvents(body, headers).some(isOfEmployee) ? undefined : value;

  function isOfEmployee(event: HrEvent): boolean {
    if (!('record' in event)) return false;
    // Without `event` every object is a record, so it must name an employee to count as an announcement.
    const names = [hr.readEmployeeId(event.record), userKeyOf(hr.readPerson(event.record))];
    return settings.event !== undefined || names.some((name) => name !== undefined);
  }
}

async function keepToken(token: string, secrets: TokenKeeper, secret: string): Promise<string> {
  try {
    return await secrets.keepIfPlaceholder(secret, { current: token });
  } catch (error) {
    if (error instanceof SecretUnavailable) throw new Refusal('SECRET_UNAVAILABLE', error.message);
    throw error;
  }
}

/**
 * CloudEvents' webhook specification, section 4
 * (https://github.com/cloudevents/spec/blob/main/cloudevents/http-webhook.md): every sender that asks may send, at any
 * rate. Its webhooks still have to be authentic.
 */
function allowOrigin(headers: Readonly<Record<string, string>>): HandshakeAnswer | undefined {
  const origin = headers['webhook-request-origin'] ?? '';
  if (!/^[\w.:-]{1,253}$/.test(origin)) return undefined;
  const rate = headers['webhook-request-rate'] === undefined ? {} : { 'webhook-allowed-rate': '*' };
  return { reason: 'origin', headers: { allow: 'POST', 'webhook-allowed-origin': origin, ...rate } };
}

/** The JSON of a small body, or its text. JSON that is nested too deep for a handshake stays text. */
function readBody({ rawBody }: Webhook): unknown {
  if (rawBody.length > maxBytes) return undefined;
  const text = rawBody.toString('utf8').trim();
  const said = parseJsonText(text);
  if (said !== undefined || /^[[{]/.test(text)) return said ?? text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
