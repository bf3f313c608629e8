import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';

export interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT';
  url: string;
  headers: Record<string, string>;
  body?: string;
  /** The limit for the whole exchange, from the look-up of the host to the last byte of the answer, in milliseconds. */
  timeoutMs: number;
}

export interface HttpAnswer {
  status: number;
  /** Header names in lower case. */
  headers: Record<string, string>;
  body: string;
}

/** The exchange failed. `sent` is false only if the server cannot have seen the request. */
export interface NoAnswer {
  noAnswer: 'timeout' | 'connection' | 'answer-too-large';
  sent: boolean;
}

/** The type of an exchange, so that a caller can be given another implementation. */
export type SendHttpRequest = typeof sendHttpRequest;

/** This is large because some HR systems send the list of all employees in one answer. */
const maxAnswerBytes = 5 * 1024 * 1024;

/**
 * One HTTP exchange, whatever its result: it follows no redirect and tries nothing twice. It is not a general client,
 * because no such client says whether the request can have reached the server, and that decides whether an invite may
 * be sent again. `fetch` would also cost 70 ms of a cold start.
 * @throws TypeError if a header has characters that are not allowed there.
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
      // A fresh connection each time: a reset of a kept connection may only mean that it was idle for too long.
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

/**
 * The body as JSON, if the answer says that it is JSON and it is; otherwise undefined (error pages are HTML). A byte order
 * mark before it counts for nothing.
 */
export function readJson(answer: HttpAnswer): unknown {
  if (!/^application\/(?:[\w.-]+\+)?json\b/i.test(answer.headers['content-type'] ?? '')) return undefined;
  try {
    return JSON.parse(answer.body.replace(/^\uFEFF/, ''));
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
