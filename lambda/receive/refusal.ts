/** Every answer of `receive` that is not a success. It is a 4xx only if there is no point in sending again. */
const refusals = {
  UNKNOWN_SOURCE: { status: 404, title: 'There is no such webhook source' },
  UNAUTHENTICATED: { status: 401, title: 'The webhook does not prove that it comes from this source' },
  BODY_UNREADABLE: { status: 400, title: 'The body is not what this source sends' },
  BODY_TOO_LARGE: { status: 413, title: 'The body is too large' },
  SECRET_UNAVAILABLE: { status: 503, title: 'The secret of this source is not available yet; send again' },
  QUEUE_UNAVAILABLE: { status: 503, title: 'The webhook could not be stored; send again' },
  INTERNAL_ERROR: { status: 500, title: 'The webhook could not be handled; send again' },
} as const;

export type RefusalCode = keyof typeof refusals;

/** Ends the handling of a webhook. The `reason` goes to the log and a metric, never to the sender. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: RefusalCode;
  readonly reason: string;
  readonly status: number;

  constructor(code: RefusalCode, reason: string, status: number = refusals[code].status) {
    super(`${code}: ${reason}`);
    this.code = code;
    this.reason = reason;
    this.status = status;
  }
}

/** The refusal as problem details (RFC 9457). */
export function toProblem(refusal: Refusal, requestId: string, headers: Record<string, string> = {}) {
  const problem = {
    type: `urn:hire-invites:problem:${refusal.code.toLowerCase().replaceAll('_', '-')}`,
    title: refusals[refusal.code].title,
    status: refusal.status,
    code: refusal.code,
    requestId,
  };
  return {
    statusCode: refusal.status,
    headers: { 'content-type': 'application/problem+json', ...headers },
    body: JSON.stringify(problem),
  };
}
