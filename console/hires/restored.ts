import * as v from 'valibot';
import { Switched } from '../../lambda/operate/answer.ts';
import { askOperate } from '../ask-operate.ts';
import { WrongArguments } from '../command.ts';
import { actOptions, onlyWord, readOptions } from './arguments.ts';
import { connectToAct, print } from './connect.ts';

const Time = v.pipe(v.string(), v.isoTimestamp());

/** `hires restored TIME`: the tables were brought back to that time. */
export async function restored(args: string[]): Promise<void> {
  const { values, positionals } = readOptions(args, actOptions);
  const to = v.safeParse(Time, onlyWord(positionals, 'To which time?'));
  if (!to.success) throw new WrongArguments('The time has to be like 2026-03-02T06:00:00Z, in UTC.');
  const connection = await connectToAct(values);
  const request = { action: 'restored', to: to.output, by: connection.by } as const;
  const done = await askOperate(request, Switched, connection);
  print(done, done.message, values);
}
