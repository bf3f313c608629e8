import type { Log } from '../aws/log.ts';
import { type SecretReader, secretNames } from '../aws/secrets.ts';
import { answerHandshake } from './handshake.ts';
import type { Step } from './webhook.ts';

/** What a stranger sent goes back as it came, so no browser may take it for anything but text. */
const plainText = { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' };

/**
 * Answers handshakes. Their path ends here.
 * @param parts.name the configuration's `name`, the first part of the secrets' names.
 * @throws Refusal SECRET_UNAVAILABLE (503).
 */
export function shakeHands({
  name,
  secrets,
  log,
}: {
  name: string;
  secrets: Pick<SecretReader, 'keepIfPlaceholder'>;
  log: Log;
}): Step {
  return {
    async before({ event: { webhook } }) {
      const { requestId, source } = webhook;
      const secret = secretNames.webhook(name, source);
      const answer = await answerHandshake(webhook, { secrets, secret });
      if (answer === undefined) return undefined;
      const { reason, headers = {}, body = { accepted: 0, ignored: 0, requestId } } = answer;
      log.info('handshake answered', { requestId, source, reason });
      const type = typeof body === 'string' ? plainText : { 'content-type': 'application/json' };
      return {
        statusCode: 200,
        headers: { ...type, ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      };
    },
  };
}
