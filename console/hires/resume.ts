import { Switched } from '../../lambda/operate/answer.ts';
import { askOperate } from '../ask-operate.ts';
import { WrongArguments } from '../command.ts';
import { actOptions, readOptions } from './arguments.ts';
import { connectToAct, print } from './connect.ts';

/** `hires resume`: ends a pause. */
export async function resume(args: string[]): Promise<void> {
  const { values, positionals } = readOptions(args, actOptions);
  if (positionals[0] !== undefined) throw new WrongArguments(`"${positionals[0]}" is one word too many.`);
  const connection = await connectToAct(values);
  const done = await askOperate({ action: 'resume', by: connection.by }, Switched, connection);
  print(done, done.message, values);
}
