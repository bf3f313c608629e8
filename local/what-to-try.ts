import type { Configuration } from '../config/configuration.ts';
import { generateSecrets, type LocalSecrets, readCredentials } from './local-secrets.ts';
import { samplesPath } from './routes.ts';
import type { LocalRun } from './run.ts';
import { type SampleHire, sampleHires, toShellCommands, toWebhook } from './sample-hire.ts';

/** What `npm start` prints once everything runs: addresses, and commands to copy and paste. */
export function describeRun(
  { stack, oneLogin, bambooHr, laterHire }: LocalRun,
  { name, sources }: Configuration,
  secrets: LocalSecrets,
  files: { config?: string | undefined; secrets?: string | undefined },
): string {
  const credentials = readCredentials(secrets, name);
  const lines = ['', `Hire Invites is running. The hires: ${stack.url}/`];

  if (files.secrets === undefined) {
    lines.push('', 'Sample secrets, new at each start (to use your own: --secrets FILE):');
    for (const [secret, value] of secrets) lines.push(`  ${secret}  ${value}`);
  }
  const missing = [...generateSecrets({ name, sources }).keys()].filter((secret) => !secrets.has(secret));
  if (missing.length > 0)
    lines.push(
      '',
      `Not in ${files.secrets}, so whatever needs them waits or is refused: ${missing.join(', ')}`,
    );
  for (const [source, settings] of Object.entries(sources)) {
    const secret = credentials.webhook(source);
    const [hire] = sampleHires;
    const sample = hire && toWebhook(settings, hire);
    if (secret === undefined || hire === undefined) continue;
    if (sample === undefined) {
      lines.push('', `Only you know what ${source} sends. See what happens to a request that you captured:`);
      const config = files.config === undefined ? '' : ` --config ${files.config}`;
      lines.push(...indent([`npm run try -- --source ${source}${config} FILE`]));
      continue;
    }
    const bodyOf = ({ employeeId }: SampleHire) => `${stack.url}${samplesPath}/${source}/${employeeId}`;
    const urls = { webhook: `${stack.url}/webhooks/${source}`, body: bodyOf(hire) };
    lines.push('', `Send a hire as ${source} would:`);
    lines.push(
      ...indent(toShellCommands(settings, secret, urls, sample.contentType)),
      `Or use this BODY for a person who starts on ${laterHire.startDate} and is not invited before then:`,
      ...indent([`BODY=$(curl -s ${bodyOf(laterHire)})`]),
    );
  }
  if (oneLogin !== undefined) {
    lines.push(
      '',
      'See the mails and users in the OneLogin sandbox:',
      ...indent([`curl ${oneLogin.url}/_sandbox/mails`, `curl ${oneLogin.url}/_sandbox/users`]),
      '',
      'Make a hire fail: suspend the second user (status 2; 0 undoes it), then send employee 102 instead of 101:',
      ...indent([`curl -X PATCH ${oneLogin.url}/_sandbox/users/2 -d '{"status":2}'`]),
      'Ten minutes later somebody is told. The notice is shown here:',
      ...indent(['npm run clock -- +10m']),
      '',
      'Make a user active, who has then signed in too, or one whom a connector switched on and who never has:',
      ...indent([
        `curl -X PATCH ${oneLogin.url}/_sandbox/users/2 -d '{"status":1}'`,
        `curl -X PATCH ${oneLogin.url}/_sandbox/users/2 -d '{"status":1,"last_login":null,"password_changed_at":null}'`,
      ]),
      '',
      'Move the clock to the first day of the person who starts later. One day more, and the link has expired:',
      ...indent(['npm run clock -- +21d']),
      '',
      'Make OneLogin fail at the next invite (reset-before, reset-after, hang-after, slow, answer, ...):',
      ...indent([`curl ${oneLogin.url}/_sandbox/faults -d '{"call":"invite","kind":"reset-after"}'`]),
    );
  }
  for (const [source, { url }] of bambooHr) {
    const employee = `{"id":"105","workEmail":"...","homeEmail":"...","hireDate":"${laterHire.startDate}"}`;
    lines.push(
      '',
      `Add an employee to the ${source} sandbox, and let the sweep find the hire without a webhook (--dry-run only looks):`,
      ...indent([`curl -X PUT ${url}/_sandbox/employees -d '${employee}'`, 'npm run sweep -- --dry-run']),
    );
  }
  lines.push(
    '',
    'See who needs a hand and who waits, one hire’s story, and try one again, or all that are parked:',
    ...indent(['npm run hires', 'npm run hires -- show 102', 'npm run hires -- retry 102', 'npm run replay']),
    '',
    'Stop with Ctrl+C.',
    '',
  );
  return lines.join('\n');
}

function indent(commands: string[]): string[] {
  return commands.map((command) => `  ${command}`);
}
