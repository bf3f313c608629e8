import { createInterface } from 'node:readline/promises';
import { NotDone } from './command.ts';

/** Asks the person at the terminal. @returns undefined if nobody does. */
export async function askPerson(question: string): Promise<string | undefined> {
  if (process.stdin.isTTY !== true) return undefined;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await terminal.question(question)).trim();
  } finally {
    terminal.close();
  }
}

/**
 * Goes on only if a person types this: a slip must not concern a whole company, or be for good.
 * @param ask gives what a person types; undefined if nobody sits there.
 * @throws NotDone if it is something else, or nobody types anything.
 */
export async function requireTyped(expected: string, question: string, ask = askPerson): Promise<void> {
  const typed = await ask(question);
  if (typed === undefined) throw new NotDone('Nothing was done. There is no terminal to ask on: add --yes.');
  if (typed !== expected) throw new NotDone(`Nothing was done: that is not "${expected}".`);
}
