import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { FaultMetric } from '../hire/outcomes.ts';
import { mute } from './mute.ts';

/** The CloudWatch namespace and metric names that the functions write, and the alarms and the dashboard read. */
export const metricNamespace = 'HireInvites';

export type MetricName =
  | FaultMetric
  | 'WebhookRefused'
  | 'WebhookUnreadable'
  | 'WebhookAuthentic'
  | 'HiresAccepted'
  | 'HireInvited'
  | 'HireFollowedUp'
  | 'HireCorrected'
  | 'HireRetried'
  | 'HireActivated'
  | 'HireNotActivated'
  | 'HireCancelled'
  | 'HirePutOff'
  | 'HireOverdue'
  | 'HireParked'
  | 'StackPaused'
  | 'ScheduleRefused'
  | 'HireFoundBySweep'
  | 'SourceSilent'
  | 'SweepFailed'
  | 'Told'
  | 'EventsFailed';

/** Counts one occurrence. `detail` adds a second series with its own dimensions; the plain series is always there. */
export type CountMetric = (name: MetricName, value?: number, detail?: Record<string, string>) => void;

/**
 * Metrics as log lines (CloudWatch's embedded metric format), one series by `service` (the configuration's
 * `name`) for alarms, and one by `detail` for people who want to know why.
 */
export function createMetrics(service: string): CountMetric {
  return countWith(service, (metrics) => metrics);
}

/** Metrics that write every line nowhere. */
export function createMutedMetrics(service: string): CountMetric {
  return countWith(service, mute);
}

function countWith(service: string, prepare: (single: Metrics) => Metrics): CountMetric {
  const metrics = new Metrics({ namespace: metricNamespace, serviceName: service });
  const single = () => prepare(metrics.singleMetric());
  return (name, value = 1, detail) => {
    single().addMetric(name, MetricUnit.Count, value);
    if (detail === undefined) return;
    const detailed = single();
    detailed.addDimensions(detail);
    detailed.addMetric(name, MetricUnit.Count, value);
  };
}
