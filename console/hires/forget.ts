import { Acted, Shown } from '../../lambda/operate/answer.ts';
import { askOperate } from '../ask-operate.ts';
import { requireTyped } from '../ask-person.ts';
import { withProgress } from '../command.ts';
import { actOptions, placeOptions, readOptions, readWhom } from './arguments.ts';
import { connectToAct, print } from './connect.ts';

/** `hires forget WHO`: deletes all that is known of a hire. A person has to say its key, because there is no way back. */
export async function forget(args: string[]): Promise<void> {
  const { values, positionals } = readOptions(args, { ...actOptions, ...placeOptions });
  const whom = readWhom(positionals, values);
  const connection = await connectToAct(values);
  const { hire } = await askOperate({ action: 'show', ...whom }, Shown, connection);
  if (!values.yes) {
    const question = `${hire.hire} (${hire.state}) is forgotten for good. There is no undo.\nType its key to go on: `;
    await requireTyped(hire.hire, question);
  }
  const request = { action: 'forget', hire: hire.hire, by: connection.by } as const;
  const done = await withProgress('Forgetting', askOperate(request, Acted, connection));
  print(done, `${done.hire}: ${done.message}`, values);
}
