import { createInterface } from 'node:readline/promises';
import { readConfiguration } from '../../config/read-configuration.ts';
import { NotDone } from '../command.ts';
import { type Connection, connectLocally, connectToAws } from '../connection.ts';
import { type StackOptions, stackOptions } from './arguments.ts';

/** Which stack a command talks to. It is said before anything else, beside the output that a program may read. */

/** To look, AWS will do if nothing runs here. */
export async function connectToLook({ config, aws }: StackOptions): Promise<Connection> {
  const connection = aws ? undefined : await connectLocally();
  return announce(connection ?? (await connectToAws(readConfiguration(config).name)));
}

/**
 * To act on AWS, a person has to mean it.
 * @throws NotDone if the person does not.
 */
export async function connectToAct({
  config,
  aws,
  yes,
}: StackOptions & { yes: boolean }): Promise<Connection> {
  const here = aws ? undefined : await connectLocally();
  if (here !== undefined) return announce(here);
  const connection = announce(await connectToAws(readConfiguration(config).name));
  if (aws || yes || (await isMeant())) return connection;
  throw new NotDone('Nothing was done. To act on AWS, add --aws.');
}

async function isMeant(): Promise<boolean> {
  if (process.stdin.isTTY !== true) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question('No stack runs on this machine. Act on this one? [y/N] ');
  terminal.close();
  return /^y(?:es)?$/i.test(answer.trim());
}

function announce(connection: Connection): Connection {
  console.error(connection.title);
  return connection;
}

/** What has to be said again so that another command acts on the same stack. */
export function flagsOf({ isOnAws }: Connection, { config }: StackOptions): string {
  const named = config === stackOptions.config.default ? '' : ` --config ${config}`;
  return `${named}${isOnAws ? ' --aws' : ''}`;
}

export function print(data: unknown, said: string, { json }: StackOptions): void {
  console.log(json ? JSON.stringify(data, undefined, 2) : said);
}
