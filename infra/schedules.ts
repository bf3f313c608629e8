import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { ScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { type IQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/**
 * Scheduler, for the schedules of one group of this stack's account and region
 * (https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html).
 */
export function schedulerOf(group: string, { partition, region, account }: Stack): ServicePrincipal {
  return new ServicePrincipal('scheduler.amazonaws.com', {
    conditions: {
      StringEquals: {
        'aws:SourceAccount': account,
        'aws:SourceArn': `arn:${partition}:scheduler:${region}:${account}:schedule-group/${group}`,
      },
    },
  });
}

/**
 * One-time schedules for wake-ups that are further ahead than SQS's 15 minutes. Wake-ups that Scheduler cannot deliver
 * go to a queue of their own: in the dead-letter queue they would break its redrive.
 */
export class Schedules extends Construct {
  readonly group: ScheduleGroup;
  readonly role: Role;
  readonly failures: Queue;

  constructor(scope: Construct, id: string, { name, target }: { name: string; target: IQueue }) {
    super(scope, id);
    this.group = new ScheduleGroup(this, 'Group', {
      scheduleGroupName: name,
      // If it were kept, as CDK does by default, a new stack of this name could not be made.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.failures = new Queue(this, 'Failures', {
      queueName: `${name}-schedule-failures`,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    this.role = new Role(this, 'Role', {
      assumedBy: schedulerOf(this.group.scheduleGroupName, this.group.stack),
    });
    this.role.addToPolicy(
      new PolicyStatement({
        actions: ['sqs:SendMessage'],
        resources: [target.queueArn, this.failures.queueArn],
      }),
    );
  }

  /** Lets a function create and delete schedules, and pass their role to Scheduler. */
  grantMake(lambda: LambdaFunction): void {
    this.grant(lambda, ['scheduler:CreateSchedule', 'scheduler:DeleteSchedule']);
    lambda.addToRolePolicy(
      new PolicyStatement({
        actions: ['iam:PassRole'],
        resources: [this.role.roleArn],
        conditions: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
      }),
    );
  }

  /** Lets a function read what a schedule will send. */
  grantRead(lambda: LambdaFunction): void {
    this.grant(lambda, ['scheduler:GetSchedule']);
  }

  /** Lets a function find all schedules of a hire, and delete them. */
  grantDelete(lambda: LambdaFunction): void {
    this.grant(lambda, ['scheduler:DeleteSchedule']);
    const { partition, region, account } = this.group.stack;
    lambda.addToRolePolicy(
      new PolicyStatement({
        actions: ['scheduler:ListSchedules'],
        // AWS asks for the right to list all groups, also for a list of one.
        resources: [`arn:${partition}:scheduler:${region}:${account}:schedule/*/*`],
      }),
    );
  }

  private grant(lambda: LambdaFunction, actions: string[]): void {
    const { partition, region, account } = this.group.stack;
    const all = `arn:${partition}:scheduler:${region}:${account}:schedule/${this.group.scheduleGroupName}/*`;
    lambda.addToRolePolicy(new PolicyStatement({ actions, resources: [all] }));
  }
}
