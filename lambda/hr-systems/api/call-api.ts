import type { ApiCall } from '../../../config/source-api.ts';
import type { ApiSecret } from '../../aws/secrets.ts';
import { type Failure, isFailure, outOfTime } from '../../hire/outcomes.ts';
import { type HttpAnswer, type HttpRequest, isNoAnswer, type NoAnswer } from '../../http/http-request.ts';
import type { ApiCalls, ConnectedApi } from './api.ts';

/** The values for the placeholders in a call's path and body. A cursor that is counted is a number. */
export interface CallValues extends Partial<Record<'id' | 'from' | 'to', string>> {
  cursor?: string | number;
}

/** A call that is not made, because its address would not be below the API's own. */
export const outsideOfApi: Failure = {
  code: 'HR_SYSTEM_UNAVAILABLE',
  reason: 'an address outside of the API, which was not called',
};

/**
 * Makes one call to an HR system's API. If the API refuses the token, the token is renewed and the call is made once
 * more.
 * @returns the answer, whatever it says, or why the call was not made.
 */
export async function callApi(
  api: ConnectedApi,
  call: ApiCall,
  values: CallValues,
  calls: ApiCalls,
): Promise<HttpAnswer | NoAnswer | Failure> {
  const first = await callOnce(api, call, values, calls);
  const isRefused = api.tokens !== undefined && 'status' in first && first.status === 401;
  return isRefused && !isFailure(first) ? callOnce(api, call, values, calls) : first;
}

async function callOnce(
  api: ConnectedApi,
  call: ApiCall,
  values: CallValues,
  calls: ApiCalls,
): Promise<HttpAnswer | NoAnswer | Failure> {
  if (!isWithinApi(api, call, values)) return outsideOfApi;
  const token = await api.tokens?.get(calls);
  if (isFailure(token)) return token;
  const credential = await credentialHeaders(api, token, calls);
  if (isFailure(credential)) return credential;
  const timeoutMs = calls.timeoutMs();
  if (timeoutMs === undefined) return outOfTime;
  const answer = await calls.http({ ...toRequest(api, call, values, credential), timeoutMs });
  if (token !== undefined && !isNoAnswer(answer) && answer.status === 401) api.tokens?.drop(token);
  return answer;
}

/**
 * Whether the address of a call is at the host that is configured and below its path, as written: the credential goes
 * nowhere else. What an answer says about the next page is part of the address.
 */
export function isWithinApi(
  { baseUrl }: Pick<ConnectedApi, 'baseUrl'>,
  call: Pick<ApiCall, 'path'>,
  values: CallValues,
): boolean {
  const path = fillIn(call.path, values, encodePart);
  if (!URL.canParse(`${baseUrl}${path}`)) return false;
  const url = new URL(`${baseUrl}${path}`);
  const base = new URL(baseUrl);
  const below = `${base.pathname.replace(/\/$/, '')}/`;
  return (
    url.origin === base.origin &&
    url.username === '' &&
    url.password === '' &&
    url.pathname.startsWith(below) &&
    !leadsBack(path.replace(/[?#].*/s, ''))
  );
}

/** Whether a path has a `..`, in one of the ways in which it may be written, or what a parser drops or takes for a `/`. */
function leadsBack(path: string): boolean {
  return /[\\\s]|\/(?:\.|%2e){1,2}(?:\/|$)/i.test(path);
}

/** The request of a call with its placeholders filled in. @param credential the headers that carry it. */
export function toRequest(
  { baseUrl, headers }: Pick<ConnectedApi, 'baseUrl' | 'headers'>,
  { method, path, body }: ApiCall,
  values: CallValues,
  credential: Record<string, string>,
): Omit<HttpRequest, 'timeoutMs'> {
  return {
    method,
    url: `${baseUrl}${fillIn(path, values, encodePart)}`,
    headers: {
      accept: 'application/json',
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
      ...credential,
    },
    ...(body !== undefined && { body: JSON.stringify(body, (_, value) => fillInValue(value, values)) }),
  };
}

/** Half a character, which cannot be encoded, becomes the replacement character. */
function encodePart(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

/** A text that is nothing but the place for a number becomes the number. */
function fillInValue(value: unknown, values: CallValues): unknown {
  if (value === '{cursor}' && typeof values.cursor === 'number') return values.cursor;
  return typeof value === 'string' ? fillIn(value, values, (text) => text) : value;
}

/** A place without a value stays as it is: the text of a query may have braces. */
function fillIn(template: string, values: CallValues, encode: (text: string) => string): string {
  return template.replace(/\{(id|cursor|from|to)\}/g, (place, name: keyof CallValues) => {
    const value = values[name];
    return value === undefined ? place : encode(String(value));
  });
}

async function credentialHeaders(
  { authentication }: Pick<ConnectedApi, 'authentication'>,
  token: string | undefined,
  { readSecret }: ApiCalls,
): Promise<Record<string, string> | Failure> {
  // A token is enough, even while the secret cannot be read.
  if (token !== undefined && Object.keys(authentication.secretHeaders).length === 0) return bearer(token);
  const secret = await readSecret();
  return isFailure(secret) ? secret : toCredentialHeaders(authentication, secret, token);
}

/** All headers that carry a credential. @param token takes the place of the user and password that it was issued for. */
export function toCredentialHeaders(
  authentication: ConnectedApi['authentication'],
  secret: ApiSecret,
  token?: string,
): Record<string, string> {
  const more = Object.entries(authentication.secretHeaders).map(([header, key]) => [header, secret[key]]);
  return {
    ...Object.fromEntries(more),
    ...(token === undefined ? mainCredential(authentication, secret) : bearer(token)),
  };
}

function mainCredential(
  authentication: ConnectedApi['authentication'],
  secret: ApiSecret,
): Record<string, string> {
  if (!('apiKey' in secret)) return basic(secret.user, secret.password);
  switch (authentication.type) {
    case 'header':
      return { [authentication.header]: secret.apiKey };
    case 'basic-api-key':
      return basic(secret.apiKey, 'x');
    default:
      return bearer(secret.apiKey);
  }
}

function bearer(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}

/** RFC 7617, in UTF-8. */
export function basic(user: string, password: string): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` };
}
