import type { HttpAnswer, NoAnswer } from '../../lambda/http/http-request.ts';

/** An answer in JSON, as OneLogin's v1 API wraps it. */
export function statusAnswer(code: number, message: unknown, error = code !== 200): HttpAnswer {
  const type = error ? 'error' : 'success';
  return jsonAnswer(code, { status: { type, message, error, code } });
}

export function jsonAnswer(status: number, body: unknown, headers: Record<string, string> = {}): HttpAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(body),
  };
}

export function htmlAnswer(status: number, headers: Record<string, string> = {}): HttpAnswer {
  return { status, headers: { 'content-type': 'text/html', ...headers }, body: '<html>Sorry</html>' };
}

export const timedOut: NoAnswer = { noAnswer: 'timeout', sent: true };
export const torn: NoAnswer = { noAnswer: 'connection', sent: true };
export const neverConnected: NoAnswer = { noAnswer: 'connection', sent: false };
