import type { Log } from '../aws/log.ts';
import { type SecretReader, secretNames } from '../aws/secrets.ts';
import { answerHandshake } from './handshake.ts';
import type { Step } from './webhook.ts';

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
      return {
        statusCode: 200,
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      };
    },
  };
}
