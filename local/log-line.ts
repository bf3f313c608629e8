import * as v from 'valibot';

const LogLine = v.looseObject({
  level: v.string(),
  message: v.string(),
  timestamp: v.string(),
  requestId: v.optional(v.string()),
  hire: v.optional(v.string()),
  state: v.optional(v.string()),
  code: v.optional(v.string()),
});
export type LogLine = v.InferOutput<typeof LogLine>;

/** A function's log line as an object; undefined for metrics and anything else that it writes. */
export function readLogLine(line: string): LogLine | undefined {
  try {
    const parsed = v.safeParse(LogLine, JSON.parse(line));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}

const noise = ['level', 'message', 'timestamp', 'service', 'sampling_rate', 'requestId', 'messageId'];

/** The time of the stack, in UTC, as it begins a line in the terminal. */
export function formatTime(at: Date): string {
  return `${at.toISOString().slice(0, 19).replace('T', ' ')}Z`;
}

/**
 * A line for a person: the time of the stack, what happened, and the details. Undefined for a metric.
 * @param aheadMs how far the stack's clock was ahead of the one by which the line was written, in milliseconds.
 */
export function formatLogLine(line: string, aheadMs: number): string | undefined {
  const parsed = readLogLine(line);
  if (parsed === undefined) return line.includes('"_aws"') ? undefined : line;
  const { timestamp, message, ...rest } = parsed;
  const details = Object.entries(rest)
    .filter(([key]) => !noise.includes(key))
    .map(([key, value]) => `${key}=${String(value)}`);
  const at = new Date(Date.parse(timestamp) + aheadMs);
  return `${formatTime(at)}  ${message}  ${details.join(' ')}`;
}
