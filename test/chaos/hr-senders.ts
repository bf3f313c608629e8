import { setTimeout as delay } from 'node:timers/promises';
import type { Configuration } from '../../config/configuration.ts';
import type { Clock } from '../../local/clock.ts';
import { type LocalSecrets, readCredentials } from '../../local/local-secrets.ts';
import { toAuthenticHeaders } from '../../local/sample-hire.ts';
import { type Chance, shuffle } from './chance.ts';
import { type Person, type SourceName, type Stage, toWebhooks } from './people.ts';
import type { Tally } from './tally.ts';

interface Webhook {
  source: SourceName;
  body: string;
}

/** Every webhook that comes until this stage, once, twice or three times, in any order. */
export function webhooksOf(people: readonly Person[], stage: Stage, chance: Chance): Webhook[] {
  const webhooks = people.flatMap((person) =>
    person.hires.flatMap((hire) =>
      toWebhooks(hire, person, stage).flatMap((body, index) => {
        const times = 1 + Math.floor(3 * chance(`webhooks ${stage}`, hire.id, index));
        return Array<Webhook>(times).fill({ source: hire.source, body });
      }),
    ),
  );
  return shuffle(webhooks, chance, `webhooks ${stage}`);
}

const sendersAtOnce = 12;
const sendAgainAfterMs = 300;

/**
 * Posts every webhook, signed when it is sent, and again after a 5xx until it is told 202, as an HR system does. Counts the
 * answers by status.
 * @throws Error at any other answer: the HR system would not send again, and the hire would be lost.
 */
export async function postAll(
  webhooks: readonly Webhook[],
  {
    url,
    configuration,
    secrets,
    clock,
    answers,
  }: {
    url: string;
    configuration: Configuration;
    secrets: LocalSecrets;
    clock: Pick<Clock, 'machineMs'>;
    answers: Tally;
  },
): Promise<void> {
  const credentials = readCredentials(secrets, configuration.name);

  async function post({ source, body }: Webhook): Promise<number> {
    const settings = configuration.sources[source];
    const secret = credentials.webhook(source);
    if (settings === undefined || secret === undefined) throw new Error(`No source ${source}`);
    const headers = toAuthenticHeaders(settings, secret, Buffer.from(body), clock.machineMs());
    const response = await fetch(`${url}/webhooks/${source}`, { method: 'POST', headers, body });
    await response.arrayBuffer();
    answers.count(String(response.status));
    return response.status;
  }

  const waiting = webhooks.values();
  async function send(): Promise<void> {
    for (const webhook of waiting) {
      let status = await post(webhook);
      while (status >= 500) {
        await delay(sendAgainAfterMs);
        status = await post(webhook);
      }
      if (status !== 202) throw new Error(`A webhook of ${webhook.source} was answered ${status}`);
    }
  }
  await Promise.all(Array.from({ length: sendersAtOnce }, send));
}
