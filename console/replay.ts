import { SQSClient } from '@aws-sdk/client-sqs';
import { clientSettings } from '../local/aws/client-settings.ts';
import { readArguments } from '../local/read-arguments.ts';
import { redrive } from '../local/redrive.ts';
import { NotDone, runCommand, withProgress, wrongArguments } from './command.ts';
import { requireRun } from './find-run.ts';

/** `npm run replay`: does what the console's *Start DLQ redrive* does, on the running local stack. */

const usage = `npm run replay      replays the whole dead-letter queue of the local stack, as "Start DLQ redrive" does on AWS
For one hire: npm run hires -- retry WHO; for those with one code: npm run hires -- retry --code CODE
  --json    prints JSON
  PORT=3001 before the command: the stack on that port, if several run
Exit codes: 0 done, 1 not done, 2 wrong arguments.`;

await runCommand(usage, async () => {
  const options = { json: { type: 'boolean', default: false } } as const;
  const { values } = readArguments({ options }, wrongArguments);
  const { sqsUrl, deadLetterQueueArn } = await requireRun();
  const client = new SQSClient({ ...clientSettings, endpoint: sqsUrl, maxAttempts: 1 });
  const redriven = await withProgress('The replay runs', redrive(client, deadLetterQueueArn));
  if ('failed' in redriven) throw new NotDone(`The replay failed: ${redriven.failed}`);
  const { moved } = redriven;
  const said = `Moved ${moved} ${moved === 1 ? 'message' : 'messages'} back to the invite queue.`;
  console.log(values.json ? JSON.stringify(redriven) : said);
});
