/** A captured request. */
export interface Capture {
  method: string;
  /** The parameters of the address, as they stand behind its `?`. */
  query?: string;
  /** Header names keep their upper and lower case. */
  headers: Record<string, string>;
  body: Buffer;
  /** Where it came from, if the capture says so. */
  sourceIp?: string;
  /** The format of the capture, for a person. */
  readAs: string;
}

/** The capture cannot be read. The message says why, and which formats can be read. */
export class CaptureError extends Error {
  override readonly name = 'CaptureError';
}

/** The query of a request's target: of its path, or its whole address. */
export function toQuery(target = ''): { query?: string } {
  const at = target.indexOf('?');
  return at === -1 ? {} : { query: target.slice(at + 1).replace(/#.*$/s, '') };
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
