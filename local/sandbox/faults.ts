import type { IncomingMessage, ServerResponse } from 'node:http';
import * as v from 'valibot';

/**
 * How a sandbox misbehaves when told to. `answer`: this status and body instead of the call. The others do the call's
 * work or not (`before`, `after`) and then never answer properly:
 * - `reset-before`, `reset-after`: the connection is torn, before the work or after it;
 * - `hang-before`, `hang-after`: no answer ever comes;
 * - `finish-late`: the connection is torn at once, and the work is done after `delayMs`;
 * - `slow`: the work is done, the answer comes after `delayMs`;
 * - `truncated`: the answer breaks off; `not-json`: it is a page.
 */
export const Fault = v.object({
  /** Which call: `token`, `users`, `invite`, `employee`; any if absent. */
  call: v.optional(v.picklist(['token', 'users', 'invite', 'employee'])),
  /** Only for this address or employee id. */
  who: v.optional(v.string()),
  kind: v.picklist([
    'answer',
    'reset-before',
    'reset-after',
    'hang-before',
    'hang-after',
    'finish-late',
    'slow',
    'truncated',
    'not-json',
  ]),
  status: v.optional(v.number(), 500),
  /** An object goes out as JSON, text as HTML; absent, a status envelope with `message`. */
  body: v.optional(v.unknown()),
  message: v.optional(v.string(), 'Internal Server Error'),
  headers: v.optional(v.record(v.string(), v.string()), {}),
  delayMs: v.optional(v.number(), 1000),
  /** How often, before the calls are answered properly again. */
  times: v.optional(v.pipe(v.number(), v.minValue(1)), 1),
});
export type Fault = v.InferOutput<typeof Fault>;

export interface Call {
  name: NonNullable<Fault['call']>;
  who: string;
}

export interface Reply {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export interface Faults {
  add(fault: v.InferInput<typeof Fault>): void;
  clear(): void;
  /** Answers a call by `work`, or as the next fault for it says. */
  carryOut(call: Call, work: () => Reply, request: IncomingMessage, response: ServerResponse): void;
}

export function createFaults(): Faults {
  const pending: Fault[] = [];

  function take({ name, who }: Call): Fault | undefined {
    const index = pending.findIndex(
      (fault) => (fault.call ?? name) === name && (fault.who ?? who).toLowerCase() === who.toLowerCase(),
    );
    const fault = pending[index];
    if (fault === undefined) return undefined;
    fault.times -= 1;
    if (fault.times === 0) pending.splice(index, 1);
    return fault;
  }

  return {
    add: (fault) => pending.push(v.parse(Fault, fault)),
    clear: () => pending.splice(0),
    carryOut(call, work, request, response) {
      const fault = take(call);
      const send = ({ status, headers, body }: Reply) => response.writeHead(status, headers).end(body);
      switch (fault?.kind) {
        case undefined:
          send(work());
          break;
        case 'answer':
          send(toReply(fault));
          break;
        case 'reset-before':
          request.socket.destroy();
          break;
        case 'reset-after':
          work();
          request.socket.destroy();
          break;
        case 'hang-before':
          break;
        case 'hang-after':
          work();
          break;
        case 'finish-late':
          setTimeout(work, fault.delayMs).unref();
          request.socket.destroy();
          break;
        case 'slow': {
          const reply = work();
          setTimeout(() => send(reply), fault.delayMs).unref();
          break;
        }
        case 'truncated': {
          const { status, headers, body } = work();
          response.writeHead(status, { ...headers, 'content-length': String(Buffer.byteLength(body)) });
          response.write(body.slice(0, body.length / 2), () => request.socket.destroy());
          break;
        }
        case 'not-json':
          work();
          send({ status: 200, headers: { 'content-type': 'text/html' }, body: '<html>Welcome</html>' });
      }
    },
  };
}

function toReply({ status, body, message, headers }: Fault): Reply {
  if (typeof body === 'string') return { status, headers: { 'content-type': 'text/html', ...headers }, body };
  const reply = statusReply(status, message);
  return {
    ...reply,
    headers: { ...reply.headers, ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  };
}

export function jsonReply(status: number, body: unknown, headers: Record<string, string> = {}): Reply {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

/** OneLogin's envelope: `{"status":{"type","message","error","code"}}`. */
export function statusReply(code: number, message: string): Reply {
  const error = code !== 200;
  const type = { 200: 'success', 400: 'bad request', 401: 'Unauthorized', 404: 'not found' }[code] ?? 'error';
  return jsonReply(code, { status: { type, message, error, code } });
}
