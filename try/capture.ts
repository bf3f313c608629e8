/** A request as somebody captured it. */
export interface Capture {
  method: string;
  /** Names as they were written. */
  headers: Record<string, string>;
  body: Buffer;
  /** Where it came from, if the capture says so. */
  sourceIp?: string;
  /** How it was written down, in words. */
  readAs: string;
}

/** What was captured cannot be read. The message says why, and what can be. */
export class CaptureError extends Error {
  override readonly name = 'CaptureError';
}

export function toHeaders(lines: readonly string[]): Record<string, string> {
  const headers = new Map<string, string>();
  for (const line of lines) {
    const [, name = '', value = ''] = /^([\w-]+):\s?(.*)$/.exec(line) ?? [];
    if (name === '') continue;
    const earlier = headers.get(name);
    headers.set(name, earlier === undefined ? value.trim() : `${earlier},${value.trim()}`);
  }
  return Object.fromEntries(headers);
}
