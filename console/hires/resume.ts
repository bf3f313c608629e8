import { Switched } from '../../lambda/operate/answer.ts';
import { askOperate } from '../ask-operate.ts';
import { actOptions, noWord, readOptions } from './arguments.ts';
import { connectToAct, print } from './connect.ts';

/** `hires resume`: ends a pause. */
export async function resume(args: string[]): Promise<void> {
  const { values, positionals } = readOptions(args, actOptions);
  noWord(positionals);
  const connection = await connectToAct(values);
  const done = await askOperate({ action: 'resume', by: connection.by }, Switched, connection);
  print(done, done.message, values);
}
