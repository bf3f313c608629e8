import { Duration, Lazy, Stack } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Configuration } from '../config/configuration.ts';
import { type MetricName, metricNamespace } from '../lambda/aws/metrics.ts';
import { secretNames } from '../lambda/aws/secrets.ts';
import { accessLogName } from './access-log.ts';
import { itemsPage, logGroupPage, queuePage, secretPage } from './console-pages.ts';

export interface AlarmsProps {
  name: string;
  sources: Configuration['sources'];
  settings: Configuration['alarms'];
  api: HttpApi;
  /** Counts requests that no source has seen. */
  turnedAway: IMetric;
  queue: Queue;
  deadLetterQueue: Queue;
  scheduleFailures: Queue;
  sweepEveryHours: number;
  sendsEvents: boolean;
}

interface AlarmText extends Patience {
  /** What it means that the alarm is up. */
  meaning: string;
  /** The page of the AWS console to look at. */
  page: string;
  /** Whether too little is bad, and nothing at all is too. Default: too much is. */
  isBadIfBelow?: true;
}

/** Of so many of the metric's periods, how many must be bad. Default: the last one. */
interface Patience {
  evaluationPeriods?: number;
  datapointsToAlarm?: number;
}

/** Waiting hires are looked at rarely: between two looks the alarm must not come and go. */
const forAnHour: Patience = { evaluationPeriods: 12, datapointsToAlarm: 1 };
const forADay: Patience = { evaluationPeriods: 288, datapointsToAlarm: 1 };
/** A fault that passes within minutes is no reason to wake anybody. */
const again: Patience = { evaluationPeriods: 12, datapointsToAlarm: 3 };

/** The job runs every five minutes: it makes good by itself what a few failed runs have missed. */
const forHalfAnHour: Patience = { evaluationPeriods: 6, datapointsToAlarm: 6 };

const tooMuch = {
  comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
  treatMissingData: TreatMissingData.NOT_BREACHING,
};
const tooLittle = {
  comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
  treatMissingData: TreatMissingData.BREACHING,
};

/**
 * Longer than any message has a right to be there: put off by SQS for a quarter of an hour, and then returned seven times,
 * each time for twice as long, which takes an hour and four minutes.
 */
const oldestMessageSeconds = Duration.minutes(90).toSeconds();

/**
 * Three failed sweeps within a day, two if they are rare. In periods of an hour, two more than so many sweeps take: between
 * one that failed and the next the alarm must not come and go.
 */
function forSweeps(everyHours: number): Patience {
  const datapointsToAlarm = everyHours <= 8 ? 3 : 2;
  return { evaluationPeriods: Math.max(24, datapointsToAlarm * everyHours) + 2, datapointsToAlarm };
}

/**
 * What a person is told about: each alarm says what it means, where docs/operate.md says what to do, and which page of
 * the console to look at.
 */
export class Alarms extends Construct {
  /** Where alarms go, and notices of hires that need a hand. */
  readonly topic: Topic;
  /** Every alarm of the stack, for the dashboard. */
  readonly all: Alarm[] = [];
  private readonly action: SnsAction;
  private readonly name: string;
  /** Of all alarms. Another stack's may begin in the same way, so none is left out. */
  private readonly names: string[] = [];
  private readonly runbookUrl: string | undefined;

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    const { name, sources, settings, api, queue, deadLetterQueue, scheduleFailures, sweepEveryHours } = props;
    this.name = name;
    this.runbookUrl = settings.runbookUrl;
    this.topic = this.createTopic(settings.email);
    this.action = new SnsAction(this.topic);

    this.raise('DeadLetterQueueNotEmpty', inQueue(deadLetterQueue), 1, {
      meaning: 'At least one hire was not invited and needs a person.',
      page: queuePage(deadLetterQueue),
    });
    // SQS counts the age from the move, and the 14 days from the first send, which may have been seven days before.
    const fiveDays = Duration.days(5).toSeconds();
    this.raise('DeadLetterQueueOld', deadLetterQueue.metricApproximateAgeOfOldestMessage(maximum), fiveDays, {
      meaning:
        'A message has been in the dead-letter queue for five days. SQS deletes it 14 days after it was first queued: in two days at the earliest.',
      page: queuePage(deadLetterQueue),
    });
    this.raise('HiresOverdue', own('HireOverdue', name), 1, {
      ...forADay,
      meaning: `At least one hire has waited for ${settings.waitingHours} hours or will have by its next look, or nothing wakes it any more.`,
      page: logGroupPage(this, `/aws/lambda/${name}-invite`),
    });

