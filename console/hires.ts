import { createInterface } from 'node:readline/promises';
import { readConfiguration } from '../config/read-configuration.ts';
import { Listed, type ListedHire, Retried, Shown } from '../lambda/operate/answer.ts';
import type { OperateRequest, Whom } from '../lambda/operate/request.ts';
import { readArguments } from '../local/read-arguments.ts';
import { askOperate } from './ask-operate.ts';
import { NotDone, readWord, runCommand, showUsage, WrongArguments } from './command.ts';
import { type Connection, connectLocally, connectToAws } from './connection.ts';
import { sayHire, sayHires } from './say-hires.ts';

/** `npm run hires`: who needs a hand, one hire's story, and trying a hire again; on this machine or on AWS. */

const usage = `npm run hires                       who needs a hand, and who waits
npm run hires -- list                all hires, or --which open|needs-hand|waiting|invited
npm run hires -- show WHO           what has happened to one hire
npm run hires -- retry WHO          tries a hire again now; who is not activated gets a fresh link

WHO is the employee's id in the HR system, a row key such as bamboohr//101, or an e-mail address.
  --source S, --tenant T   if the same id is known in several places
  --json                   prints JSON
  --aws                    the stack on AWS, though one runs on this machine
  --config FILE            the configuration that names the stack; default: hire-invites.json
  --yes                    acts on AWS without asking
Exit codes: 0 done, 1 not done, 2 wrong arguments.`;

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;
const options = {
  which: text,
  source: text,
  tenant: text,
  config: { ...text, default: 'hire-invites.json' },
  json: flag,
  aws: flag,
  yes: flag,
} as const;

type Options = ReturnType<typeof readOptions>['values'];

function readOptions() {
  return readArguments({ options, allowPositionals: true }, showUsage(usage));
}

const actions = ['list', 'show', 'retry'] as const;
const lists = ['open', 'needs-hand', 'waiting', 'invited', 'all'] as const;

await runCommand(usage, async () => {
  const { values, positionals } = readOptions();
  const [word, who, ...more] = positionals;
  const action = word === undefined ? 'list' : readWord(word, actions, usage);
  if (more.length > 0) throw new WrongArguments(`"${more[0]}" is one word too many.\n\n${usage}`);
  if (action === 'list') await list(values, word === undefined ? 'open' : 'all');
  else if (who === undefined) throw new WrongArguments(`Which hire?\n\n${usage}`);
  else if (action === 'show') await show(toWhom(who, values), values);
  else await retry(toWhom(who, values), values);
});

async function list(values: Options, usual: 'open' | 'all'): Promise<void> {
  const which = readWord(values.which ?? usual, lists, usage);
  const connection = await connectToLook(values);
  const hires: ListedHire[] = [];
  let after: string | undefined;
  do {
    const request: OperateRequest = { action: 'list', which, ...(after !== undefined && { after }) };
    const page = await askOperate(request, Listed, { connection, alias: 'look' });
    hires.push(...page.hires);
    after = page.next;
  } while (after !== undefined);
  print(hires, sayHires(hires, { which, flags: flagsOf(connection, values), now: new Date() }), values);
}

async function show(whom: Whom, values: Options): Promise<void> {
  const connection = await connectToLook(values);
  const { hire } = await askOperate({ action: 'show', ...whom }, Shown, { connection, alias: 'look' });
  print(hire, sayHire(hire, new Date()), values);
}

async function retry(whom: Whom, values: Options): Promise<void> {
  const connection = await connectToAct(values);
  const request: OperateRequest = { action: 'retry', ...whom, by: connection.by };
  const done = await askOperate(request, Retried, { connection, alias: 'act' });
  print(done, `${done.hire}: ${done.message}`, values);
}

/** What has to be said again so that another command acts on the same stack. */
function flagsOf({ isOnAws }: Connection, { config }: Options): string {
  const named = config === options.config.default ? '' : ` --config ${config}`;
  return `${named}${isOnAws ? ' --aws' : ''}`;
}

function toWhom(who: string, { source, tenant }: Options): Whom {
  const named = { ...(source !== undefined && { source }), ...(tenant !== undefined && { tenant }) };
  if (who.includes('@')) return { email: who };
  return who.includes('/') ? { hire: who } : { employeeId: who, ...named };
}

/** To look, AWS will do if nothing runs here. */
async function connectToLook(values: Options): Promise<Connection> {
  const connection = values.aws ? undefined : await connectLocally();
  return announce(connection ?? (await connectToAws(stackName(values))));
}

/** To act on AWS, a person has to mean it. */
async function connectToAct(values: Options): Promise<Connection> {
  const here = values.aws ? undefined : await connectLocally();
  if (here !== undefined) return announce(here);
  const connection = announce(await connectToAws(stackName(values)));
  if (values.aws || values.yes || (await isMeant())) return connection;
  throw new NotDone('Nothing was done. To act on AWS, add --aws.');
}

function stackName({ config }: Options): string {
  return readConfiguration(config).name;
}

async function isMeant(): Promise<boolean> {
  if (process.stdin.isTTY !== true) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question('No stack runs on this machine. Act on this one? [y/N] ');
  terminal.close();
  return /^y(?:es)?$/i.test(answer.trim());
}

/** Beside the output, which may be read by a program. */
function announce(connection: Connection): Connection {
  console.error(connection.title);
  return connection;
}

function print(data: unknown, said: string, { json }: Options): void {
  console.log(json ? JSON.stringify(data, undefined, 2) : said);
}
