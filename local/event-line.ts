import type { SentEvent } from './aws/event-bridge.ts';
import { formatTime } from './log-line.ts';

/** An event as it stands in the terminal among the log lines. */
export function formatEvent({ time, source, 'detail-type': type, detail }: SentEvent): string {
  return `${formatTime(new Date(time))}  event "${type}" from ${source}  ${JSON.stringify(detail)}`;
}
