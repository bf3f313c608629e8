import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';

export interface HttpRequest {
  method: 'GET' | 'POST';
  url: string;
  headers: Record<string, string>;
  body?: string;
  /** For the whole exchange, from the look-up of the host to the last byte of the answer, in milliseconds. */
  timeoutMs: number;
}

export interface HttpAnswer {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string>;
  body: string;
}

/** The exchange failed. `sent` is false only if the server cannot have seen the request. */
export interface NoAnswer {
  noAnswer: 'timeout' | 'connection' | 'answer-too-large';
  sent: boolean;
}

/** An exchange as a value, so that a caller can be given another way to make it. */
export type SendHttpRequest = typeof sendHttpRequest;

/** A list of all employees comes in one answer from some HR systems. */
const maxAnswerBytes = 5 * 1024 * 1024;

/**
 * One HTTP exchange, whatever comes of it: no redirect is followed, nothing is tried twice. A general client is not
 * used because none says whether the request can have reached the server, on which it depends whether an invite may
 * be sent again. `fetch` would also cost 70 ms of a cold start.
 * @throws TypeError if a header has characters that cannot stand in one.
 */
export function sendHttpRequest(request: HttpRequest): Promise<HttpAnswer | NoAnswer> {
  const secure = new URL(request.url).protocol === 'https:';
  return new Promise((resolve) => {
    let sent = false;
    const settle = (result: HttpAnswer | NoAnswer) => {
      clearTimeout(timer);
      resolve(result);
      outgoing.destroy();
    };
    const outgoing = (secure ? requestHttps : requestHttp)(request.url, {
      method: request.method,
      headers: { ...request.headers, ...contentLength(request.body) },
      // A fresh connection each time: on one kept alive, a reset may only mean that it had been idle for too long.
      agent: false,
    });
    const timer = setTimeout(() => settle({ noAnswer: 'timeout', sent }), request.timeoutMs);
    outgoing.once('socket', (socket) => {
      socket.once(secure ? 'secureConnect' : 'connect', () => {
        sent = true;
      });
    });
    outgoing.on('error', () => settle({ noAnswer: 'connection', sent }));
    outgoing.once('response', (incoming) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      incoming.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        bytes += chunk.length;
        if (bytes > maxAnswerBytes) settle({ noAnswer: 'answer-too-large', sent });
      });
      incoming.on('error', () => settle({ noAnswer: 'connection', sent }));
      incoming.once('end', () =>
        settle({
          status: incoming.statusCode ?? 0,
          headers: singleHeaders(incoming.headers),
          body: Buffer.concat(chunks).toString('utf8'),
        }),
      );
    });
    outgoing.end(request.body);
  });
}

export function isNoAnswer(result: HttpAnswer | NoAnswer): result is NoAnswer {
  return 'noAnswer' in result;
}

/** The body as JSON if the answer says that it is JSON and it is; otherwise undefined (error pages are HTML). */
export function readJson(answer: HttpAnswer): unknown {
  if (!/^application\/(?:[\w.-]+\+)?json\b/i.test(answer.headers['content-type'] ?? '')) return undefined;
  try {
    return JSON.parse(answer.body);
  } catch {
    return undefined;
  }
}

/** A whole number from a header such as `Retry-After` (seconds); undefined if it is anything else. */
export function readWholeNumber(answer: HttpAnswer, header: string): number | undefined {
  const text = answer.headers[header] ?? '';
  return /^\d{1,6}$/.test(text) ? Number(text) : undefined;
}

function contentLength(body: string | undefined): Record<string, string> {
  return body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
}

function singleHeaders(headers: NodeJS.Dict<string | string[]>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
}
