import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { readConfiguration } from '../config/read-configuration.ts';
import { whyUnreadable } from '../config/why-unreadable.ts';
import { NotDone, runCommand, WrongArguments, wrongArguments } from '../console/command.ts';
import { holdsPlaceholder, secretNames, WebhookSecret } from '../lambda/aws/secrets.ts';
import { readSecrets } from '../local/local-secrets.ts';
import { readArguments } from '../local/read-arguments.ts';
import { CaptureError } from './capture.ts';
import { explain } from './explain.ts';
import type { Secrets } from './explain-authentication.ts';
import { readCapture } from './read-capture.ts';

/** `npm run try -- --source NAME FILE`: shows step by step what would happen to a captured request. Sends nothing. */

const usage = `npm run try -- --source NAME FILE     what would become of a captured request; FILE may be - for standard input
  --config FILE                       another configuration than hire-invites.json
  --secrets FILE or --secret VALUE    the secrets, or the one of this webhook, to check that it is authentic
  --at 2026-03-02T08:00:00Z           when it comes; default: now
Exit codes: 0 it invites somebody, 1 it does not, 2 wrong arguments.`;

await runCommand(usage, async () => {
  const text = { type: 'string' } as const;
  const { values: options, positionals } = readArguments(
    {
      allowPositionals: true,
      options: { source: text, config: text, secrets: text, secret: text, at: text },
    },
    wrongArguments,
  );
  const [file] = positionals;
  if (file === undefined) throw new WrongArguments('Which request?');
  const configuration = readConfiguration(options.config ?? 'hire-invites.json');
  const known = Object.keys(configuration.sources);
  const source = options.source ?? (known.length === 1 ? known[0] : undefined);
  if (source === undefined || !known.includes(source))
    throw new WrongArguments(
      `${source === undefined ? 'Which source?' : `There is no source ${source}.`} The configuration has: ${known.join(', ')}.`,
    );
  const nowMs = options.at === undefined ? Date.now() : Date.parse(options.at);
  if (Number.isNaN(nowMs)) throw new WrongArguments('--at needs a time such as 2026-03-02T08:00:00Z.');
  const secrets = readSecret(options, secretNames.webhook(configuration.name, source));
  const capture = readCaptureFrom(file);
  const {
    lines,
    accepted,
    invites = true,
  } = await explain(capture, { configuration, source, secrets, nowMs });
  console.log(lines.join('\n'));
  if (!accepted || !invites) process.exitCode = 1;
});

function readCaptureFrom(file: string) {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file === '-' ? 0 : file);
  } catch (error) {
    throw new NotDone(`${file} ${whyUnreadable(error)}.`);
  }
  try {
    return readCapture(bytes);
  } catch (error) {
    if (error instanceof CaptureError)
      throw new NotDone(`${file} cannot be read as a request: ${error.message}.`);
    throw error;
  }
}

/**
 * Undefined if no secret is given, or it still holds the placeholder.
 * @throws NotDone if there is a file of secrets without a usable secret of the source.
 */
function readSecret(
  { secret, secrets }: { secret?: string | undefined; secrets?: string | undefined },
  name: string,
): Secrets | undefined {
  if (secret !== undefined) return readStored(secret) ?? { current: secret.trim() };
  if (secrets === undefined) return undefined;
  const text = readSecrets(secrets).get(name);
  if (text !== undefined && holdsPlaceholder(text)) return undefined;
  const stored = readStored(text);
  if (stored === undefined)
    throw new NotDone(`${secrets} has no usable "${name}", such as {"current": "..."}.`);
  return stored;
}

/** A webhook secret as Secrets Manager holds it; undefined if the text is not one. */
function readStored(text: string | undefined): Secrets | undefined {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), WebhookSecret), text);
  if (!parsed.success) return undefined;
  const { current, previous } = parsed.output;
  return { current, ...(previous !== undefined && { previous }) };
}
