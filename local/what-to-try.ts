import type { Configuration } from '../config/configuration.ts';
import { presets } from '../config/presets/index.ts';
import { dateIn } from '../lambda/hire/moment.ts';
import { generateSecrets, type LocalSecrets } from './local-secrets.ts';
import type { LocalRun } from './run.ts';

/**
 * What `npm start` prints once everything runs: addresses, and commands to copy and paste.
 * @param given.config and `given.secrets`: the files that were named.
 * @param given.isAlone whether no other stack runs here.
 */
export function describeRun(
  { stack, oneLogin, bambooHr, samples, laterHire }: LocalRun,
  { name, sources, invite, sweep }: Configuration,
  secrets: LocalSecrets,
  given: { config?: string | undefined; secrets?: string | undefined; isAlone: boolean },
): string {
  // If several stacks run, a command has to be told which one it is for.
  const npmRun = `${given.isAlone ? '' : `PORT=${new URL(stack.url).port} `}npm run`;
  const [first = laterHire, second = laterHire] = samples;
  const isOnlySource = Object.keys(sources).length === 1;
  const lines = [
    '',
    `Hire Invites is running. The hires: ${stack.url}/`,
    `The mailbox, sample hires, OneLogin’s misbehaviour and the clock: ${stack.url}/local`,
    'What happens is logged here, by the stack’s own clock (UTC). Try this in another terminal:',
  ];

  for (const [source, { type }] of Object.entries(sources)) {
    if (presets[type] === undefined) {
      const config = given.config === undefined ? '' : ` --config ${given.config}`;
      lines.push(
        '',
        `Only you know what ${source} sends. See what becomes of a request that you captured:`,
        ...indent([`npm run try -- --source ${source}${config} FILE`]),
      );
      continue;
    }
    const send = (id: string) => `${npmRun} send -- ${id}${isOnlySource ? '' : ` --source ${source}`}`;
    lines.push(
      '',
      `Send a hire as ${source} would; and one who starts on ${laterHire.startDate}, and is not invited before then:`,
      ...indent([send(first.employeeId), send(laterHire.employeeId)]),
    );
  }
  lines.push(
    '',
    'See who needs a hand and who waits, one hire’s story, and try one again, or all that are parked:',
    ...indent(
      ['hires', `hires -- show ${second.employeeId}`, `hires -- retry ${second.employeeId}`, 'replay'].map(
        (command) => `${npmRun} ${command}`,
      ),
    ),
  );
  if (oneLogin !== undefined) {
    lines.push(
      '',
      'See the mails and users in the OneLogin sandbox:',
      ...indent([`curl ${oneLogin.url}/_sandbox/mails`, `curl ${oneLogin.url}/_sandbox/users`]),
      '',
      `Make a hire fail: suspend the second user (status 2; 0 undoes it), and send ${second.employeeId}:`,
      ...indent([
        `curl -X PATCH ${oneLogin.url}/_sandbox/users/2 -d '{"status":2}'`,
        `${npmRun} send -- ${second.employeeId}`,
      ]),
      'Ten minutes later somebody is told. The notice is shown here:',
      ...indent([`${npmRun} clock -- +10m`]),
      '',
      'Make a user active, who has then signed in too, or one whom a connector switched on and who never has:',
      ...indent([
        `curl -X PATCH ${oneLogin.url}/_sandbox/users/2 -d '{"status":1}'`,
        `curl -X PATCH ${oneLogin.url}/_sandbox/users/2 -d '{"status":1,"last_login":null,"password_changed_at":null}'`,
      ]),
      '',
      'Move the clock to the first day of the person who starts later. One day more, and the link has expired:',
      ...indent([`${npmRun} clock -- +21d`]),
      '',
      'Make OneLogin fail at the next invite (reset-before, reset-after, hang-after, slow, answer, ...):',
      ...indent([`curl ${oneLogin.url}/_sandbox/faults -d '{"call":"invite","kind":"reset-after"}'`]),
    );
  }
  for (const [source, { url }] of bambooHr) {
    const hireDate = dateIn(invite.timeZone, Date.now(), Math.min(7, sweep.daysAhead));
    const employee = `{"id":"105","workEmail":"...","homeEmail":"...","hireDate":"${hireDate}"}`;
    lines.push(
      '',
      `Add an employee to the ${source} sandbox, and let the sweep find the hire without a webhook (--dry-run only looks):`,
      ...indent([`curl -X PUT ${url}/_sandbox/employees -d '${employee}'`, `${npmRun} sweep -- --dry-run`]),
    );
  }
  if (given.secrets === undefined) {
    lines.push(
      '',
      'To send with a program of your own, sample secrets, new at each start (--secrets FILE takes yours):',
    );
    for (const [secret, value] of secrets) lines.push(`  ${secret}  ${value}`);
  }
  const missing = [...generateSecrets({ name, sources }).keys()].filter((secret) => !secrets.has(secret));
  if (missing.length > 0)
    lines.push(
      '',
      `Not in ${given.secrets}, so whatever needs them waits or is refused: ${missing.join(', ')}`,
    );
  return [...lines, '', 'Stop with Ctrl+C.', ''].join('\n');
}

function indent(commands: string[]): string[] {
  return commands.map((command) => `  ${command}`);
}
