import { Listed, type ListedHire } from '../../lambda/operate/answer.ts';
import { lists, type OperateRequest } from '../../lambda/operate/request.ts';
import { askOperate } from '../ask-operate.ts';
import { readWord, WrongArguments } from '../command.ts';
import { sayHires } from '../say-hires.ts';
import { readOptions, stackOptions } from './arguments.ts';
import { connectToLook, flagsOf, print } from './connect.ts';

/** `hires` and `hires list`: the hires of a stack. */

const options = { ...stackOptions, which: { type: 'string' } } as const;

export function listOpen(args: string[]): Promise<void> {
  return listUsually('open', args);
}

export function list(args: string[]): Promise<void> {
  return listUsually('all', args);
}

async function listUsually(usual: (typeof lists)[number], args: string[]): Promise<void> {
  const { values, positionals } = readOptions(args, options);
  if (positionals[0] !== undefined) throw new WrongArguments(`"${positionals[0]}" is one word too many.`);
  const which = readWord(values.which ?? usual, lists);
  const connection = await connectToLook(values);
  const hires: ListedHire[] = [];
  let after: string | undefined;
  do {
    const request: OperateRequest = { action: 'list', which, ...(after !== undefined && { after }) };
    const page = await askOperate(request, Listed, connection);
    hires.push(...page.hires);
    after = page.next;
  } while (after !== undefined);
  print(hires, sayHires(hires, { which, flags: flagsOf(connection, values), now: new Date() }), values);
}
