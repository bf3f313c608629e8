import { Duration } from 'aws-cdk-lib';
import { Dashboard as CloudWatchDashboard, GraphWidget, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { type MetricName, metricNamespace } from '../lambda/aws/metrics.ts';

/** What happens to the hires, at a glance. */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, props: { name: string; queue: Queue; deadLetterQueue: Queue }) {
    super(scope, id);
    const { name, queue, deadLetterQueue } = props;
    const count = (metricName: MetricName) =>
      new Metric({
        namespace: metricNamespace,
        metricName,
        dimensionsMap: { service: name },
        statistic: Stats.SUM,
        period: Duration.hours(1),
      });

    new CloudWatchDashboard(this, 'Dashboard', {
      dashboardName: name,
      widgets: [
        [
          new GraphWidget({
            title: 'Hires',
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
