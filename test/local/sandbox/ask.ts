import { type HttpAnswer, isNoAnswer, sendHttpRequest } from '../../../lambda/http/http-request.ts';
import type { OneLoginSandbox } from '../../../local/sandbox/onelogin.ts';

const timeoutMs = 60_000;

interface Parts {
  headers?: Record<string, string>;
  body?: string;
}

/** What a vendor's call comes to: an answer, or none. */
export function tryToAsk(method: 'GET' | 'POST', url: string, { headers = {}, body }: Parts = {}) {
  return sendHttpRequest({ method, url, headers, timeoutMs, ...(body !== undefined && { body }) });
}

/** The answer to a vendor's call. @throws Error if there is none. */
export async function ask(method: 'GET' | 'POST', url: string, parts: Parts = {}): Promise<HttpAnswer> {
  const result = await tryToAsk(method, url, parts);
  if (isNoAnswer(result)) throw new Error(`no answer: ${result.noAnswer}`);
  return result;
}

/** A control route's answer, its body read. */
export async function control(method: string, url: string, body?: unknown) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(url, { method, ...(text !== undefined && { body: text }) });
  return { status: response.status, body: await response.json() };
}

export const credential = 'client_id:sandbox-client, client_secret:sandbox-secret';
export const json = 'application/json';

/** Generate Token as it is documented, but for what a test changes. */
export function askForToken(oneLogin: OneLoginSandbox, change: Parts = {}): Promise<HttpAnswer> {
  return ask('POST', `${oneLogin.url}/auth/oauth2/v2/token`, {
    headers: { 'content-type': json, authorization: credential },
    body: '{"grant_type":"client_credentials"}',
    ...change,
  });
}

export async function getToken(oneLogin: OneLoginSandbox): Promise<string> {
  return JSON.parse((await askForToken(oneLogin)).body).access_token;
}

/** Send Invite Link as it is documented, to Ada. */
export async function toInvite(oneLogin: OneLoginSandbox) {
  return {
    headers: { 'content-type': json, authorization: `bearer:${await getToken(oneLogin)}` },
    body: '{"email":"Ada@acme.example"}',
  };
}

export const invitePath = '/api/1/invites/send_invite_link';
