import type { Context } from 'aws-lambda';
import * as v from 'valibot';
import type { Configuration } from '../../config/configuration.ts';
import type { HiresTable } from '../aws/hires-table.ts';
import type { InviteQueue } from '../aws/invite-queue.ts';
import type { Log } from '../aws/log.ts';
import type { CountMetric } from '../aws/metrics.ts';
import type { ScanOverdueHires } from '../aws/overdue-hires.ts';
import type { SecretReader } from '../aws/secrets.ts';
import type { SweepsTable } from '../aws/sweeps-table.ts';
import { JsonObject } from '../hire/hire.ts';
import { connectHrSystem } from '../hr-systems/connect-hr-system.ts';
import type { HrSystem } from '../hr-systems/hr-system.ts';
import type { SendHttpRequest } from '../http/http-request.ts';
import { type SourceReport, sweepSource } from './sweep-source.ts';
import { type OverdueReport, wakeOverdue } from './wake-overdue.ts';

export interface SweepParts {
  configuration: Pick<Configuration, 'name' | 'sources' | 'invite' | 'sweep'>;
  /** The address of a source's API, if not the vendor's own. */
  hrApiUrl: (source: string) => string | undefined;
  secrets: SecretReader;
  http: SendHttpRequest;
  hires: Pick<HiresTable, 'read'>;
  scanOverdue: ScanOverdueHires;
  sweeps: SweepsTable;
  queue: InviteQueue;
  log: Log;
  count: CountMetric;
  nowMs: () => number;
}

/** One invocation. A dry run queues, writes and counts nothing, and says what it would have queued. */
export interface Run {
  dryRun: boolean;
  requestId: string;
  /** Whether there is time for another page, and for what follows from it. */
  hasTime: () => boolean;
}

export interface SweepReport extends OverdueReport {
  dryRun: boolean;
  sources: SourceReport[];
}

/** Scheduler sends `{}`. A misspelt `dryRun` is refused: it would do what was only to be looked at. */
const SweepEvent = v.pipe(JsonObject, v.strictObject({ dryRun: v.optional(v.boolean(), false) }));

const leastMs = 60 * 1000;

/**
 * Looks for hires that no webhook announced, in every HR system that can be asked for a list, and for hires whose wake-up was
 * lost. All that it does is to put messages on the invite queue, where they go the way of any other: what is queued
 * twice is invited once.
 * @throws Error if the event is none; whatever else goes wrong is told in the report and the log.
 */
export function createSweep(parts: SweepParts) {
  const systems: ReadonlyMap<string, HrSystem> = new Map(
    Object.entries(parts.configuration.sources).map(([source, settings]) => [
      source,
      connectHrSystem(settings, parts.hrApiUrl(source)),
    ]),
  );

  return async (
    event: unknown,
    context: Pick<Context, 'awsRequestId' | 'getRemainingTimeInMillis'>,
  ): Promise<SweepReport> => {
    const run: Run = {
      dryRun: readDryRun(event),
      requestId: context.awsRequestId,
      hasTime: () => context.getRemainingTimeInMillis() >= leastMs,
    };
    // The alarm fills the gaps of this metric, but of one that has never been there CloudWatch may know nothing.
    if (!run.dryRun) parts.count('SweepFailed', 0);
    // All at once: no slow HR system takes the time of the others.
    const [overdue, ...sources] = await Promise.all([
      wakeOverdue(systems, run, parts),
      ...[...systems].flatMap(([source, { api, ...hr }]) => {
        if (api?.list === undefined) return [];
        return [sweepSource({ source, hr, api: { ...api, list: api.list } }, run, parts)];
      }),
    ]);
    return { dryRun: run.dryRun, sources, ...overdue };
  };
}

function readDryRun(event: unknown): boolean {
  const parsed = v.safeParse(SweepEvent, event);
  if (!parsed.success) throw new Error('The event is none of {} and {"dryRun":true}');
  return parsed.output.dryRun;
}
