import { Acted } from '../../lambda/operate/answer.ts';
import { askOperate } from '../ask-operate.ts';
import { actOptions, placeOptions, readOptions, readWhom } from './arguments.ts';
import { connectToAct, print } from './connect.ts';

/** `hires cancel WHO`: the person gets no mail any more. `--undo` takes that back. */
export async function cancel(args: string[]): Promise<void> {
  const undo = { type: 'boolean', default: false } as const;
  const { values, positionals } = readOptions(args, { ...actOptions, ...placeOptions, undo });
  const whom = readWhom(positionals, values);
  const connection = await connectToAct(values);
  const action = values.undo ? 'undo-cancel' : 'cancel';
  const done = await askOperate({ action, ...whom, by: connection.by }, Acted, connection);
  print(done, `${done.hire}: ${done.message}`, values);
}
