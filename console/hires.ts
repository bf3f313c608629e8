import { readWord, runCommand } from './command.ts';
import { list, listOpen } from './hires/list.ts';
import { retry } from './hires/retry.ts';
import { show } from './hires/show.ts';

/** `npm run hires`: who needs a hand, one hire's story, and what can be done about it; on this machine or on AWS. */

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

const commands = { list, show, retry };
const words = ['list', 'show', 'retry'] as const satisfies (keyof typeof commands)[];

await runCommand(usage, async () => {
  const [word, ...more] = process.argv.slice(2);
  if (word === undefined || word.startsWith('-')) await listOpen(process.argv.slice(2));
  else await commands[readWord(word, words)](more);
});
