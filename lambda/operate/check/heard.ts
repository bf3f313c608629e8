import type { FindLastWebhook } from '../../aws/last-webhook.ts';
import { type Finding, iso } from '../answer.ts';
import { fine, unproved } from './finding.ts';

/** CloudWatch keeps the counts of hours for so long. */
const rememberedMs = 455 * 24 * 60 * 60 * 1000;

/** Whether a source has ever sent something. A new one has not, so that alone is no fault. Times are exact to the hour. */
export async function checkHeard(
  source: string,
  findLast: readonly FindLastWebhook[],
  nowMs: number,
): Promise<Finding[]> {
  const times = await Promise.all(findLast.map((find) => find(source, nowMs - rememberedMs)));
  const last = Math.max(0, ...times.filter((time) => time !== undefined));
  if (last > 0)
    return [fine(source, 'SOURCE_HEARD', `The last webhook came at about ${sayHour(iso(last))}.`)];
  return [
    unproved(
      source,
      'SOURCE_NEVER_SENT',
      'It has never sent a hire.',
      `If it should have, check the address of the webhook in the HR system: the output of the stack that ends with /webhooks/${source}.`,
    ),
  ];
}

function sayHour(time: string): string {
  return `${time.slice(0, 13).replace('T', ' ')}:00 UTC`;
}
