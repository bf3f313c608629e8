import { Shown } from '../../lambda/operate/answer.ts';
import { askOperate } from '../ask-operate.ts';
import { sayHire } from '../say-hires.ts';
import { placeOptions, readOptions, readWhom, stackOptions } from './arguments.ts';
import { connectToLook, print } from './connect.ts';

/** `hires show WHO`: what has happened to one hire. */
export async function show(args: string[]): Promise<void> {
  const { values, positionals } = readOptions(args, { ...stackOptions, ...placeOptions });
  const whom = readWhom(positionals, values);
  const connection = await connectToLook(values);
  const { hire } = await askOperate({ action: 'show', ...whom }, Shown, connection);
  print(hire, sayHire(hire, connection.now()), values);
}
