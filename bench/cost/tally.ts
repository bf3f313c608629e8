import * as v from 'valibot';
import { listingIndex } from '../../lambda/aws/listing-index.ts';
import { MetricLine } from '../../local/aws/cloudwatch.ts';
import type { BilledCall } from './counting-proxy.ts';

/** What a function takes of AWS. */
export interface Taken {
  runs: number;
  /** Schedules that it makes. */
  schedules: number;
  readUnits: number;
  /** Those of the index among them. */
  writeUnits: number;
  secretCalls: number;
  /** Of each metric, the hours in which it is written. */
  metricHours: number;
  /** What the function writes itself. */
  logBytes: number;
}
const nothing: Taken = {
  runs: 0,
  schedules: 0,
  readUnits: 0,
  writeUnits: 0,
  secretCalls: 0,
  metricHours: 0,
  logBytes: 0,
};

/** A run of a function, on average. */
export function perRun({ runs, schedules, readUnits, writeUnits, ...others }: Taken): Taken {
  const { secretCalls, metricHours, logBytes } = others;
  return {
    runs: 1,
    schedules: schedules / runs,
    readUnits: readUnits / runs,
    writeUnits: writeUnits / runs,
    secretCalls: secretCalls / runs,
    metricHours: metricHours / runs,
    logBytes: logBytes / runs,
  };
}

/** All but `invite`: by how their log lines begin and what their metrics are called. */
const writers: readonly (readonly [name: string, message: RegExp, metric: RegExp])[] = [
  ['tell', /^hires told/, /^(?:Told|SourceSilent)$/],
  ['sweep', /^(?:sweep|look at) /, /^SweepFailed$/],
  ['receive', /^webhook /, /^(?:Webhook|HiresAccepted)/],
];

const Line = v.union([
  v.pipe(
    MetricLine,
    v.transform(({ _aws }) =>
      _aws.CloudWatchMetrics.flatMap(({ Metrics, Dimensions }) =>
        Metrics.flatMap(({ Name }) =>
          Dimensions.map((names) => ({ name: Name, series: `${Name} ${names}` })),
        ),
      ),
    ),
    v.transform((metrics) => ({ message: '', metrics })),
  ),
  v.pipe(
    v.object({ message: v.string() }),
    v.transform(({ message }) => ({ message, metrics: [] })),
  ),
]);

/**
 * Counts what the functions of a stack take, each by its name without the stack's.
 * @param name the stack's.
 */
export function createTally(name: string) {
  const taken = new Map<string, Taken>();
  const byRole = new Map<string, string>();
  const places = new Map<string, string>();
  const metricHours = new Set<string>();

  function of(functionName: string): Taken {
    const short = functionName.replace(`${name}-`, '');
    const found = taken.get(short) ?? { ...nothing };
    taken.set(short, found);
    return found;
  }

  /** A row enters or leaves the index by one write, moves in it by two, and is written in its place by one. */
  function ofIndex(item: Readonly<Record<string, unknown>>, units: number): number {
    const key = JSON.stringify(item['hire']);
    const before = places.get(key);
    const isIn = item[listingIndex.partitionKey] !== undefined;
    const now = JSON.stringify([item[listingIndex.partitionKey], item[listingIndex.sortKey]]);
    if (isIn) places.set(key, now);
    else places.delete(key);
    if (before === undefined) return isIn ? units : 0;
    return isIn && before !== now ? 2 * units : units;
  }

  return {
    of,
    /** Tells whose roles sign which calls. */
    know(functions: readonly { FunctionName: string; role: string }[]): void {
      for (const { FunctionName, role } of functions) byRole.set(role, FunctionName);
    },
    call({ by, action, units, item }: BilledCall): void {
      const caller = of(byRole.get(by) ?? 'nobody');
      if (action === 'scheduler:CreateSchedule') caller.schedules += 1;
      if (action === 'secretsmanager:GetSecretValue') caller.secretCalls += 1;
      if (/^dynamodb:(?:Put|Update|Delete)/.test(action))
        caller.writeUnits += units + (item === undefined ? 0 : ofIndex(item, units));
      else caller.readUnits += units;
    },
    invoke(functionName: string): void {
      of(functionName).runs += 1;
    },
    log(line: string): void {
      if (!line.startsWith('{')) return; // what Node itself writes
      const { message, metrics } = v.parse(Line, JSON.parse(line));
      const [writer = 'invite'] =
        writers.find(
          ([, said, counted]) => said.test(message) || metrics.some(({ name }) => counted.test(name)),
        ) ?? [];
      const one = of(writer);
      one.logBytes += Buffer.byteLength(line);
      for (const { series } of metrics) {
        const hour = `${series} ${new Date().toISOString().slice(0, 13)}`;
        if (metricHours.has(hour)) continue;
        metricHours.add(hour);
        one.metricHours += 1;
      }
    },
  };
}
