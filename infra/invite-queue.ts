import { Duration } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/** How often a message may be received in vain. Waiting does not count: each of these means that the function died. */
const maxReceiveCount = 8;

/**
 * The queue between `receive` and `invite`, and its dead-letter queue. Messages reach the dead-letter queue only
 * through the redrive policy: a message that was sent there directly has no origin, and the console's *Start DLQ
 * redrive* fails on it with CouldNotDetermineMessageSource. Rename neither queue while the dead-letter queue holds
 * messages.
 */
export class InviteQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetterQueue: Queue;
  /** The permissions of the people on call. Here are those for the two queues: to look into them, and to replay. */
  readonly operatorPolicy: ManagedPolicy;

  /** @param functionTimeout the timeout of the function that reads the queue. */
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
      retentionPeriod: Duration.days(14), // SQS's maximum
    });
    this.deadLetterQueue.addToResourcePolicy(
      new PolicyStatement({
        sid: 'OnlyTheRedrivePolicyFillsThisQueue',
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: ['sqs:SendMessage'],
        resources: [this.deadLetterQueue.queueArn],
        // Only the account's own people and roles could be allowed to send. No page of AWS says whether the redrive policy's
        // own move is judged by this policy. It has no principal of the account, so this does not stop it in any case.
        conditions: { StringEquals: { 'aws:PrincipalAccount': this.deadLetterQueue.stack.account } },
      }),
    );

    this.queue = new Queue(this, 'Invite', {
      ...encrypted,
      queueName: `${name}-invite`,
      visibilityTimeout: Duration.seconds(6 * functionTimeout.toSeconds()),
      // Longer waits are schedules, not messages, so messages only have to survive an outage of the function.
      retentionPeriod: Duration.days(7),
      deadLetterQueue: { queue: this.deadLetterQueue, maxReceiveCount },
    });
    this.allowRedriveOnlyFrom(`${name}-invite`);
    this.operatorPolicy = this.createOperatorPolicy();
  }

  /** Uses the name, not a reference: otherwise each queue would need the other to exist first. */
  private allowRedriveOnlyFrom(queueName: string): void {
    const { region, account, partition } = this.deadLetterQueue.stack;
    const resource = this.deadLetterQueue.node.defaultChild;
    if (!(resource instanceof CfnQueue)) throw new Error('The dead-letter queue is not a CfnQueue');
    resource.redriveAllowPolicy = {
      redrivePermission: 'byQueue',
      sourceQueueArns: [`arn:${partition}:sqs:${region}:${account}:${queueName}`],
    };
  }

  /** The actions that the console's *Start DLQ redrive* uses. CDK has no grant for them. */
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
