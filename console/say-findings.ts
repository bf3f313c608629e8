import type { Finding } from '../lambda/operate/answer.ts';

const marks = { ok: '✓', wrong: '✗', unknown: '?' } as const;

/** What was found, a line each, and below what is wrong how to mend it. */
export function sayFindings(findings: readonly Finding[]): string {
  return findings.map(sayFinding).join('\n');
}

function sayFinding({ subject, verdict, message, whatToDo }: Finding): string {
  const toDo = whatToDo === undefined ? '' : `\n  → ${whatToDo}`;
  return `${marks[verdict]} ${subject}: ${message}${toDo}`;
}
