import { randomBytes } from 'node:crypto';
import { jsonReply, type Reply } from './reply.ts';

const expiresInSeconds = 36_000; // 10 hours

export interface Token {
  /** Generate Token: gives the same token, with its old `created_at`, until it expires or is revoked. */
  generate(): Reply;
  isAlive(value: string): boolean;
  revoke(): void;
}

export function createToken(now: () => Date): Token {
  let token: { value: string; refresh: string; createdAt: Date } | undefined;
  const random = () => randomBytes(32).toString('hex');

  function living() {
    const expired =
      token !== undefined && now().getTime() >= token.createdAt.getTime() + expiresInSeconds * 1000;
    return expired ? undefined : token;
  }

  return {
    generate() {
      token = living() ?? { value: random(), refresh: random(), createdAt: now() };
      return jsonReply(200, {
        access_token: token.value,
        created_at: token.createdAt.toISOString(),
        expires_in: expiresInSeconds, // the same for a token of any age: seen
        refresh_token: token.refresh,
        token_type: 'bearer',
        account_id: 1,
      });
    },
    isAlive: (value) => value === living()?.value,
    revoke() {
      token = undefined;
    },
  };
}
