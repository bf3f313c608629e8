import { readWord, runCommand } from './command.ts';
import { cancel } from './hires/cancel.ts';
import { exportHires } from './hires/export.ts';
import { forget } from './hires/forget.ts';
import { invite } from './hires/invite.ts';
import { list, listOpen } from './hires/list.ts';
import { pause } from './hires/pause.ts';
import { restored } from './hires/restored.ts';
import { resume } from './hires/resume.ts';
import { retry } from './hires/retry.ts';
import { show } from './hires/show.ts';

/** `npm run hires`: who needs a hand, one hire's story, and what can be done about it; on this machine or on AWS. */

const usage = `npm run hires                       who needs a hand, and who waits
npm run hires -- list               all hires, or --which open|needs-hand|waiting|tomorrow|invited
npm run hires -- show WHO           what has happened to one hire
npm run hires -- export             all hires with their stories, as CSV or with --json, for an auditor
npm run hires -- retry WHO          tries a hire again now; who is not activated gets a fresh link
npm run hires -- retry --code CODE  tries all again that need a hand with this code; --all: whatever the code
npm run hires -- cancel WHO         the person gets no mail any more; --undo takes that back
npm run hires -- forget WHO         deletes all that is known of a hire; there is no undo
npm run hires -- invite ADDRESS     invites somebody by hand; --personal-email P says where the mail goes
npm run hires -- invite --csv FILE  everybody in a file: work e-mail, personal e-mail; shows the number first
npm run hires -- pause "why"        stops all mails, until somebody resumes
npm run hires -- resume             goes on
npm run hires -- restored TIME      after a restore of the tables to TIME: pauses, and nobody is mailed twice

WHO is the employee's id in the HR system, a row key such as bamboohr//101, or an e-mail address.
  --source S, --tenant T   if the same id is known in several places
  --json                   prints JSON; --csv a list as CSV
  --aws                    the stack on AWS, though one runs on this machine
  --config FILE            the configuration that names the stack; default: hire-invites.json
  PORT=N                   in the environment: which stack, if several run on this machine
  --yes                    acts without asking: on AWS, on many, or for good
Exit codes: 0 done, 1 not done, 2 wrong arguments.`;

const commands = {
  list,
  show,
  export: exportHires,
  retry,
  cancel,
  pause,
  resume,
  restored,
  forget,
  invite,
};
const words = Object.keys(commands).filter((word): word is keyof typeof commands =>
  Object.hasOwn(commands, word),
);

await runCommand(usage, async () => {
  const [word, ...more] = process.argv.slice(2);
  if (word === undefined || word.startsWith('-')) await listOpen(process.argv.slice(2));
  else await commands[readWord(word, words)](more);
});
