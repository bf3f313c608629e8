import { Retried } from '../../lambda/operate/answer.ts';
import { askOperate } from '../ask-operate.ts';
import { WrongArguments } from '../command.ts';
import { actOptions, placeOptions, readOptions, readWhom } from './arguments.ts';
import { connectToAct, print } from './connect.ts';
import { retryMany } from './retry-many.ts';

const options = {
  ...actOptions,
  ...placeOptions,
  code: { type: 'string' },
  all: { type: 'boolean', default: false },
} as const;

/** `hires retry WHO`: tries a hire again now. With `--code` or `--all`, all that need a hand. */
export async function retry(args: string[]): Promise<void> {
  const { values, positionals } = readOptions(args, options);
  const { code, all, source, tenant } = values;
  if (code !== undefined || all) {
    const isNarrowed = positionals.length > 0 || source !== undefined || tenant !== undefined;
    if (isNarrowed || (code !== undefined && all))
      throw new WrongArguments('Either one hire, or --code CODE, or --all.');
    return retryMany(code, values);
  }
  const whom = readWhom(positionals, values);
  const connection = await connectToAct(values);
  const request = { action: 'retry', ...whom, by: connection.by } as const;
  const done = await askOperate(request, Retried, connection);
  print(done, `${done.hire}: ${done.message}`, values);
}
