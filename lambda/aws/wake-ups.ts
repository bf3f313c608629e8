import { ConflictException, CreateScheduleCommand, type SchedulerClient } from '@aws-sdk/client-scheduler';
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import {
  createSchedules,
  type ScheduledWakeUp,
  type Schedules,
  scheduleName,
  toSeconds,
} from './schedules.ts';

/** A later look at a hire: what to put on the queue, and when. */
export interface WakeUp extends ScheduledWakeUp {
  body: string;
}

export interface WakeUps extends Pick<Schedules, 'cancel'> {
  /**
   * Sets up a later wake-up: by SQS's delay up to 15 minutes, and beyond that by a one-time schedule. If the schedule
   * is refused, by a delay of 15 minutes, after which the hire is put off again.
   * @throws the error of SQS if the wake-up could not be set up.
   */
  make(wakeUp: WakeUp): Promise<'delayed' | 'scheduled' | { scheduleRefused: unknown }>;
}

/** The longest delay of a message in SQS. A longer wait needs a schedule. */
export const maxDelaySeconds = 15 * 60;

export function createWakeUps(options: {
  sqs: Pick<SQSClient, 'send'>;
  scheduler: Pick<SchedulerClient, 'send'>;
  queueUrl: string;
  queueArn: string;
  scheduleGroup: string;
  scheduleRoleArn: string;
  scheduleDeadLetterQueueArn: string;
  /** The key of KMS that encrypts the messages of schedules. Default: one of AWS. */
  scheduleKeyArn?: string | undefined;
  nowMs: () => number;
}): WakeUps {
  const { sqs, scheduler, queueUrl, queueArn, scheduleGroup, nowMs } = options;

  async function delay(body: string, delaySeconds: number): Promise<void> {
    await sqs.send(
      new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body, DelaySeconds: delaySeconds }),
    );
  }

  async function schedule(wakeUp: WakeUp): Promise<void> {
    const target = {
      Arn: queueArn,
      RoleArn: options.scheduleRoleArn,
      Input: withoutKeywords(wakeUp.body),
      DeadLetterConfig: { Arn: options.scheduleDeadLetterQueueArn },
    };
    try {
      await scheduler.send(
        new CreateScheduleCommand({
          GroupName: scheduleGroup,
          Name: scheduleName(wakeUp),
          ScheduleExpression: `at(${new Date(toSeconds(wakeUp.at) * 1000).toISOString().slice(0, 19)})`,
          ScheduleExpressionTimezone: 'UTC',
          FlexibleTimeWindow: { Mode: 'OFF' },
          ActionAfterCompletion: 'DELETE',
          Target: target,
          KmsKeyArn: options.scheduleKeyArn,
        }),
      );
    } catch (error) {
      // The name says the same hire, person and second: the existing wake-up is this one.
      if (!(error instanceof ConflictException)) throw error;
    }
  }

  return {
    async make(wakeUp) {
      const delaySeconds = Math.max(0, Math.ceil((wakeUp.at - nowMs()) / 1000));
      if (delaySeconds <= maxDelaySeconds) {
        await delay(wakeUp.body, delaySeconds);
        return 'delayed';
      }
      try {
        await schedule(wakeUp);
        return 'scheduled';
      } catch (scheduleRefused) {
        await delay(wakeUp.body, maxDelaySeconds);
        return { scheduleRefused };
      }
    },
    cancel: createSchedules(scheduler, scheduleGroup).cancel,
  };
}

/**
 * Scheduler replaces its keywords, such as `<aws.scheduler.execution-id>`, wherever they stand in its input
 * (https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html, read 2026-11). A
 * record may hold such a text too. In JSON the same text can be written without a `<`.
 */
function withoutKeywords(json: string): string {
  return json.replace(/<(?=aws\.)/gi, '\\u003c');
}
