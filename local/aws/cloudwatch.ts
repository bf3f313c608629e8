import * as v from 'valibot';
import { type JsonAnswer, type LocalService, serveJson } from './json-service.ts';

export interface LocalCloudWatch extends LocalService {
  /** Keeps the metrics of a log line (CloudWatch's embedded metric format), if it has any, as of now. */
  take(line: string): void;
  /** Has these alarms from now on. One that is there already stays in its state. */
  update(alarmNames: readonly string[]): void;
}

/** A log line that holds metrics; their values and dimensions stand beside `_aws`. */
export const MetricLine = v.looseObject({
  _aws: v.object({
    CloudWatchMetrics: v.array(
      v.object({
        Namespace: v.string(),
        Dimensions: v.array(v.array(v.string())),
        Metrics: v.array(v.object({ Name: v.string() })),
      }),
    ),
  }),
});

const GetMetricData = v.object({
  StartTime: v.number(),
  EndTime: v.number(),
  ScanBy: v.literal('TimestampDescending'),
  MetricDataQueries: v.array(
    v.object({
      Id: v.string(),
      MetricStat: v.object({
        Metric: v.object({
          Namespace: v.string(),
          MetricName: v.string(),
          Dimensions: v.array(v.object({ Name: v.string(), Value: v.string() })),
        }),
        Period: v.pipe(v.number(), v.multipleOf(3600)),
        Stat: v.literal('Sum'),
      }),
    }),
  ),
});
const DescribeAlarms = v.object({ AlarmNamePrefix: v.string() });
const alarmStates = ['OK', 'ALARM', 'INSUFFICIENT_DATA'] as const;
const SetAlarmState = v.object({
  AlarmName: v.string(),
  StateValue: v.picklist(alarmStates),
  StateReason: v.string(),
});
type Query = v.InferOutput<typeof GetMetricData>['MetricDataQueries'][number];

interface Datum {
  /** Namespace, name and dimensions. */
  series: string;
  /** In seconds since 1970. */
  at: number;
  value: number;
}

/**
 * A stand-in for CloudWatch (JSON 1.0): sums of the metrics that the functions write, the latest first, and the alarms. No
 * alarm goes off by itself here.
 */
export async function startCloudWatch(alarmNames: readonly string[] = []): Promise<LocalCloudWatch> {
  const data: Datum[] = [];
  let alarms = new Map<string, (typeof alarmStates)[number]>();
  update(alarmNames);

  function update(names: readonly string[]): void {
    alarms = new Map(names.map((name) => [name, alarms.get(name) ?? 'OK']));
  }

  function sumUp({ Id, MetricStat: { Metric, Period } }: Query, from: number, to: number) {
    const dimensions = Object.fromEntries(Metric.Dimensions.map(({ Name, Value }) => [Name, Value]));
    const series = toSeries(Metric.Namespace, Metric.MetricName, dimensions);
    const sums = new Map<number, number>();
    for (const { at, value } of data.filter((datum) => datum.series === series)) {
      const start = Math.floor(at / Period) * Period;
      if (from <= start && start < to) sums.set(start, (sums.get(start) ?? 0) + value);
    }
    const Timestamps = [...sums.keys()].sort((one, other) => other - one);
    return { Id, StatusCode: 'Complete', Timestamps, Values: Timestamps.map((start) => sums.get(start)) };
  }

  function describeAlarms({ AlarmNamePrefix }: v.InferOutput<typeof DescribeAlarms>): JsonAnswer {
    const MetricAlarms = [...alarms]
      .filter(([name]) => name.startsWith(AlarmNamePrefix))
      .map(([AlarmName, StateValue]) => ({ AlarmName, StateValue }));
    return { status: 200, body: { MetricAlarms, CompositeAlarms: [] } };
  }

  function setAlarmState({ AlarmName, StateValue }: v.InferOutput<typeof SetAlarmState>): JsonAnswer {
    if (!alarms.has(AlarmName)) return { status: 404, body: { __type: 'ResourceNotFound' } };
    alarms.set(AlarmName, StateValue);
    return { status: 200, body: {} };
  }

  const server = await serveJson((request, body) => {
    const action = String(request.headers['x-amz-target']).replace(/^.*\./, '');
    if (action === 'DescribeAlarms') return describeAlarms(v.parse(DescribeAlarms, body));
    if (action === 'SetAlarmState') return setAlarmState(v.parse(SetAlarmState, body));
    if (action !== 'GetMetricData') return { status: 400, body: { __type: 'UnknownOperationException' } };
    const { StartTime, EndTime, MetricDataQueries } = v.parse(GetMetricData, body);
    const MetricDataResults = MetricDataQueries.map((query) => sumUp(query, StartTime, EndTime));
    return { status: 200, body: { MetricDataResults, Messages: [] } };
  });
  return {
    ...server,
    update,
    take: (line) => {
      data.push(...readMetrics(line));
    },
  };
}

function readMetrics(line: string): Datum[] {
  if (!line.includes('"_aws"')) return [];
  const written = v.parse(MetricLine, JSON.parse(line));
  const at = Date.now() / 1000;
  return written._aws.CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) =>
    Dimensions.flatMap((names) =>
      Metrics.map(({ Name }) => ({
        series: toSeries(Namespace, Name, Object.fromEntries(names.map((name) => [name, written[name]]))),
        at,
        value: v.parse(v.number(), written[Name]),
      })),
    ),
  );
}

function toSeries(namespace: string, name: string, dimensions: Record<string, unknown>): string {
  return JSON.stringify([namespace, name, ...Object.entries(dimensions).sort()]);
}
