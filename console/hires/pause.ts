import * as v from 'valibot';
import { PauseReason, pauseReasonRule } from '../../lambda/hire/pause.ts';
import { Switched } from '../../lambda/operate/answer.ts';
import { askOperate } from '../ask-operate.ts';
import { WrongArguments } from '../command.ts';
import { actOptions, onlyWord, readOptions } from './arguments.ts';
import { connectToAct, print } from './connect.ts';

/** `hires pause "why"`: stops all mails. */
export async function pause(args: string[]): Promise<void> {
  const { values, positionals } = readOptions(args, actOptions);
  const reason = v.safeParse(PauseReason, onlyWord(positionals, 'Why? Say it in quotes, in one line.'));
  if (!reason.success) throw new WrongArguments(pauseReasonRule);
  const connection = await connectToAct(values);
  const request = { action: 'pause', reason: reason.output, by: connection.by } as const;
  const done = await askOperate(request, Switched, connection);
  print(done, done.message, values);
}
