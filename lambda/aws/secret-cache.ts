import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

export interface SecretCacheOptions {
  client: Pick<SecretsManagerClient, 'send'>;
  nowMs: () => number;
  /** Default 300,000 (5 minutes). */
  maxAgeMs?: number;
  /** Default 30,000 (30 seconds): a flood of forged requests must not become a flood of calls. */
  refetchAfterMs?: number;
  /** Default 5,000 (5 seconds): the same for an unusable secret, which a person may be filling in right now. */
  retryAfterMs?: number;
}

export interface SecretCache {
  /** A secret's text, at most `maxAgeMs` old, older if Secrets Manager cannot be reached; empty if there is none. */
  current(secret: string): Promise<string>;
  /** The text as it is stored now, which is then the current one. @throws the error of Secrets Manager. */
  readNow(secret: string): Promise<StoredSecret>;
  /** Forgets the text, so that it is fetched again, at most once in `refetchAfterMs`. @returns whether it did. */
  distrust(secret: string): boolean;
  /** Keeps the text no longer than `retryAfterMs`: it cannot be used. */
  refetchSoon(secret: string): void;
  /** Why the last try to fetch it failed: the name of the error, such as `AccessDeniedException`; undefined if it did not. */
  failureOf(secret: string): string | undefined;
  /** Whether the text is what Secrets Manager held at this time or later, in milliseconds since 1970. */
  isReadSince(secret: string, ms: number): boolean;
  /**
   * Forgets the text because a stranger, or somebody with a newer secret, came with another one: ten times in a row, and
   * then once in `refetchAfterMs`. @returns whether it did.
   */
  doubt(secret: string): boolean;
}

/** All times are milliseconds since 1970. */
interface Cached {
  text: string;
  /** Secrets Manager held this text then. */
  trueAtMs: number;
  /** The last try to fetch it. */
  fetchedAtMs: number;
  freshUntilMs: number;
  failure?: string;
}

interface StoredSecret {
  text: string;
  version: string;
}

/** How often a secret may be doubted in a row. A person who tries out a webhook needs some. */
const doubtsAtOnce = 10;

/** Keeps the texts of secrets in the process, with one call at a time to Secrets Manager for each secret. */
export function createSecretCache(options: SecretCacheOptions): SecretCache {
  const { client, nowMs } = options;
  const { maxAgeMs = 5 * 60 * 1000, refetchAfterMs = 30 * 1000, retryAfterMs = 5 * 1000 } = options;
  const cache = new Map<string, Cached>();
  const inFlight = new Map<string, Promise<StoredSecret>>();
  /** When all doubts of a secret are free again. Each uses up `refetchAfterMs`. */
  const freeAtMs = new Map<string, number>();

  async function readNow(secret: string): Promise<StoredSecret> {
    const trueAtMs = nowMs(); // it may change while the answer is on its way
    const { SecretString: text = '', VersionId: version = '' } = await client.send(
      new GetSecretValueCommand({ SecretId: secret }),
    );
    cache.set(secret, { text, trueAtMs, fetchedAtMs: nowMs(), freshUntilMs: nowMs() + maxAgeMs });
    return { text, version };
  }

  function readOnce(secret: string): Promise<StoredSecret> {
    const running = inFlight.get(secret);
    if (running !== undefined) return running;
    const started = readNow(secret).finally(() => inFlight.delete(secret));
    inFlight.set(secret, started);
    return started;
  }

  return {
    readNow,
    async current(secret) {
      const cached = cache.get(secret);
      if (cached !== undefined && nowMs() < cached.freshUntilMs) return cached.text;
      try {
        return (await readOnce(secret)).text;
      } catch (error) {
        // For a while, serve the old value or none. Otherwise every request would wait for the same failure.
        const { text = '', trueAtMs = 0 } = cached ?? {};
        const failure = error instanceof Error ? error.name : 'Error';
        const freshUntilMs = nowMs() + retryAfterMs;
        cache.set(secret, { text, trueAtMs, fetchedAtMs: nowMs(), freshUntilMs, failure });
        return text;
      }
    },
    distrust(secret) {
      const cached = cache.get(secret);
      if (cached === undefined || nowMs() - cached.fetchedAtMs < refetchAfterMs) return false;
      cached.freshUntilMs = 0;
      return true;
    },
    failureOf: (secret) => cache.get(secret)?.failure,
    isReadSince: (secret, ms) => (cache.get(secret)?.trueAtMs ?? 0) >= ms,
    doubt(secret) {
      const cached = cache.get(secret);
      const freeAt = Math.max(freeAtMs.get(secret) ?? 0, nowMs()) + refetchAfterMs;
      if (cached === undefined || freeAt > nowMs() + doubtsAtOnce * refetchAfterMs) return false;
      freeAtMs.set(secret, freeAt);
      cached.freshUntilMs = 0;
      return true;
    },
    refetchSoon(secret) {
      const cached = cache.get(secret);
      if (cached === undefined) return;
      cached.freshUntilMs = Math.min(cached.freshUntilMs, cached.fetchedAtMs + retryAfterMs);
    },
  };
}
