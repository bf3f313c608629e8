import type { ServerResponse } from 'node:http';
import type { Fault } from './faults.ts';
import { htmlReply, jsonReply, type Reply } from './reply.ts';

/** A call to answer. */
export interface Exchange {
  response: ServerResponse;
  /** Does the work of the call, and returns its proper answer. */
  work: () => Reply;
  /** The vendor's own form of an error. */
  toError: (status: number, message: string) => Reply;
}

export function send(response: ServerResponse, { status, headers, body }: Reply): void {
  response.writeHead(status, headers).end(body);
}

/** Answers a call as the fault says. */
export function misbehave(fault: Fault, exchange: Exchange): void {
  waysToMisbehave[fault.kind](exchange, fault);
}

const waysToMisbehave: Record<Fault['kind'], (exchange: Exchange, fault: Fault) => void> = {
  answer: ({ response, toError }, fault) => send(response, toReply(fault, toError)),
  'reset-before': ({ response }) => tear(response),
  'reset-after': ({ response, work }) => {
    work();
    tear(response);
  },
  'hang-before': () => undefined,
  'hang-after': ({ work }) => {
    work();
  },
  'finish-late': ({ response, work }, { delayMs }) => {
    setTimeout(work, delayMs).unref();
    tear(response);
  },
  slow: ({ response, work }, { delayMs }) => {
    const reply = work();
    setTimeout(() => send(response, reply), delayMs).unref();
  },
  truncated: ({ response, work }) => {
    const { status, headers, body } = work();
    response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
    response.write(body.slice(0, body.length / 2), () => tear(response));
  },
  'not-json': ({ response, work }) => {
    work();
    send(response, htmlReply(200, '<html>Welcome</html>'));
  },
};

function tear(response: ServerResponse): void {
  response.socket?.destroy();
}

function toReply({ status, body, message, headers }: Fault, toError: Exchange['toError']): Reply {
  if (typeof body === 'string') return htmlReply(status, body, headers);
  if (body !== undefined) return jsonReply(status, body, headers);
  const error = toError(status, message);
  return { ...error, headers: { ...error.headers, ...headers } };
}
