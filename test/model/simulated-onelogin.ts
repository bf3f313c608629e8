import type { HttpAnswer, HttpRequest, NoAnswer, SendHttpRequest } from '../../lambda/http/http-request.ts';
import type { History } from './history.ts';
import type { Process, Trouble } from './process.ts';
import type { World } from './world.ts';

export interface SimulatedUser {
  id: number;
  email: string;
  status: number;
  state: number;
  invitation_sent_at: string | null;
  activated_at: string | null;
  last_login: string | null;
  password_changed_at: string | null;
  directory_id: number | null;
  trusted_idp_id: number | null;
}

interface SimulatedEvent {
  user_id: number;
  event_type_id: number;
  created_at: string;
}

export interface SimulatedMail {
  /** The user's address, and the one that the mail goes to. */
  email: string;
  to: string;
  askedAt: number;
  at: number;
  /** The hire that asked for it, or an administrator; and the token of the lease. */
  by: string;
  attempt: string;
}

export interface SimulatedOneLogin {
  users: SimulatedUser[];
  mails: SimulatedMail[];
  inviteByHand(user: SimulatedUser): void;
  client(process: Process): SendHttpRequest;
}

type Exchange = HttpAnswer | NoAnswer;

/** An hour, so that a hire that is held back waits by a schedule. */
const windowMs = 60 * 60 * 1000;

/**
 * OneLogin with every documented answer, at the will of the history. It dates its invites or not, leaves an event of
 * each or not, and can finish one minutes after the client has given up.
 */
export function createOneLogin(
  world: World,
  options: {
    reportsInvitations: boolean;
    reportsEvents: boolean;
    callsPerWindow: number | undefined;
    /** What comes of the first call that is to mail, if it is something else than the ordinary. */
    firstSend: History['firstSend'];
    /** Before a call that only reads, and before one that mails. @returns who sends it. */
    onRead: (email: string) => void;
    onInvite: (mail: { email: string; to: string }) => Pick<SimulatedMail, 'by' | 'attempt'>;
    onMail: (user: SimulatedUser) => void;
  },
): SimulatedOneLogin {
  const { reportsInvitations, reportsEvents, callsPerWindow, firstSend, onRead, onInvite, onMail } = options;
  const users: SimulatedUser[] = [];
  const mails: SimulatedMail[] = [];
  const events: SimulatedEvent[] = [];
  const limit = { used: 0, endsAt: 0 };
  let sends = 0;

  function mail(user: SimulatedUser | undefined, sent: Omit<SimulatedMail, 'email' | 'at'>): void {
    if (user === undefined) return;
    world.tell(() => `OneLogin mails ${user.email} at ${sent.to}`);
    mails.push({ email: user.email, at: world.now(), ...sent });
    const created_at = new Date(world.now()).toISOString();
    if (reportsInvitations) user.invitation_sent_at = created_at;
    if (reportsEvents) events.push({ user_id: user.id, event_type_id: sentInvite.id, created_at });
    onMail(user);
  }

  /** Counts a call, and says in the headers how many are left; over the limit it is refused. */
  function limited(answer: () => Exchange): Exchange {
    if (callsPerWindow === undefined) return answer();
    if (world.now() >= limit.endsAt) Object.assign(limit, { used: 0, endsAt: world.now() + windowMs });
    limit.used += 1;
    const headers = {
      'x-ratelimit-limit': String(callsPerWindow),
      'x-ratelimit-remaining': String(Math.max(0, callsPerWindow - limit.used)),
      'x-ratelimit-reset': String(Math.ceil((limit.endsAt - world.now()) / 1000)),
    };
    const result = limit.used > callsPerWindow ? html(429) : answer();
    return 'noAnswer' in result ? result : { ...result, headers: { ...result.headers, ...headers } };
  }

  function token(): Exchange {
    const created_at = new Date(world.now()).toISOString();
    return json(200, { access_token: 'token', created_at, expires_in: 36_000, token_type: 'bearer' });
  }

  function find(email: string): Exchange {
    return json(
      200,
      users.filter((user) => user.email === email),
    );
  }

  function answer(process: Process, { url, body = '{}', timeoutMs }: HttpRequest): Promise<Exchange> {
    const { pathname, searchParams } = new URL(url);
    const reads = { 'does not answer': { afterMs: timeoutMs, answer: () => timeout }, ...badReads };
    if (pathname.endsWith('/token')) {
      return process.call(() => 'asks for a token', token, { ...reads, ...refusedTokens });
    }
    if (pathname.endsWith('/users')) {
      const email = searchParams.get('email') ?? '';
      onRead(email);
      return process.call(
        () => `looks for ${email}`,
        () => limited(() => find(email)),
        { ...reads, ...refusedCalls },
      );
    }
    if (pathname.endsWith('/events/types')) {
      const ordinary = () => limited(() => json(200, { data: [sentInvite] }));
      return process.call(() => 'asks for the types of events', ordinary, { ...reads, ...refusedEvents });
    }
    if (pathname.endsWith('/events')) {
      const user = users.find(({ id }) => String(id) === searchParams.get('user_id'));
      const email = user?.email ?? '';
      onRead(email);
      const since = Date.parse(searchParams.get('since') ?? '');
      const list = (shown: readonly SimulatedEvent[]) => () =>
        limited(() => json(200, { pagination: { after_cursor: null }, data: shown }));
      const ordinary = () => {
        const of = events.filter(({ user_id }) => user_id === user?.id);
        return list(of.filter(({ created_at }) => Date.parse(created_at) >= since).reverse())();
      };
      return process.call(() => `looks for events of ${email}`, ordinary, {
        ...reads,
        ...refusedEvents,
        'does not show the events yet': { answer: list([]) },
      });
    }

    const { email, personal_email: to = email }: { email: string; personal_email?: string } =
      JSON.parse(body);
    const sent = { to, askedAt: world.now(), ...onInvite({ email, to }) };
    const user = users.find((candidate) => candidate.email === email);
    const certain = sends === 0 ? firstSend : undefined;
    sends += 1;
    const mailing = (result: Exchange) => () => {
      mail(user, sent);
      return result;
    };
    const finishesLate =
      (afterSeconds: number, meanwhile: () => void = () => undefined) =>
      () => {
        world.at(world.now() + afterSeconds * 1000, () => mail(user, sent));
        meanwhile();
        return timeout;
      };
    const ordinary = () =>
      limited(() => {
        if (user === undefined) return status(400, 'No User exists for input email');
        mail(user, sent);
        return status(200, 'Email sent successfully to somebody');
      });
    const troubles = {
      ...reads,
      ...refusedCalls,
      ...refusedInvites,
      'mails, and does not answer': { afterMs: timeoutMs, answer: mailing(timeout) },
      'mails, and tears the connection': { answer: mailing(torn) },
      'mails, and answers 500': { answer: mailing(status(500, '')) },
      'mails, and answers a page': { answer: mailing(html(200)) },
      'tears the connection, without a mail': { answer: () => torn },
      'mails two minutes after the timeout': { afterMs: timeoutMs, answer: finishesLate(120) },
      'mails eight minutes after the timeout': { afterMs: timeoutMs, answer: finishesLate(480) },
      'mails two minutes after the process died': {
        answer: finishesLate(120, () => process.die('while it waits')),
      },
    };
    return process.call(() => `invites ${email} at ${to}`, ordinary, troubles, certain);
  }

  function inviteByHand(user: SimulatedUser): void {
    world.tell(() => `an administrator invites ${user.email}`);
    mails.push({
      email: user.email,
      to: user.email,
      askedAt: world.now(),
      at: world.now(),
      by: 'hand',
      attempt: '',
    });
    user.invitation_sent_at = new Date(world.now()).toISOString();
    onMail(user);
  }

  return { users, mails, inviteByHand, client: (process) => (request) => answer(process, request) };
}

