import { SQSClient } from '@aws-sdk/client-sqs';
import { clientSettings } from '../local/aws/client-settings.ts';
import { readArguments } from '../local/read-arguments.ts';
import { type Redriven, redrive } from '../local/redrive.ts';
import { recallRun } from '../local/running-stack.ts';
import { noStack } from './ask-run.ts';
import { NotDone, runCommand, wrongArguments } from './command.ts';

/** `npm run replay`: does what the console's *Start DLQ redrive* does, on the running local stack. */

const usage = `npm run replay      replays the whole dead-letter queue of the local stack, as "Start DLQ redrive" does on AWS
For one hire: npm run hires -- retry WHO; for those with one code: npm run hires -- retry --code CODE
Exit codes: 0 done, 1 not done, 2 wrong arguments.`;

await runCommand(usage, async () => {
  readArguments({}, wrongArguments);
  const redriven = await replay().catch(() => {
    throw new NotDone(noStack);
  });
  if ('failed' in redriven) throw new NotDone(`The replay failed: ${redriven.failed}`);
  const { moved } = redriven;
  console.log(`Moved ${moved} ${moved === 1 ? 'message' : 'messages'} back to the invite queue.`);
});

async function replay(): Promise<Redriven> {
  const { sqsUrl, deadLetterQueueArn } = await recallRun();
  const client = new SQSClient({ ...clientSettings, endpoint: sqsUrl, maxAttempts: 1 });
  return redrive(client, deadLetterQueueArn);
}
