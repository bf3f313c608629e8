import type { HttpAnswer, HttpRequest, NoAnswer, SendHttpRequest } from '../../lambda/http/http-request.ts';
import type { Process, Trouble } from './process.ts';
import type { World } from './world.ts';

export interface SimulatedUser {
  id: number;
  email: string;
  status: number;
  state: number;
  invitation_sent_at: string | null;
  activated_at: string | null;
}

export interface SimulatedMail {
  email: string;
  at: number;
  /** The token of the lease under which it was asked for. */
  attempt: string;
}

export interface SimulatedOneLogin {
  users: SimulatedUser[];
  mails: SimulatedMail[];
  client(process: Process): SendHttpRequest;
}

type Exchange = HttpAnswer | NoAnswer;

/** An hour, so that a hire that is held back waits by a schedule. */
const windowMs = 60 * 60 * 1000;

/**
 * OneLogin with every documented answer, at the will of the history. It dates its invites or not, and can finish one
 * minutes after the client has given up.
 */
export function createOneLogin(
  world: World,
  options: {
    reportsInvitations: boolean;
    callsPerWindow: number | undefined;
    /** @returns the token of the lease under which the call is made. */
    onCall: (call: 'users' | 'invite', email: string) => string;
    onMail: (user: SimulatedUser) => void;
  },
): SimulatedOneLogin {
  const { reportsInvitations, callsPerWindow, onCall, onMail } = options;
  const users: SimulatedUser[] = [];
  const mails: SimulatedMail[] = [];
  const limit = { used: 0, endsAt: 0 };

  function mail(user: SimulatedUser | undefined, attempt: string): void {
    if (user === undefined) return;
    world.tell(() => `OneLogin mails ${user.email}`);
    mails.push({ email: user.email, at: world.now(), attempt });
    if (reportsInvitations) user.invitation_sent_at = new Date(world.now()).toISOString();
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
      onCall('users', email);
      return process.call(
        () => `looks for ${email}`,
        () => limited(() => find(email)),
        { ...reads, ...refusedCalls },
      );
    }

    const { email }: { email: string } = JSON.parse(body);
    const attempt = onCall('invite', email);
    const user = users.find((candidate) => candidate.email === email);
    const mailing = (result: Exchange) => () => {
      mail(user, attempt);
      return result;
    };
    const finishesLate =
      (afterSeconds: number, meanwhile: () => void = () => undefined) =>
      () => {
        world.at(world.now() + afterSeconds * 1000, () => mail(user, attempt));
        meanwhile();
        return timeout;
      };
    const ordinary = () =>
      limited(() => {
        if (user === undefined) return status(400, 'No User exists for input email');
        mail(user, attempt);
        return status(200, 'Email sent successfully to somebody');
      });
    return process.call(() => `invites ${email}`, ordinary, {
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
    });
  }

  return { users, mails, client: (process) => (request) => answer(process, request) };
}

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
const refusedInvites = answers([
  status(400, 'No User exists for input email'),
  status(400, 'Email Input is in incorrect format'),
  status(400, 'Authorization Information is incorrect'),
]);
