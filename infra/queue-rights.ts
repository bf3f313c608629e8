import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';

/**
 * What a function needs to use a queue. CDK's own grants also give calls that no function makes (`GetQueueUrl`, and
 * `GetQueueAttributes` to who sends).
 */

export function allowToSend(lambda: LambdaFunction, queue: IQueue): void {
  queue.grant(lambda, 'sqs:SendMessage');
}

/** For a function that Lambda hands the queue's messages to, and that puts some of them back. */
export function allowToReceive(lambda: LambdaFunction, queue: IQueue): void {
  queue.grant(
    lambda,
    'sqs:ReceiveMessage',
    'sqs:DeleteMessage',
    'sqs:ChangeMessageVisibility',
    'sqs:GetQueueAttributes',
  );
}
