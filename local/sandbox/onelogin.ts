import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import * as v from 'valibot';
import { type LocalServer, readBytes, serve } from '../aws/json-service.ts';
import { type Call, createFaults, Fault, type Faults, jsonReply, type Reply, statusReply } from './faults.ts';

const User = v.object({
  id: v.optional(v.number()),
  email: v.string(),
  status: v.optional(v.number(), 0),
  state: v.optional(v.number(), 1),
  invitation_sent_at: v.optional(v.nullable(v.string()), null),
  activated_at: v.optional(v.nullable(v.string()), null),
});
const UserChange = v.partial(User);

export type SandboxUser = v.InferOutput<typeof User> & { id: number };

/** A mail that went out: to the address of `user`, or to their personal one. */
export interface Mail {
  user: string;
  to: string;
  at: string;
}

export interface Limit {
  calls: number;
  windowSeconds: number;
  /** Both were seen at the limit; 429 comes in HTML. */
  status: 400 | 429;
}

export interface OneLoginSandbox extends LocalServer {
  faults: Faults;
  mails: Mail[];
  /** How often each call was made. */
  calls: Record<Call['name'], number>;
  addUser(user: v.InferInput<typeof User>): SandboxUser;
  changeUser(email: string, change: v.InferInput<typeof UserChange>): void;
  removeUser(email: string): void;
  /** Called when an invite call has arrived, before it is answered. */
  onInvite: () => Promise<void>;
  /** Every token is refused from now on, as if revoked. */
  revokeTokens(): void;
  setCredential(credential: { clientId: string; clientSecret: string }): void;
  setLimit(limit: Limit | undefined): void;
  /** Resolves when the mailbox holds so many mails. */
  waitForMails(count: number): Promise<void>;
}

/**
 * OneLogin on this machine: its three calls with every documented answer, users, a mailbox, and faults on request. A
 * person drives it by curl under `/_sandbox/`.
 * @param options.reportsInvitations whether an API invite sets the user's `invitation_sent_at`.
 */
