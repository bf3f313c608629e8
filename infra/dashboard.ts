import { Duration } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard as CloudWatchDashboard,
  CustomWidget,
  GraphWidget,
  type IAlarm,
  Metric,
  Stats,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Alias } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { type MetricName, metricNamespace } from '../lambda/aws/metrics.ts';
import { dashboardName } from './dashboard-name.ts';

export interface DashboardProps {
  name: string;
  /** The alias of the function that shows the hires. */
  look: Alias;
  alarms: readonly IAlarm[];
  queue: Queue;
  deadLetterQueue: Queue;
}

/** A widget shows no more of them. */
const mostAlarms = 100;

/** The hires with their buttons, the alarms, and what happens, at a glance. */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id);
    const { name, look, alarms, queue, deadLetterQueue } = props;
    const count = (metricName: MetricName) =>
      new Metric({
        namespace: metricNamespace,
        metricName,
        dimensionsMap: { service: name },
        statistic: Stats.SUM,
        period: Duration.hours(1),
      });

    new CloudWatchDashboard(this, 'Dashboard', {
      dashboardName: dashboardName(this, name),
      widgets: [
        [
          new CustomWidget({
            title: 'Hires',
            functionArn: look.functionArn,
            width: 24,
            height: 12,
            // Each of these would throw away what stands in a field.
            updateOnResize: false,
            updateOnTimeRangeChange: false,
          }),
        ],
        ...inParts(alarms, mostAlarms).map((some) => [
          new AlarmStatusWidget({ title: 'Alarms', alarms: some, width: 24, height: 4 }),
        ]),
        [
          new GraphWidget({
            title: 'What happens',
            width: 12,
            left: [
              count('HiresAccepted'),
              count('HireFoundBySweep'),
              count('HireInvited'),
              count('HireActivated'),
              count('HireNotActivated'),
              count('HirePutOff'),
              count('HireParked'),
              count('HireOverdue'),
            ],
          }),
          new GraphWidget({
            title: 'Refused',
            width: 12,
            left: [
              count('WebhookRefused'),
              count('CredentialRefused'),
              count('HrCredentialRefused'),
              count('ScheduleRefused'),
              count('SweepFailed'),
            ],
          }),
        ],
        [
          new GraphWidget({
            title: 'Messages',
            width: 12,
            left: [
              queue.metricApproximateNumberOfMessagesVisible(),
              queue.metricApproximateNumberOfMessagesDelayed(),
              deadLetterQueue.metricApproximateNumberOfMessagesVisible(),
            ],
          }),
          new GraphWidget({
            title: 'Age of the oldest message',
            width: 12,
            left: [
              queue.metricApproximateAgeOfOldestMessage(),
              deadLetterQueue.metricApproximateAgeOfOldestMessage(),
            ],
          }),
        ],
      ],
    });
  }
}

function inParts<Item>(items: readonly Item[], size: number): Item[][] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}
