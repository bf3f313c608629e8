import type { Configuration } from '../../config/configuration.ts';
import { type HeardTable, heardKey } from '../aws/job-rows.ts';
import type { FindLastWebhook } from '../aws/last-webhook.ts';
import type { Log } from '../aws/log.ts';
import type { CountMetric } from '../aws/metrics.ts';

export interface WatchParts {
  configuration: Pick<Configuration, 'sources'>;
  heard: HeardTable;
  findLastWebhook: FindLastWebhook;
  log: Log;
  count: CountMetric;
  nowMs: () => number;
}

const dayMs = 24 * 60 * 60 * 1000;

/**
 * Counts each source from which no authentic webhook has come for longer than its `alarms.silentDays`. CloudWatch's own
 * alarms see seven days at most. So a row remembers when the source was last heard, and CloudWatch is asked for later
 * webhooks only once that is too long ago.
 * @throws the errors of the table and of CloudWatch.
 */
export async function watchSources(requestId: string, parts: WatchParts): Promise<void> {
  const { log, count } = parts;
  for (const [source, { alarms }] of Object.entries(parts.configuration.sources)) {
    if (alarms?.silentDays === undefined) continue;
    if (!(await isSilent(source, alarms.silentDays * dayMs, requestId, parts))) continue;
    count('SourceSilent', 1, { source });
    log.warn('source is silent', { source, requestId });
  }
}

async function isSilent(
  source: string,
  longestMs: number,
  writer: string,
  { heard, findLastWebhook, nowMs }: WatchParts,
): Promise<boolean> {
  const now = nowMs();
  const before = await heard.read(heardKey(source));
  const known = before === undefined ? now : Date.parse(before.heardAt);
  const heardAt = now - known > longestMs ? ((await findLastWebhook(source, known)) ?? known) : known;
  // If another run writes at the same time, it writes the same, and it does not matter whose row stands.
  if (before === undefined || heardAt !== known)
    await heard.write({
      source: heardKey(source),
      heardAt: new Date(heardAt).toISOString(),
      version: (before?.version ?? 0) + 1,
      writer,
    });
  return now - heardAt > longestMs;
}