export async function startOneLogin(
  options: {
    credential?: { clientId: string; clientSecret: string };
    reportsInvitations?: boolean;
    /** Whether the users' filter compares case. */
    filterComparesCase?: boolean;
    port?: number;
    now?: () => Date;
  } = {},
): Promise<OneLoginSandbox> {
  const { reportsInvitations = true, filterComparesCase = false, now = () => new Date() } = options;
  let credential = options.credential ?? { clientId: 'sandbox-client', clientSecret: 'sandbox-secret' };
  let token: { value: string; createdAt: string } | undefined;
  let limit: (Limit & { used: number; resetAt: number }) | undefined;
  let nextId = 1;
  const users: SandboxUser[] = [];
  const mails: Mail[] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  const faults = createFaults();
  const calls: OneLoginSandbox['calls'] = { token: 0, users: 0, invite: 0, employee: 0 };

  const find = (email: string) => users.find((user) => user.email === email);

  function addUser(user: v.InferInput<typeof User>): SandboxUser {
    const added = { ...v.parse(User, user), id: user.id ?? nextId++ };
    users.push(added);
    return added;
  }

  function deliver(user: SandboxUser, to: string): void {
    const at = now().toISOString();
    if (reportsInvitations) user.invitation_sent_at = at;
    mails.push({ user: user.email, to, at });
    for (const { count, resolve } of waiting) if (mails.length >= count) resolve();
  }

  function generateToken(request: IncomingMessage, body: string): Reply {
    if (request.headers['content-type'] !== 'application/json') return statusReply(400, 'Bad Request');
    if (!isCredential(request.headers.authorization ?? '', credential)) {
      return statusReply(401, 'Authentication Failure');
    }
    if (!v.is(v.object({ grant_type: v.literal('client_credentials') }), parseJson(body))) {
      return statusReply(400, 'grant_type is incorrect/absent');
    }
    token ??= { value: randomUUID().replaceAll('-', ''), createdAt: now().toISOString() };
    return jsonReply(200, {
      access_token: token.value,
      created_at: token.createdAt,
      expires_in: 36_000,
      refresh_token: randomUUID(),
      token_type: 'bearer',
      account_id: 1,
    });
  }

  /** What is the same for the calls that need a token: it, and the limit. */
  function withToken(request: IncomingMessage, work: () => Reply): Reply {
    const [, value] = /^bearer[: ] ?(\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
    if (value === undefined) return statusReply(400, 'Authorization Information is incorrect');
    if (value !== token?.value) return statusReply(401, 'Authentication Failure');
    if (limit === undefined) return work();
    if (now().getTime() >= limit.resetAt) {
      limit = { ...limit, used: 0, resetAt: now().getTime() + limit.windowSeconds * 1000 };
    }
    const headers = {
      'x-ratelimit-limit': String(limit.calls),
      'x-ratelimit-remaining': String(Math.max(0, limit.calls - limit.used - 1)),
      'x-ratelimit-reset': String(Math.ceil((limit.resetAt - now().getTime()) / 1000)),
    };
    if (limit.used >= limit.calls) {
      if (limit.status === 429) {
        return {
          status: 429,
          headers: { 'content-type': 'text/html', ...headers },
          body: '<html>Slow down</html>',
        };
      }
      const refused = statusReply(400, 'rate_limit_exceeded');
      return { ...refused, headers: { ...refused.headers, ...headers } };
    }
    limit.used += 1;
    const reply = work();
    return { ...reply, headers: { ...reply.headers, ...headers } };
  }

  function listUsers(url: URL): Reply {
    const filter = url.searchParams.get('email') ?? '';
    const pattern = new RegExp(
      `^${filter.split('*').map(escapePattern).join('.*')}$`,
      filterComparesCase ? '' : 'i',
    );
    const fields = url.searchParams.get('fields')?.split(',');
    const found = users.filter((user) => pattern.test(user.email));
    return jsonReply(
      200,
      found.map((user) =>
        Object.fromEntries(
          Object.entries(user).filter(([field]) => fields === undefined || fields.includes(field)),
        ),
      ),
    );
  }

  function sendInviteLink(request: IncomingMessage, text: string): Reply {
    if (request.headers['content-type'] !== 'application/json') {
      return statusReply(
        400,
        'Content Type is not specified or specified incorrectly. Content-Type header must be set to application/json',
      );
    }
    const body = v.safeParse(v.record(v.string(), v.unknown()), parseJson(text));
    if (!body.success) return statusReply(400, 'Input JSON is not valid');
    const { email, personal_email: personal } = body.output;
    if (typeof email !== 'string' || email === '') return statusReply(400, 'Email Parameter is missing');
    const addresses = personal === undefined ? [email] : [email, personal];
    if (
      !addresses.every((address) => typeof address === 'string' && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(address))
    ) {
      return statusReply(400, 'Email Input is in incorrect format');
    }
    const user = find(email); // this call compares case
    if (user === undefined) return statusReply(400, 'No User exists for input email');
    const to = typeof personal === 'string' ? personal : email;
    deliver(user, to);
    return statusReply(200, `Email sent successfully to ${to}`);
  }

  function control(request: IncomingMessage, url: URL, text: string): Reply {
    const [, , what = '', id] = url.pathname.split('/');
    const input = parseJson(text);
    switch (`${request.method} ${what}`) {
      case 'GET mails':
        return jsonReply(200, mails);
      case 'GET users':
        return jsonReply(200, users);
      case 'GET calls':
        return jsonReply(200, calls);
      case 'POST users':
        return v.is(User, input) ? jsonReply(201, addUser(input)) : badRequest('users');
      case 'PATCH users': {
        const user = users.find((candidate) => String(candidate.id) === id);
        if (user === undefined || !v.is(UserChange, input)) return badRequest('users');
        return jsonReply(200, Object.assign(user, input));
      }
      case 'POST faults':
        if (!v.is(Fault, input)) return badRequest('faults');
        faults.add(input);
        return jsonReply(201, {});
      case 'DELETE faults':
        faults.clear();
        return jsonReply(200, {});
      default:
        return badRequest('mails, users, calls, faults');
    }
  }

  const server = await serve(async (request, response) => {
    const text = (await readBytes(request)).toString('utf8');
    const url = new URL(request.url ?? '/', 'http://localhost');
    const send = ({ status, headers, body }: Reply) => response.writeHead(status, headers).end(body);
    const carryOut = (name: Call['name'], who: string, work: () => Reply) => {
      calls[name] += 1;
      response.setHeader('x-request-id', randomUUID());
      faults.carryOut({ name, who }, work, request, response);
    };
    switch (`${request.method} ${url.pathname}`) {
      case 'POST /auth/oauth2/v2/token':
        return carryOut('token', '', () => generateToken(request, text));
      case 'GET /api/2/users':
        return carryOut('users', url.searchParams.get('email') ?? '', () =>
          withToken(request, () => listUsers(url)),
        );
      case 'POST /api/1/invites/send_invite_link':
        await sandbox.onInvite();
        return carryOut('invite', readEmail(text), () =>
          withToken(request, () => sendInviteLink(request, text)),
        );
      default:
        send(
          url.pathname.startsWith('/_sandbox/')
            ? control(request, url, text)
            : statusReply(404, 'No Route Exists'),
        );
    }
  }, options.port);

  const sandbox: OneLoginSandbox = {
    ...server,
    faults,
    mails,
    onInvite: async () => undefined,
    calls,
    addUser,
    changeUser(email, change) {
      Object.assign(find(email) ?? {}, v.parse(UserChange, change));
    },
    removeUser(email) {
      users.splice(
        users.findIndex((user) => user.email === email),
        1,
      );
    },
    revokeTokens() {
      token = undefined;
    },
    setCredential(changed) {
      credential = changed;
    },
    setLimit(changed) {
      limit = changed && { ...changed, used: 0, resetAt: 0 };
    },
    waitForMails(count) {
      if (mails.length >= count) return Promise.resolve();
      return new Promise((resolve) => waiting.push({ count, resolve }));
    },
  };
  return sandbox;
}

function isCredential(
  header: string,
  { clientId, clientSecret }: { clientId: string; clientSecret: string },
): boolean {
  const basic = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
  return header === `client_id:${clientId}, client_secret:${clientSecret}` || header === basic;
}

function readEmail(text: string): string {
  const body = v.safeParse(v.object({ email: v.string() }), parseJson(text));
  return body.success ? body.output.email : '';
}

function badRequest(allowed: string): Reply {
  return jsonReply(400, { error: `not understood; there is: ${allowed}` });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
