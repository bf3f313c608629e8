import { createInterface } from 'node:readline/promises';

/** Asks whoever sits at the terminal. @returns undefined if nobody does. */
export async function askPerson(question: string): Promise<string | undefined> {
  if (process.stdin.isTTY !== true) return undefined;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await terminal.question(question)).trim();
  } finally {
    terminal.close();
  }
}
