import { createMailbox, type Mailbox } from './mailbox.ts';
import {
  type Credential,
  judgeAuthorization,
  judgeInviteRequest,
  judgeTokenRequest,
  statusReply,
  successReply,
} from './onelogin-answers.ts';
import { createEvents, type Events, eventTypes, sentInviteByApi } from './onelogin-events.ts';
import { createRateLimit, type RateLimit } from './onelogin-rate-limit.ts';
import { createToken, type Token } from './onelogin-token.ts';
import { createUsers, listUsers, type Users } from './onelogin-users.ts';
import type { Reply } from './reply.ts';
import type { SandboxRequest } from './sandbox-server.ts';

export interface AccountOptions {
  credential?: Credential;
  /** Whether an API invite sets the user's `invitation_sent_at`. The real behaviour is unknown. Default: true. */
  reportsInvitations?: boolean;
  /** Whether an API invite leaves an event. The real behaviour is unknown. Default: true. */
  reportsEvents?: boolean;
  /** Whether the users' filter is case-sensitive. The real behaviour is unknown. Default: false. */
  filterComparesCase?: boolean;
  now?: () => Date;
}

/** A OneLogin account: what it holds, and what its calls do. */
export interface Account {
  credential: Credential;
  token: Token;
  limit: RateLimit;
  users: Users;
  mailbox: Mailbox;
  events: Events;
  generateToken(request: SandboxRequest): Reply;
  listUsers(request: SandboxRequest): Reply;
  sendInviteLink(request: SandboxRequest): Reply;
  listEvents(request: SandboxRequest): Reply;
  listEventTypes(request: SandboxRequest): Reply;
  getRateLimit(request: SandboxRequest): Reply;
}

export function createAccount({
  credential = { clientId: 'sandbox-client', clientSecret: 'sandbox-secret' },
  reportsInvitations = true,
  reportsEvents = true,
  filterComparesCase = false,
  now = () => new Date(),
}: AccountOptions): Account {
  const token = createToken(now);
  const limit = createRateLimit(now);
  const users = createUsers(now);
  const mailbox = createMailbox();
  const events = createEvents(now);

  function withToken({ headers }: SandboxRequest, work: () => Reply): Reply {
    return judgeAuthorization(headers.authorization, token.isAlive) ?? work();
  }

  function invite(request: SandboxRequest): Reply {
    const asked = judgeInviteRequest(request, users.byEmail);
    if ('refusal' in asked) return asked.refusal;
    const { user, to } = asked;
    const at = now().toISOString();
    if (reportsInvitations) user.invitation_sent_at = at;
    if (reportsEvents) events.add({ user_id: user.id, event_type_id: sentInviteByApi });
    mailbox.put({ user: user.email, to, personal: to !== user.email, at });
    return statusReply(200, `Email sent successfully to ${to}`);
  }

  const account: Account = {
    credential,
    token,
    limit,
    users,
    mailbox,
    events,
    generateToken: (request) => judgeTokenRequest(request, account.credential) ?? token.generate(),
    listUsers: (request) => {
      const list = () => listUsers(users.all, request.url.searchParams, filterComparesCase);
      return withToken(request, () => limit.pass(list));
    },
    sendInviteLink: (request) => withToken(request, () => limit.pass(() => invite(request))),
    listEvents: (request) =>
      withToken(request, () => limit.pass(() => events.list(request.url.searchParams))),
    listEventTypes: (request) =>
      withToken(request, () => limit.pass(() => successReply({ data: eventTypes }))),
    getRateLimit: (request) => withToken(request, limit.report),
  };
  return account;
}
