import type { Context } from 'aws-lambda';
import * as v from 'valibot';
import type { Configuration } from '../../config/configuration.ts';
import { JsonObject } from '../hire/record.ts';
import { isListing } from '../hr-systems/api/next-page.ts';
import { type ConnectedSource, connectSources } from '../hr-systems/connect-sources.ts';
import type { AskOneLogin, OneLoginReport } from './ask-one-login.ts';
import { type AskWhoWaitsParts, askWhoWaits, type WaitingReport } from './ask-who-waits.ts';
import { type ListUnlistedParts, listUnlisted } from './list-unlisted.ts';
import type { Run } from './run.ts';
import type { SourceReport } from './source-report.ts';
import { type ListedSource, type SweepSourceParts, sweepSource } from './sweep-source.ts';
import { type OverdueReport, type WakeOverdueParts, wakeOverdue } from './wake-overdue.ts';

/** The parts that `sweep` is made of. */
export interface SweepParts
  extends Omit<SweepSourceParts, 'name' | 'settings'>,
    Omit<AskWhoWaitsParts, 'name' | 'settings'>,
    WakeOverdueParts,
    ListUnlistedParts {
  configuration: Pick<Configuration, 'name' | 'sources' | 'invite' | 'sweep'>;
  /** Gives the address of a source's API, if it is not the vendor's own. */
  hrApiUrl: (source: string) => string | undefined;
  askOneLogin: AskOneLogin;
}

export interface SweepReport extends OverdueReport {
  dryRun: boolean;
  sources: SourceReport[];
  waiting: WaitingReport[];
  /** Absent if `sweep.oneLogin` is `off`. */
  oneLogin?: OneLoginReport;
}

/** Scheduler sends `{}`. A misspelt `dryRun` is refused: otherwise it would really do what should only be shown. */
const SweepEvent = v.pipe(JsonObject, v.strictObject({ dryRun: v.optional(v.boolean(), false) }));

const leastMs = 60 * 1000;

/**
 * Looks for hires that no webhook announced, in every HR system with a list, for hires that have become due earlier than
 * was known, and for hires whose wake-up was lost. It puts messages on the invite queue, where they are handled like any other: a hire that is queued twice is invited once.
 * Of users in OneLogin whom nobody announced it only tells a person.
 * @throws Error if the event is wrong. Anything else that goes wrong is in the report and the log.
 */
export function createSweep({ configuration, hrApiUrl, askOneLogin, ...others }: SweepParts) {
  const { name } = configuration;
  const parts = { ...others, name, settings: configuration };
  const sources = connectSources(configuration, hrApiUrl);

  return async (
    event: unknown,
    context: Pick<Context, 'awsRequestId' | 'getRemainingTimeInMillis'>,
  ): Promise<SweepReport> => {
    const run: Run = {
      dryRun: readDryRun(event),
      requestId: context.awsRequestId,
      hasTime: () => context.getRemainingTimeInMillis() >= leastMs,
    };
    // The alarm fills gaps in this metric, but CloudWatch may know nothing about a metric that was never sent.
    if (!run.dryRun) parts.count('SweepFailed', 0);
    // All at once, so that a slow HR system does not use up the time of the others.
    const [overdue, oneLogin, waiting, _, ...swept] = await Promise.all([
      wakeOverdue(sources, run, parts),
      askOneLogin(run),
      askWhoWaits(sources, run, parts),
      listUnlisted(run, parts),
      ...sources.filter(isListed).map((listed) => sweepSource(listed, run, parts)),
    ]);
    return { dryRun: run.dryRun, sources: swept, waiting, ...overdue, ...(oneLogin && { oneLogin }) };
  };
}

function isListed(source: ConnectedSource): source is ListedSource {
  return isListing(source.api);
}

function readDryRun(event: unknown): boolean {
  const parsed = v.safeParse(SweepEvent, event);
  if (!parsed.success) throw new Error('The event must be {} or {"dryRun":true}');
  return parsed.output.dryRun;
}
