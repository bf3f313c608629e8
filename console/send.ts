import * as v from 'valibot';
import { hireEvents } from '../lambda/hire/hr-event.ts';
import { readArguments } from '../local/read-arguments.ts';
import { SampleSent, SendRequest, sendPath } from '../local/requests.ts';
import { wantedPort } from '../local/running-stack.ts';
import { askRun } from './ask-run.ts';
import { NotDone, readWord, runCommand, WrongArguments, withProgress, wrongArguments } from './command.ts';
import { requireRun } from './find-run.ts';

/** `npm run send -- 101`: sends a sample hire to the running local stack, as an HR system would. */

const usage = `npm run send -- 101      sends a sample hire to the local stack, in the format of the source, signed as it signs
101, 102 and 103 are invited at once; 104 starts in three weeks; anybody else needs an --email.
  --source S             the source that sends; default: the first of the configuration
  --event E              what has happened: created (default), updated or removed
  --email A              another work address than the sample's, now and later
  --personal-email A     another personal address
  --start-date D         another start date, such as 2027-01-04
  --json                 prints JSON
  PORT=3001 before the command: the stack on that port, if several run
What the webhook of a source does not say, the sandbox of its API does. Samples go to the local stack only: the secret
that signs webhooks on AWS is not on this machine.
Exit codes: 0 done, 1 not done, 2 wrong arguments.`;

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;
const options = {
  source: text,
  event: { ...text, default: 'created' },
  email: text,
  'personal-email': text,
  'start-date': text,
  json: flag,
  aws: flag,
} as const;

await runCommand(usage, async () => {
  const { values, positionals } = readArguments({ options, allowPositionals: true }, wrongArguments);
  if (values.aws)
    throw new NotDone(
      'Samples go to the local stack only: the secret that signs them on AWS is not on this machine.',
    );
  const [employeeId, ...more] = positionals;
  if (employeeId === undefined) throw new WrongArguments('Which hire?');
  if (more.length > 0) throw new WrongArguments(`"${more[0]}" is one word too many.`);
  const request = v.safeParse(SendRequest, {
    employeeId,
    source: values.source,
    event: readWord(values.event, hireEvents),
    workEmail: values.email,
    personalEmail: values['personal-email'],
    startDate: values['start-date'],
  });
  if (!request.success) throw new WrongArguments(request.issues[0].message);
  const run = await requireRun();
  const sent = await withProgress('Sending', askRun(run, sendPath, request.output, SampleSent));
  console.log(values.json ? JSON.stringify(sent) : saySent(request.output, sent));
  if (!sent.isAccepted) process.exitCode = 1;
});

function saySent({ employeeId, event }: SendRequest, sent: SampleSent): string {
  const { source, status, answer, isAccepted, missingUser } = sent;
  const said = `${source} said that ${employeeId} was ${event}: ${status} ${answer}`;
  if (!isAccepted) return `${said}\nNothing is on the queue.`;
  const port = wantedPort();
  const npm = port === undefined ? 'npm' : `PORT=${port} npm`;
  const next = `See what becomes of it: ${npm} run hires -- show ${employeeId} --source ${source}`;
  if (missingUser === undefined) return `${said}\n${next}`;
  const { email, addAt } = missingUser;
  return `${said}\n${next}\nOneLogin's sandbox has no user ${email}, so the hire waits for one. To add it:\n  curl ${addAt} -d '{"email":"${email}"}'`;
}
