import { SQSClient } from '@aws-sdk/client-sqs';
import { clientSettings } from '../aws/client-settings.ts';
import { type Redriven, redrive } from '../redrive.ts';
import { recallRun } from '../running-stack.ts';

/** `npm run replay`: does what the console's *Start DLQ redrive* does, on the running local stack. */

const { sqsUrl, deadLetterQueueArn } = await recallRun();
const client = new SQSClient({ ...clientSettings, endpoint: sqsUrl, maxAttempts: 1 });

let redriven: Redriven;
try {
  redriven = await redrive(client, deadLetterQueueArn);
} catch {
  console.error('The local stack does not answer. Start one with: npm start');
  process.exit(1);
}
if ('failed' in redriven) {
  console.error(`The replay failed: ${redriven.failed}`);
  process.exitCode = 1;
} else {
  const { moved } = redriven;
  console.log(`Moved ${moved} ${moved === 1 ? 'message' : 'messages'} back to the invite queue.`);
}