    this.raise('HiresNotWorkedOn', queue.metricApproximateAgeOfOldestMessage(maximum), oldestMessageSeconds, {
      meaning:
        'A hire has been on the invite queue for an hour and a half. The function that works on it may be switched off or throttled. SQS deletes a message after seven days.',
      page: queuePage(queue),
    });
    this.raise('TellFailing', own('Told', name), 1, {
      ...forHalfAnHour,
      isBadIfBelow: true,
      meaning:
        'For half an hour nobody would have been told of a hire that needs a hand, or of a silent source. The hires themselves go on.',
      page: logGroupPage(this, `/aws/lambda/${name}-tell`),
    });
    this.raise('Paused', own('StackPaused', name), 1, {
      ...forAnHour,
      meaning:
        'More first mails than invite.maxFirstMailsPerDay were about to go out in one day. Nobody is mailed until a person resumes; hires wait.',
      page: itemsPage(this, `${name}-hires`),
    });

    const oneLoginSecret = secretPage(this, secretNames.oneLogin(name));
    this.raise('CredentialRefused', own('CredentialRefused', name), 1, {
      ...forAnHour,
      meaning:
        'OneLogin refuses the credential, or its secret cannot be used. Nobody is invited until this is fixed.',
      page: oneLoginSecret,
    });
    this.raise('CredentialLacksScope', own('CredentialLacksScope', name), 1, {
      ...forAnHour,
      meaning:
        'The OneLogin credential works but does not have the scope Manage All. Nobody is invited, and hires go to the dead-letter queue.',
      page: oneLoginSecret,
    });
    this.raise('CredentialOwnerGone', own('TokenCallFailed', name), 1, {
      ...again,
      meaning:
        'OneLogin keeps answering its token call with 500. The admin who owned the credential may have been deleted. Nobody is invited; hires wait.',
      page: oneLoginSecret,
    });
    for (const source of Object.keys(sources).filter((key) => sources[key]?.api !== undefined)) {
      this.raise(`HrApiKeyRefused-${source}`, own('HrCredentialRefused', name, { source }), 1, {
        ...forAnHour,
        meaning: `The HR system ${source} refuses our API key, or hides an address from it. Its hires wait.`,
        page: secretPage(this, secretNames.api(name, source)),
      });
    }

    for (const [source, { alarms }] of Object.entries(sources)) {
      if (alarms?.silentDays === undefined) continue;
      this.raise(`SourceSilent-${source}`, own('SourceSilent', name, { source }), 1, {
        ...forAnHour,
        meaning: `No authentic webhook has come from ${source} for more than ${sayDays(alarms.silentDays)}. Perhaps it was switched off in the HR system, or its address or secret was changed there.`,
        page: logGroupPage(this, `/aws/lambda/${name}-receive`),
      });
    }

