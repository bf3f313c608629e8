import { createHash, timingSafeEqual } from 'node:crypto';
import { PutSecretValueCommand, ResourceExistsException } from '@aws-sdk/client-secrets-manager';
import * as v from 'valibot';
import type { ApiSettings } from '../../config/source.ts';
import type { Failure, FailureCode } from '../hire/outcomes.ts';
import { createSecretCache, type SecretCache, type SecretCacheOptions } from './secret-cache.ts';

/** What a new secret holds until a person fills it in. */
export const secretPlaceholder = 'REPLACE-ME';

const placeholders = /^(?:replace|change|fill)[-_ ]?me(?:[-_ ]?in)?$|^placeholder$|^<.*>$/i;

/** A value that a person filled in. White space around it comes from copy and paste, and is removed. */
const filledIn = v.pipe(
  v.string('is not text'),
  v.trim(),
  v.nonEmpty('is blank'),
  v.check((text) => !placeholders.test(text), 'is still the placeholder'),
);

/**
 * It goes into a header between commas and colons (`client_id:<id>, client_secret:<secret>`, Basic's `<key>:x`). So it
 * is visible ASCII without those two: it cannot add anything to the request, or be read as another part.
 */
const headerSafe = v.pipe(
  filledIn,
  v.regex(/^[\x21-\x2b\x2d-\x39\x3b-\x7e]+$/, 'has characters that cannot stand in a header'),
);

/** A password may be any text without control characters: it is encoded before it is sent. */
const printable = v.regex(/^[^\p{Cc}]+$/u, 'has control characters');

const blankIsAbsent = v.fallback(v.optional(filledIn), undefined);

/** `<name>/<source>/webhook`: what the HR system signs with. `previous` stays valid during a change of secrets. */
export const WebhookSecret = v.object({ current: filledIn, previous: blankIsAbsent });
/** `<name>/onelogin`: an API credential with the scope *Manage All*. */
export const OneLoginSecret = v.object({ clientId: headerSafe, clientSecret: headerSafe });
/**
 * `<name>/<source>/api`: the credential for the HR system's API, whose authentication says which of the two it is, and
 * what it has for further headers.
 */
export const ApiKeySecret = v.object({ apiKey: headerSafe });
const ApiUserSecret = v.object({ user: headerSafe, password: v.pipe(filledIn, printable) });
export type ApiSecret = (v.InferOutput<typeof ApiKeySecret> | v.InferOutput<typeof ApiUserSecret>) &
  Readonly<Record<string, string>>;

/**
 * `<name>/lookup`: the key to the pseudonyms of addresses, which the stack makes. Only JSON is taken: half of it, read as
 * a key, would give every address another pseudonym without a word.
 */
export const LookupSecret = v.object({
  key: v.pipe(filledIn, v.minLength(16, 'has fewer than 16 characters')),
});

/** The shape of the secret for a source's API, by its authentication. */
export function apiSecretSchema({ type, secretHeaders }: ApiSettings['authentication']) {
  const more = Object.fromEntries(Object.values(secretHeaders).map((key) => [key, headerSafe]));
  return type === 'basic' || type === 'oauth'
    ? v.object({ ...ApiUserSecret.entries, ...more })
    : v.object({ ...ApiKeySecret.entries, ...more });
}

export const secretNames = {
  oneLogin: (name: string) => `${name}/onelogin`,
  lookup: (name: string) => `${name}/lookup`,
  webhook: (name: string, source: string) => `${name}/${source}/webhook`,
  api: (name: string, source: string) => `${name}/${source}/api`,
};

/** The secret cannot be used. `reason` says why without its value. */
export class SecretUnavailable extends Error {
  override readonly name = 'SecretUnavailable';
  readonly secret: string;
  readonly reason: string;

  constructor(secret: string, reason: string) {
    super(`${secret}: ${reason}`);
    this.secret = secret;
    this.reason = reason;
  }
}

export interface SecretReader {
  /**
   * A secret's value, at most `maxAgeMs` old. It may be older if Secrets Manager cannot be reached.
   * @throws SecretUnavailable if it cannot be read, isn't JSON of this shape, is blank or holds the placeholder.
   */
  read<Schema extends v.GenericSchema>(secret: string, schema: Schema): Promise<v.InferOutput<Schema>>;
  /** The same, but an unusable secret is a failure with this code. Its reason says which secret it is, and why. */
  readOr<Schema extends v.GenericSchema>(
    code: FailureCode,
    secret: string,
    schema: Schema,
  ): Promise<v.InferOutput<Schema> | Failure>;
  /** Forgets the value, so that the next read fetches it, at most once in `refetchAfterMs`. @returns whether it did. */
  distrust(secret: string): boolean;
  /** Whether the value is what Secrets Manager held at this time or later, in milliseconds since 1970. */
  isReadSince(secret: string, ms: number): boolean;
  /** The same as `distrust`, five times in a row and then once in `refetchAfterMs`. */
  doubt(secret: string): boolean;
  /**
   * Fills in a webhook secret that still holds the placeholder; any other secret stays as it is.
   * @throws SecretUnavailable if it cannot be read or written.
   */
  keepIfPlaceholder(secret: string, value: { current: string }): Promise<KeptToken>;
}

