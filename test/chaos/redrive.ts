import { setTimeout as delay } from 'node:timers/promises';
import {
  ListMessageMoveTasksCommand,
  type SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';

/** How a redrive ended: how many messages went back, or why it failed. */
export type Redriven = { moved: number } | { failed: string };

const lookAgainMs = 50;

/**
 * Does what the console's *Start DLQ redrive* does, and waits until it is done.
 * @throws the error of SQS if the redrive cannot be started.
 */
export async function redrive(
  client: Pick<SQSClient, 'send'>,
  deadLetterQueueArn: string,
): Promise<Redriven> {
  const SourceArn = deadLetterQueueArn;
  await client.send(new StartMessageMoveTaskCommand({ SourceArn }));
  for (;;) {
    const { Results: [task] = [] } = await client.send(new ListMessageMoveTasksCommand({ SourceArn }));
    if (task?.Status === 'COMPLETED') return { moved: task.ApproximateNumberOfMessagesMoved ?? 0 };
    if (task?.Status !== 'RUNNING') return { failed: task?.FailureReason ?? 'SQS gives no reason' };
    await delay(lookAgainMs);
  }
}