    this.raise('WebhooksRefused', own('WebhookRefused', name), settings.refusedSignaturesPer5Minutes, {
      meaning:
        'Webhooks fail the check of their signature or credential. A secret may have changed, or somebody else is sending them.',
      page: logGroupPage(this, `/aws/lambda/${name}-receive`),
    });
    this.raise('WebhooksUnreadable', own('WebhookUnreadable', name), 1, {
      meaning:
        'A webhook could not be read, or its source’s settings do not recognise anything in it. The HR system will not send it again, so a hire may be missing.',
      page: logGroupPage(this, `/aws/lambda/${name}-receive`),
    });
    this.raise('WebhooksTurnedAway', props.turnedAway, 1, {
      ...forAnHour,
      meaning:
        'What may have been a webhook was answered 4xx before any source saw it: its address names no source, or API Gateway refused it. The HR system will not send it again, so a hire may be missing.',
      page: logGroupPage(this, accessLogName(name)),
    });
    this.raise('ReceiveFailing', api.metricServerError({ period, statistic: Stats.SUM }), 1, {
      meaning: 'Webhooks were answered with 5xx. HR systems send them again for a while, then give up.',
      page: logGroupPage(this, `/aws/lambda/${name}-receive`),
    });
    this.raise('SchedulesFailing', visible(scheduleFailures), 1, {
      meaning: 'A wake-up could not be delivered, so a waiting hire may not be looked at again.',
      page: queuePage(scheduleFailures),
    });
    if (sweepEveryHours > 0) {
      this.raise('SweepFailing', failedSweeps(name), 1, {
        ...forSweeps(sweepEveryHours),
        meaning:
          'The sweep keeps failing, so hires whose webhook was lost are not found. All other hires are still invited.',
        page: logGroupPage(this, `/aws/lambda/${name}-sweep`),
      });
    }
    if (props.sendsEvents) {
      this.raise('EventsFailing', own('EventsFailed', name), 1, {
        ...again,
        meaning:
          'EventBridge does not take the events, so the tools that listen to them hear nothing new. The hires themselves go on. What fails is sent again for two days.',
        page: logGroupPage(this, `/aws/lambda/${name}-tell`),
      });
    }
  }

  private createTopic(email: string | undefined): Topic {
    const { partition, region, account } = Stack.of(this);
    const toArn = (alarm: string) => `arn:${partition}:cloudwatch:${region}:${account}:alarm:${alarm}`;
    const topic = new Topic(this, 'Topic', { displayName: `Hire Invites (${this.name})`, enforceSSL: true });
    // A topic with a policy of its own loses SNS's default one, by which alarms of the account may publish.
    topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: {
          StringEquals: { 'aws:SourceArn': Lazy.list({ produce: () => this.names.map(toArn) }) },
        },
      }),
    );
    if (email !== undefined) topic.addSubscription(new EmailSubscription(email));
    return topic;
  }

  private raise(id: string, metric: IMetric, threshold: number, text: AlarmText): void {
    const { meaning, page, evaluationPeriods = 1, datapointsToAlarm = 1, isBadIfBelow = false } = text;
    const alarmName = `${this.name}-${id}`;
    this.names.push(alarmName);
    const alarm = new Alarm(this, id, {
      alarmName,
      alarmDescription: `${meaning}\nWhat to do: ${this.placeInRunbook(id)}\nWhere: ${page}`,
      metric,
      threshold,
      evaluationPeriods,
      datapointsToAlarm,
      ...(isBadIfBelow ? tooLittle : tooMuch),
    });
    alarm.addAlarmAction(this.action);
    alarm.addOkAction(this.action);
    this.all.push(alarm);
  }

  /** The heading is the alarm's id, without the source if there is one; its anchor is the one that GitHub makes. */
  private placeInRunbook(id: string): string {
    const heading = id.replace(/-.*/, '');
    if (this.runbookUrl === undefined) return `docs/operate.md, "${heading}"`;
    return `${this.runbookUrl}#${heading.toLowerCase()}`;
  }
}

function sayDays(days: number): string {
  return days === 1 ? '1 day' : `${days} days`;
}

const period = Duration.minutes(5);
const maximum = { period, statistic: Stats.MAXIMUM };

function visible(queue: Queue): IMetric {
  return queue.metricApproximateNumberOfMessagesVisible(maximum);
}

/** While `operate` searches the queue, it holds the messages: the alarm must not go off once more when they are back. */
function inQueue(queue: Queue): IMetric {
  return new MathExpression({
    expression: 'visible + held',
    usingMetrics: {
      visible: visible(queue),
      held: queue.metricApproximateNumberOfMessagesNotVisible(maximum),
    },
    period,
  });
}

/** A metric that the functions write. */
function own(metricName: MetricName, name: string, detail: Record<string, string> = {}): IMetric {
  return new Metric({
    namespace: metricNamespace,
    metricName,
    dimensionsMap: { service: name, ...detail },
    period,
    statistic: Stats.SUM,
  });
}

/** What the sweep says of itself, and what it cannot say: that it died, or never came to anything. */
function failedSweeps(name: string): IMetric {
  const died = new Metric({
    namespace: 'AWS/Lambda',
    metricName: 'Errors',
    dimensionsMap: { FunctionName: `${name}-sweep` },
    statistic: Stats.SUM,
  });
  return new MathExpression({
    expression: 'FILL(failed, 0) + FILL(died, 0)',
    usingMetrics: { failed: own('SweepFailed', name), died },
    period: Duration.hours(1),
  });
}
