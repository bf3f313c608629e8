import type { ParseArgsOptionsConfig } from 'node:util';
import { readWho, type Whom } from '../../lambda/operate/request.ts';
import { readArguments } from '../../local/read-arguments.ts';
import { WrongArguments, wrongArguments } from '../command.ts';

/** The arguments that the commands about hires have in common. */

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;

/** Which stack is meant, and how its answer is printed. */
export const stackOptions = {
  config: { ...text, default: 'hire-invites.json' },
  json: flag,
  aws: flag,
} as const;

/** For a command that changes something. */
export const actOptions = { ...stackOptions, yes: flag } as const;

/** Where an employee's id is known, if it is in several places. */
export const placeOptions = { source: text, tenant: text } as const;

export interface StackOptions {
  config: string;
  json: boolean;
  aws: boolean;
}

/**
 * @throws WrongArguments
 */
export function readOptions<const Options extends ParseArgsOptionsConfig>(args: string[], options: Options) {
  return readArguments({ args, options, allowPositionals: true }, wrongArguments);
}

/**
 * The one word that a command takes.
 * @throws WrongArguments if there is none, or another.
 */
export function onlyWord(words: readonly string[], question: string): string {
  const [word, ...more] = words;
  if (word === undefined) throw new WrongArguments(question);
  noWord(more);
  return word;
}

/** @throws WrongArguments if there is a word, though the command takes none. */
export function noWord([extra]: readonly string[]): void {
  if (extra !== undefined) throw new WrongArguments(`"${extra}" is one word too many.`);
}

/** The one hire that a command is about. */
export function readWhom(
  words: readonly string[],
  { source, tenant }: { source?: string | undefined; tenant?: string | undefined },
): Whom {
  const who = onlyWord(words, 'Which hire?');
  const whom = readWho(who);
  if (whom.employeeId === undefined) return whom;
  return { ...whom, ...(source !== undefined && { source }), ...(tenant !== undefined && { tenant }) };
}
