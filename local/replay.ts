import { setTimeout as delay } from 'node:timers/promises';
import { ListMessageMoveTasksCommand, SQSClient, StartMessageMoveTaskCommand } from '@aws-sdk/client-sqs';
import { clientSettings } from './aws/client-settings.ts';
import { recallRun } from './running-stack.ts';

/** `npm run replay`: what the console's *Start DLQ redrive* does, on the running local stack. */

const { sqsUrl, deadLetterQueueArn: SourceArn } = await recallRun();
const client = new SQSClient({ ...clientSettings, endpoint: sqsUrl, maxAttempts: 1 });

try {
  await client.send(new StartMessageMoveTaskCommand({ SourceArn }));
} catch {
  console.error('The local stack does not answer. Start one with: npm start');
  process.exit(1);
}
for (;;) {
  const { Results: [task] = [] } = await client.send(new ListMessageMoveTasksCommand({ SourceArn }));
  if (task?.Status === 'RUNNING') {
    await delay(50);
    continue;
  }
  const moved = task?.ApproximateNumberOfMessagesMoved ?? 0;
  if (task?.Status === 'COMPLETED') {
    console.log(`Moved ${moved} ${moved === 1 ? 'message' : 'messages'} back to the invite queue.`);
  } else {
    console.error(`The replay failed: ${task?.FailureReason ?? 'for a reason that SQS does not tell'}`);
    process.exitCode = 1;
  }
  break;
}
