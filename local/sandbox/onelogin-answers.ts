import * as v from 'valibot';
import type { SandboxUser } from './onelogin-users.ts';
import { jsonReply, type Reply } from './reply.ts';
import type { SandboxRequest } from './sandbox-server.ts';

/*
 * How OneLogin answers a request, without side effects, in the words of
 * https://developers.onelogin.com/api-docs/1/invite-links/send-invite-link and
 * https://developers.onelogin.com/api-docs/2/oauth20-tokens/generate-tokens-2.
 */

export interface Credential {
  clientId: string;
  clientSecret: string;
}

const types: Partial<Record<number, string>> = {
  200: 'success',
  400: 'bad request',
  401: 'Unauthorized',
  404: 'not found',
};

const wrongContentType =
  'Content Type is not specified or specified incorrectly. Content-Type header must be set to application/json';

/** OneLogin's envelope: `{"status":{"type","message","error","code"}}`. */
export function statusReply(code: number, message: string): Reply {
  const type = types[code] ?? 'error';
  return jsonReply(code, { status: { type, message, error: code !== 200, code } });
}

/** What a v1 call was asked for, in OneLogin's envelope. */
export function successReply(content: object): Reply {
  const status = { type: 'success', message: 'Success', error: false, code: 200 };
  return jsonReply(200, { status, ...content });
}

const TokenBody = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ grant_type: v.literal('client_credentials') }),
);

/** Why Generate Token refuses a request, if it does. A charset after the content type is reported to break it. */
export function judgeTokenRequest(request: SandboxRequest, credential: Credential): Reply | undefined {
  if (request.headers['content-type'] !== 'application/json') return statusReply(400, 'Bad Request');
  if (!isCredential(request.headers.authorization, credential)) {
    return statusReply(401, 'Authentication Failure');
  }
  return v.is(TokenBody, request.text) ? undefined : statusReply(400, 'grant_type is incorrect/absent');
}

/** Why a call with this `Authorization` is refused, if it is: `bearer <token>` and `bearer:<token>` are accepted. */
export function judgeAuthorization(
  authorization: string | undefined,
  isAlive: (token: string) => boolean,
): Reply | undefined {
  const [, token] = /^bearer(?:: ?| )(\S+)$/i.exec(authorization ?? '') ?? [];
  if (token === undefined) return statusReply(400, 'Authorization Information is incorrect');
  return isAlive(token) ? undefined : statusReply(401, 'Authentication Failure');
}

const InviteBody = v.pipe(v.string(), v.parseJson(), v.record(v.string(), v.unknown()));
const Address = v.pipe(v.string(), v.regex(/^[^\s@]+@[^\s@]+\.[^\s@]+$/));

/**
 * Which user Send Invite Link invites, and where the mail goes, or why it refuses.
 * @param findUser finds a user by exactly this address: the real call is case-sensitive.
 */
export function judgeInviteRequest(
  { headers, text }: SandboxRequest,
  findUser: (email: string) => SandboxUser | undefined,
): { user: SandboxUser; to: string } | { refusal: Reply } {
  const refuse = (message: string) => ({ refusal: statusReply(400, message) });
  if (headers['content-type'] !== 'application/json') return refuse(wrongContentType);
  const body = v.safeParse(InviteBody, text);
  if (!body.success) return refuse('Input JSON is not valid');
  const { email, personal_email: personalEmail } = body.output;
  if ((email ?? '') === '') return refuse('Email Parameter is missing');
  if (!v.is(Address, email) || !v.is(v.optional(Address), personalEmail)) {
    return refuse('Email Input is in incorrect format');
  }
  const user = findUser(email);
  return user === undefined ? refuse('No User exists for input email') : { user, to: personalEmail ?? email };
}

function isCredential(header: string | undefined, { clientId, clientSecret }: Credential): boolean {
  const basic = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
  return header === `client_id:${clientId}, client_secret:${clientSecret}` || header === basic;
}
