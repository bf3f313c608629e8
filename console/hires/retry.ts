import { Retried } from '../../lambda/operate/answer.ts';
import { askOperate } from '../ask-operate.ts';
import { actOptions, placeOptions, readOptions, readWhom } from './arguments.ts';
import { connectToAct, print } from './connect.ts';

/** `hires retry WHO`: tries a hire again now. */
export async function retry(args: string[]): Promise<void> {
  const { values, positionals } = readOptions(args, { ...actOptions, ...placeOptions });
  const whom = readWhom(positionals, values);
  const connection = await connectToAct(values);
  const request = { action: 'retry', ...whom, by: connection.by } as const;
  const done = await askOperate(request, Retried, connection);
  print(done, `${done.hire}: ${done.message}`, values);
}
