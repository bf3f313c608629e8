import { Duration } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/** How often a message may be received in vain. Waiting costs none of them: each means that the function died. */
const maxReceiveCount = 8;

/**
 * The queue between `receive` and `invite`, and its dead-letter queue. Messages reach the latter only through the
 * redrive policy: one that was sent there has no origin, and the console's *Start DLQ redrive* fails on it with
 * CouldNotDetermineMessageSource. Neither may be renamed while the dead-letter queue holds messages.
 */
export class InviteQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetterQueue: Queue;
  /** What an operator needs to look into the dead-letter queue and replay it from the console. */
  readonly operatorPolicy: ManagedPolicy;

  /** @param functionTimeout of the function that the queue feeds. */
  constructor(
    scope: Construct,
    id: string,
    { name, functionTimeout }: { name: string; functionTimeout: Duration },
  ) {
    super(scope, id);
    const encrypted = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true };

    this.deadLetterQueue = new Queue(this, 'DeadLetter', {
      ...encrypted,
      queueName: `${name}-dead-letter`,
      retentionPeriod: Duration.days(14), // SQS's longest
    });
    this.deadLetterQueue.addToResourcePolicy(
      new PolicyStatement({
        sid: 'OnlyTheRedrivePolicyFillsThisQueue',
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: ['sqs:SendMessage'],
        resources: [this.deadLetterQueue.queueArn],
      }),
    );

    this.queue = new Queue(this, 'Invite', {
      ...encrypted,
      queueName: `${name}-invite`,
      visibilityTimeout: Duration.seconds(6 * functionTimeout.toSeconds()),
      // Longer waits are schedules, not messages, so this only has to outlive an outage of the function.
      retentionPeriod: Duration.days(7),
      deadLetterQueue: { queue: this.deadLetterQueue, maxReceiveCount },
    });
    this.allowRedriveOnlyFrom(`${name}-invite`);
    this.operatorPolicy = this.createOperatorPolicy();
  }

  /** By name, not by reference: the two queues would otherwise need each other to exist first. */
  private allowRedriveOnlyFrom(queueName: string): void {
    const { region, account, partition } = this.deadLetterQueue.stack;
    const resource = this.deadLetterQueue.node.defaultChild;
    if (!(resource instanceof CfnQueue)) throw new Error('The dead-letter queue is no CfnQueue');
    resource.redriveAllowPolicy = {
      redrivePermission: 'byQueue',
      sourceQueueArns: [`arn:${partition}:sqs:${region}:${account}:${queueName}`],
    };
  }

  /** The actions that the console's *Start DLQ redrive* makes; CDK has no grant for them. */
  private createOperatorPolicy(): ManagedPolicy {
    return new ManagedPolicy(this, 'Operator', {
      description: 'Look into the dead-letter queue of Hire Invites and replay it',
      statements: [
        new PolicyStatement({
          actions: [
            'sqs:StartMessageMoveTask',
            'sqs:CancelMessageMoveTask',
            'sqs:ListMessageMoveTasks',
            'sqs:ReceiveMessage',
            'sqs:DeleteMessage',
            'sqs:GetQueueAttributes',
            'sqs:ListDeadLetterSourceQueues',
          ],
          resources: [this.deadLetterQueue.queueArn],
        }),
        new PolicyStatement({
          actions: ['sqs:SendMessage', 'sqs:GetQueueAttributes'],
          resources: [this.queue.queueArn],
        }),
      ],
    });
  }
}
