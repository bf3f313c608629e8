import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import type { LocalServer } from '../aws/json-service.ts';
import { createFaults, type Faults } from './faults.ts';
import type { Mail } from './mailbox.ts';
import { type Account, type AccountOptions, createAccount } from './onelogin-account.ts';
import { type Credential, statusReply } from './onelogin-answers.ts';
import { oneLoginRoutes } from './onelogin-control.ts';
import type { Event, SandboxEvent } from './onelogin-events.ts';
import type { Limit, LimitWindow } from './onelogin-rate-limit.ts';
import { type SandboxUser, type User, UserChange } from './onelogin-users.ts';
import { type SandboxRequest, serveVendor, type VendorCall } from './sandbox-server.ts';

type OneLoginCall = 'token' | 'users' | 'invite' | 'events';

export interface OneLoginSandbox extends LocalServer {
  faults: Faults;
  mails: readonly Mail[];
  users: readonly SandboxUser[];
  /** What a token is given for now. */
  readonly credential: Credential;
  /** How often each call was made. */
  calls: Record<OneLoginCall, number>;
  /** Somebody who is active has signed in, unless told otherwise: see `Users`. */
  addUser(user: v.InferInput<typeof User>): SandboxUser;
  /** Whether somebody has exactly this address. */
  hasUser(email: string): boolean;
  /** As with `addUser`. @throws Error if no user has exactly this address. */
  changeUser(email: string, change: v.InferInput<typeof UserChange>): void;
  /** @throws Error if no user has exactly this address. */
  removeUser(email: string): void;
  /** An event that something else has caused. */
  addEvent(event: v.InferInput<typeof Event>): SandboxEvent;
  /** Called when an invite call has arrived, before it is answered. */
  onInvite: () => Promise<void>;
  /** From now on, every token is refused as if it had been revoked. */
  revokeTokens(): void;
  setCredential(credential: Credential): void;
  /** Undefined lifts the limit. */
  setLimit(limit: Limit | undefined): void;
  /** How much of the limit was used since it was set, window by window. */
  limitWindows(): readonly LimitWindow[];
  /** Resolves when the mailbox holds this many mails. */
  waitForMails(count: number): Promise<void>;
}

/**
 * OneLogin on this machine: its calls with every documented answer, users, a mailbox, and faults on request. A person
 * controls it with curl, under `/_sandbox/`.
 * @param options.port any free port if absent.
 */
export async function startOneLogin(
  options: AccountOptions & { port?: number } = {},
): Promise<OneLoginSandbox> {
  const account = createAccount(options);
  const { users, mailbox, events, token, limit } = account;
  const faults = createFaults();
  const calls = { token: 0, users: 0, invite: 0, events: 0 };

  const server = await serveVendor<OneLoginCall>(
    {
      faults,
      calls,
      findCall: (request) => findCall(account, request),
      async onCall({ name }, response) {
        response.setHeader('x-request-id', randomUUID());
        if (name === 'invite') await sandbox.onInvite();
      },
      answerOther: (request) =>
        routeOf(request) === 'GET /auth/rate_limit'
          ? account.getRateLimit(request)
          : statusReply(404, 'No Route Exists'),
      toError: statusReply,
      controlRoutes: oneLoginRoutes(account),
    },
    options.port,
  );

  function findUser(email: string): SandboxUser {
    const user = users.byEmail(email);
    if (user === undefined) throw new Error('OneLogin sandbox: nobody has exactly this address');
    return user;
  }

  const sandbox: OneLoginSandbox = {
    ...server,
    faults,
    mails: mailbox.mails,
    users: users.all,
    get credential() {
      return account.credential;
    },
    calls,
    onInvite: async () => undefined,
    addUser: users.add,
    hasUser: (email) => users.byEmail(email) !== undefined,
    addEvent: events.add,
    changeUser: (email, change) => {
      users.change(findUser(email), v.parse(UserChange, change));
    },
    removeUser: (email) => users.remove(findUser(email)),
    revokeTokens: token.revoke,
    setCredential(credential) {
      account.credential = credential;
    },
    setLimit: limit.set,
    limitWindows: limit.windows,
    waitForMails: mailbox.waitFor,
  };
  return sandbox;
}

function findCall(account: Account, request: SandboxRequest): VendorCall<OneLoginCall> | undefined {
  switch (routeOf(request)) {
    case 'POST /auth/oauth2/v2/token':
      return { name: 'token', who: '', work: () => account.generateToken(request) };
    case 'GET /api/2/users': {
      const { searchParams } = request.url;
      const who = searchParams.get('email') ?? searchParams.get('external_id') ?? '';
      return { name: 'users', who, work: () => account.listUsers(request) };
    }
    case 'POST /api/1/invites/send_invite_link':
      return { name: 'invite', who: readAddress(request.text), work: () => account.sendInviteLink(request) };
    case 'GET /api/1/events': {
      const who = request.url.searchParams.get('user_id') ?? '';
      return { name: 'events', who, work: () => account.listEvents(request) };
    }
    case 'GET /api/1/events/types':
      return { name: 'events', who: '', work: () => account.listEventTypes(request) };
    default:
      return undefined;
  }
}

function routeOf({ method, url }: SandboxRequest): string {
  return `${method} ${url.pathname}`;
}

/** The address in a body, if there is one. It only decides which faults apply to the call. */
function readAddress(text: string): string {
  const Body = v.pipe(v.string(), v.parseJson(), v.object({ email: v.string() }));
  const body = v.safeParse(Body, text);
  return body.success ? body.output.email : '';
}
