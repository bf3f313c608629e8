import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { ConfigurationError, readConfiguration } from '../config/read-configuration.ts';
import { whyUnreadable } from '../config/why-unreadable.ts';
import { holdsPlaceholder, secretNames, WebhookSecret } from '../lambda/aws/secrets.ts';
import { readSecrets } from '../local/local-secrets.ts';
import { readArguments } from '../local/read-arguments.ts';
import { CaptureError } from './capture.ts';
import { explain } from './explain.ts';
import type { Secrets } from './explain-authentication.ts';
import { readCapture } from './read-capture.ts';

/** `npm run try -- --source NAME FILE`: shows step by step what would happen to a captured request. Sends nothing. */

const usage =
  'npm run try -- --source NAME FILE [--config FILE] [--secrets FILE | --secret VALUE] [--at 2026-03-02T08:00:00Z]; FILE may be - for standard input';

try {
  process.exitCode = await run();
} catch (error) {
  if (!(error instanceof ConfigurationError || error instanceof CaptureError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

async function run(): Promise<number> {
  const text = { type: 'string' } as const;
  const { values: options, positionals } = readArguments(
    {
      allowPositionals: true,
      options: { source: text, config: text, secrets: text, secret: text, at: text },
    },
    (why) => new ConfigurationError(`${why}. ${usage}`),
  );
  const [file] = positionals;
  if (file === undefined) throw new CaptureError(`Which request? ${usage}`);
  const configuration = readConfiguration(options.config ?? 'hire-invites.json');
  const known = Object.keys(configuration.sources);
  const source = options.source ?? (known.length === 1 ? known[0] : undefined);
  if (source === undefined || !known.includes(source))
    throw new CaptureError(
      `${source === undefined ? 'Which source?' : `There is no source ${source}.`} The configuration has: ${known.join(', ')}. ${usage}`,
    );
  const nowMs = options.at === undefined ? Date.now() : Date.parse(options.at);
  if (Number.isNaN(nowMs)) throw new CaptureError(`--at needs a time such as 2026-03-02T08:00:00Z. ${usage}`);
  const secrets = readSecret(options, secretNames.webhook(configuration.name, source));
  const capture = readCaptureFrom(file);
  const {
    lines,
    accepted,
    invites = true,
  } = await explain(capture, { configuration, source, secrets, nowMs });
  console.log(lines.join('\n'));
  return accepted && invites ? 0 : 1;
}

function readCaptureFrom(file: string) {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file === '-' ? 0 : file);
  } catch (error) {
    throw new CaptureError(`${file} ${whyUnreadable(error)}.`);
  }
  try {
    return readCapture(bytes);
  } catch (error) {
    if (error instanceof CaptureError)
      throw new CaptureError(`${file} cannot be read as a request: ${error.message}.`);
    throw error;
  }
}

/**
 * Undefined if no secret is given, or it still holds the placeholder.
 * @throws CaptureError if there is a file of secrets without a usable secret of the source.
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
    throw new CaptureError(`${secrets} has no usable "${name}", such as {"current": "..."}.`);
  return stored;
}

/** A webhook secret as Secrets Manager holds it; undefined if the text is not one. */
function readStored(text: string | undefined): Secrets | undefined {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), WebhookSecret), text);
  if (!parsed.success) return undefined;
  const { current, previous } = parsed.output;
  return { current, ...(previous !== undefined && { previous }) };
}