const sentInvite = { id: 536, name: 'API_SEND_INVITE_LINK' };

const timeout: NoAnswer = { noAnswer: 'timeout', sent: true };
const torn: NoAnswer = { noAnswer: 'connection', sent: true };

function answers(list: readonly HttpAnswer[]): Record<string, Trouble<Exchange>> {
  return Object.fromEntries(
    list.map((answer) => [
      `answers ${answer.status} ${answer.body.slice(0, 80)}${answer.headers['x-ratelimit-reset'] ?? ''}`,
      { answer: () => answer },
    ]),
  );
}

function json(code: number, body: unknown, headers: Record<string, string> = {}): HttpAnswer {
  return {
    status: code,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  };
}

function status(code: number, message: string): HttpAnswer {
  return json(code, {
    status: { type: code === 200 ? 'success' : 'error', message, error: code !== 200, code },
  });
}

function html(code: number): HttpAnswer {
  return { status: code, headers: { 'content-type': 'text/html' }, body: '<html></html>' };
}

const badReads: Record<string, Trouble<Exchange>> = {
  'cannot be reached': { answer: () => ({ noAnswer: 'connection', sent: false }) },
  ...answers([
    html(429),
    json(429, {}, { 'x-ratelimit-reset': '60' }),
    json(429, {}, { 'x-ratelimit-reset': '2000' }),
    status(400, 'rate_limit_exceeded'),
    status(500, ''),
    html(503),
    html(200),
  ]),
};
const refusedTokens = answers([status(401, 'Authentication Failure')]);
const refusedCalls = answers([
  status(401, 'Authentication Failure'),
  status(401, 'Insufficient Permission'),
  status(404, 'No Route Exists'),
]);
const refusedEvents = { ...refusedCalls, ...answers([status(403, 'Forbidden')]) };
const refusedInvites = answers([
  status(400, 'No User exists for input email'),
  status(400, 'Email Input is in incorrect format'),
  status(400, 'Authorization Information is incorrect'),
]);
