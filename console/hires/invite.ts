import { Acted } from '../../lambda/operate/answer.ts';
import { askOperate } from '../ask-operate.ts';
import { WrongArguments } from '../command.ts';
import { actOptions, onlyWord, readOptions } from './arguments.ts';
import { connectToAct, print } from './connect.ts';
import { inviteAll } from './invite-all.ts';
import { readPeople } from './read-people.ts';

const text = { type: 'string' } as const;

/** `hires invite ADDRESS`: invites somebody by hand. `--csv FILE`: everybody in a file. */
export async function invite(args: string[]): Promise<void> {
  const { values, positionals } = readOptions(args, { ...actOptions, 'personal-email': text, csv: text });
  const { csv, 'personal-email': personalEmail } = values;
  if (csv !== undefined) {
    if (positionals.length > 0 || personalEmail !== undefined)
      throw new WrongArguments('Name a file or one address, not both.');
    const people = readPeople(csv);
    const isComplete = await inviteAll(people, await connectToAct(values), values);
    if (!isComplete) process.exitCode = 1;
    return;
  }
  const workEmail = onlyWord(positionals, 'Whom? Name a work address, or a file: --csv FILE.');
  if (!workEmail.includes('@')) throw new WrongArguments(`"${workEmail}" is not a work address.`);
  const connection = await connectToAct(values);
  const person = { workEmail, ...(personalEmail !== undefined && { personalEmail }) };
  const done = await askOperate({ action: 'invite', ...person, by: connection.by }, Acted, connection);
  print(done, `${done.hire}: ${done.message}`, values);
}
