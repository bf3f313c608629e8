import { readConfiguration } from '../../config/read-configuration.ts';
import { askPerson } from '../ask-person.ts';
import { explain, NotDone } from '../command.ts';
import { type Connection, connectLocally, connectToAws } from '../connection.ts';
import { type StackOptions, stackOptions } from './arguments.ts';

/** Which stack a command talks to. It is said before anything else, beside the output that a program may read. */

/** To look, AWS will do if nothing runs here. */
export async function connectToLook({ config, aws }: StackOptions): Promise<Connection> {
  const here = aws ? undefined : await connectLocally();
  return announce(here ?? (await reachAws({ config, aws })));
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
  const connection = announce(await reachAws({ config, aws }));
  if (aws || yes || (await isMeant())) return connection;
  throw new NotDone('Nothing was done. To act on AWS, add --aws.');
}

/** @throws NotDone, also if nobody is signed in. It says then what else may have been meant. */
async function reachAws({ config, aws }: Pick<StackOptions, 'config' | 'aws'>): Promise<Connection> {
  const { name } = readConfiguration(config);
  try {
    return await connectToAws(name);
  } catch (error) {
    const instead = aws ? '' : ' No stack runs on this machine either; to start one: npm start';
    throw new NotDone(`${explain(error)}${instead}`);
  }
}

async function isMeant(): Promise<boolean> {
  const answer = await askPerson('No stack runs on this machine. Act on this one? [y/N] ');
  return /^y(?:es)?$/i.test(answer ?? '');
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

export function print(data: unknown, said: string, { json }: Pick<StackOptions, 'json'>): void {
  console.log(json ? JSON.stringify(data, undefined, 2) : said);
}