/** What happened to a token that was to be kept. */
export type KeptToken = 'token-kept' | 'token-known-already' | 'another-secret-is-stored';

/** Reads secrets through a cache in the process. */
export function createSecretReader(options: SecretCacheOptions): SecretReader {
  const cache = createSecretCache(options);

  async function read<Schema extends v.GenericSchema>(
    secret: string,
    schema: Schema,
  ): Promise<v.InferOutput<Schema>> {
    const text = await cache.current(secret);
    if (text === '') throw new SecretUnavailable(secret, whyEmpty(cache.failureOf(secret)));
    const result = v.safeParse(schema, parseJson(text));
    if (result.success) return result.output;
    cache.refetchSoon(secret);
    throw new SecretUnavailable(secret, faultsOf(result.issues));
  }

  return {
    read,
    async readOr(code, secret, schema) {
      try {
        return await read(secret, schema);
      } catch (error) {
        if (error instanceof SecretUnavailable) return { code, reason: error.message };
        throw error;
      }
    },
    distrust: cache.distrust,
    isReadSince: cache.isReadSince,
    doubt: cache.doubt,
    async keepIfPlaceholder(secret, value) {
      // First by what is known: strangers who know the address must not cause a call to Secrets Manager each time.
      const known = await cache.current(secret);
      if (known !== '' && !holdsPlaceholder(known)) return compareToken(known, value);
      return keepToken(secret, value, cache, options.client);
    },
  };
}

function whyEmpty(failure: string | undefined): string {
  return failure === undefined ? 'holds no text' : `cannot be read from Secrets Manager (${failure})`;
}

async function keepToken(
  secret: string,
  value: { current: string },
  cache: SecretCache,
  client: SecretCacheOptions['client'],
): Promise<KeptToken> {
  try {
    const { text, version } = await cache.readNow(secret);
    if (!holdsPlaceholder(text)) return compareToken(text, value);
    await client.send(
      new PutSecretValueCommand({
        SecretId: secret,
        SecretString: JSON.stringify(value),
        // Secrets Manager accepts only one successor of this version: either another token came first, or ours did.
        ClientRequestToken: createHash('sha256').update(version).digest('hex'),
      }),
    );
    const { text: stored } = await cache.readNow(secret);
    return compareToken(stored, value) === 'token-known-already' ? 'token-kept' : 'another-secret-is-stored';
  } catch (error) {
    const isTaken = error instanceof ResourceExistsException;
    const stored = isTaken ? await cache.readNow(secret).catch(() => undefined) : undefined;
    if (stored !== undefined && stored.text !== '' && !holdsPlaceholder(stored.text))
      return compareToken(stored.text, value);
    throw new SecretUnavailable(secret, 'cannot be filled in');
  }
}

/** In constant time, because strangers who know the address may try tokens. */
function compareToken(stored: string, { current }: { current: string }): KeptToken {
  const held = readCurrent(stored);
  const digest = (text: string) => createHash('sha256').update(text).digest();
  const isSame = held !== undefined && timingSafeEqual(digest(held), digest(current));
  return isSame ? 'token-known-already' : 'another-secret-is-stored';
}

/** Whether a webhook secret's JSON still holds the placeholder, because nobody has filled it in. */
export function holdsPlaceholder(text: string): boolean {
  const held = readCurrent(text);
  return held !== undefined && placeholders.test(held);
}

function readCurrent(text: string): string | undefined {
  const held = v.safeParse(v.object({ current: v.pipe(v.string(), v.trim()) }), parseJson(text));
  return held.success ? held.output.current : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Which key is wrong and why, but never its value. */
export function faultsOf(issues: readonly v.BaseIssue<unknown>[]): string {
  const faults = issues.map((issue) => {
    const path = v.getDotPath(issue);
    if (path === null) return 'is not a JSON object';
    return issue.kind === 'schema' && issue.type === 'object'
      ? `${path} is missing`
      : `${path} ${issue.message}`;
  });
  return faults.join('; ');
}
