import { type CloudWatchClient, paginateGetMetricData } from '@aws-sdk/client-cloudwatch';
import { type MetricName, metricNamespace } from './metrics.ts';

/**
 * When the last authentic webhook of a source came, by a metric that `receive` counts: exact to the hour, and rather too
 * late. Times in milliseconds since 1970.
 * @param since what came before the hour of this time is left out.
 * @returns undefined if none has come.
 * @throws Error if CloudWatch could not read the metric; its own errors.
 */
export type FindLastWebhook = (source: string, since: number) => Promise<number | undefined>;

/** CloudWatch keeps sums of hours for 15 months, those of shorter periods for weeks. */
const periodMs = 60 * 60 * 1000;

/**
 * @param service the configuration's `name`.
 * @param metricName `WebhookAuthentic` is counted only for a source that must not fall silent; `HiresAccepted` for every
 * source, though not for a webhook without a new hire.
 */
export function createLastWebhook(
  client: CloudWatchClient,
  service: string,
  nowMs: () => number,
  metricName: Extract<MetricName, 'WebhookAuthentic' | 'HiresAccepted'> = 'WebhookAuthentic',
): FindLastWebhook {
  return async (source, since) => {
    const now = nowMs();
    const pages = paginateGetMetricData(
      { client },
      {
        StartTime: new Date(Math.floor(since / periodMs) * periodMs),
        EndTime: new Date(now),
        ScanBy: 'TimestampDescending',
        MetricDataQueries: [
          {
            Id: 'webhooks',
            MetricStat: {
              Metric: {
                Namespace: metricNamespace,
                MetricName: metricName,
                Dimensions: [
                  { Name: 'service', Value: service },
                  { Name: 'source', Value: source },
                ],
              },
              Period: periodMs / 1000,
              Stat: 'Sum',
            },
          },
        ],
      },
    );
    for await (const { MetricDataResults = [] } of pages) {
      for (const { StatusCode, Timestamps = [] } of MetricDataResults) {
        if (StatusCode === 'InternalError' || StatusCode === 'Forbidden')
          throw new Error(`CloudWatch: ${StatusCode}`);
        const [latest] = Timestamps;
        if (latest !== undefined) return Math.min(latest.getTime() + periodMs, now);
      }
    }
    return undefined;
  };
}
