import type { PublishedNotice } from './aws/sns.ts';
import { formatTime } from './log-line.ts';

/** A notice as it stands in the terminal among the log lines: with a bar at its side. */
export function formatNotice({ at, subject, text }: PublishedNotice): string {
  const lines = [subject, '', ...text.trimEnd().split('\n')];
  const head = `${formatTime(new Date(at))}  notice to the people who get the alarms`;
  return [head, ...lines.map((line) => `  │ ${line}`.trimEnd())].join('\n');
}
