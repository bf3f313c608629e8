import { setTimeout as delay } from 'node:timers/promises';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import type { Configuration } from '../../config/configuration.ts';
import type { Disturbances } from '../../local/aws/stack.ts';
import type { Clock } from '../../local/clock.ts';
import { generateSecrets, readCredentials } from '../../local/local-secrets.ts';
import { type LogLine, readLogLine } from '../../local/log-line.ts';
import { runLocally } from '../../local/run.ts';
import { toAuthenticHeaders } from '../../local/sample-hire.ts';
import { assemblyOf } from './synth.ts';

/**
 * The whole stack as `npm start` runs it, with what the functions log kept, and promises for what they do.
 * @param clock one that the test can move.
 * @param assembly the folder of the cloud assembly. If absent, today's of the configuration.
 */
export async function startLocalRun(
  configuration: Configuration,
  clock?: Clock,
  disturbances?: Disturbances,
  assembly?: string,
) {
  const secrets = generateSecrets(configuration);
  const lines: string[] = [];
  const waiting: { isIt: (line: LogLine) => boolean; resolve: (line: LogLine) => void }[] = [];
  const run = await runLocally({
    configuration,
    assembly: assembly ?? (await assemblyOf(configuration)),
    secrets,
    port: 0,
    variables: {},
    ...(clock && { clock }),
    ...(disturbances && { disturbances }),
    onLog(line) {
      lines.push(line);
      const parsed = readLogLine(line);
      if (parsed !== undefined) for (const { isIt, resolve } of waiting) if (isIt(parsed)) resolve(parsed);
    },
  });
  if (run.oneLogin === undefined) throw new Error('no OneLogin sandbox');

  return {
    ...run,
    oneLogin: run.oneLogin,
    secrets,
    lines,
    post,
    /** The source `home-made` announces an employee. A 5xx means that it has to say so again, as HR systems do. */
    async announce(employee: { employeeId: string; workEmail: string }): Promise<void> {
      const body = JSON.stringify({ type: 'employee.created', data: employee });
      let status: number;
      do ({ status } = await post('home-made', body));
      while (status >= 500);
      if (status !== 202) throw new Error(`home-made was answered with ${status}`);
    },
    /** The next log line that is of this kind, from now on. */
    nextLine(isIt: (line: LogLine) => boolean): Promise<LogLine> {
      return new Promise((resolve) => waiting.push({ isIt, resolve }));
    },
    /** What SQS does by itself it tells nobody of, so it is asked until it is so; the test's timeout is the bound. */
    async untilQueueHolds(queueName: string, count: number): Promise<void> {
      while ((await countMessages(queueName)) !== count) await delay(20);
    },
  };

  /** Posts a body signed as the source's HR system does. */
  async function post(
    source: string,
    body: string,
    contentType = 'application/json',
  ): Promise<{ status: number; body: unknown }> {
    const settings = configuration.sources[source];
    const secret = readCredentials(secrets, configuration.name).webhook(source);
    if (settings === undefined || secret === undefined) throw new Error(`no source ${source}`);
    const authentic = toAuthenticHeaders(
      settings,
      secret,
      Buffer.from(body),
      clock?.machineMs() ?? Date.now(),
    );
    const headers = { ...authentic, 'content-type': contentType };
    const response = await fetch(`${run.stack.url}/webhooks/${source}`, { method: 'POST', headers, body });
    return { status: response.status, body: await response.json() };
  }

  async function countMessages(queueName: string): Promise<number> {
    const { Attributes = {} } = await run.stack.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: run.stack.queueUrl(queueName), AttributeNames: ['All'] }),
    );
    const {
      ApproximateNumberOfMessages,
      ApproximateNumberOfMessagesNotVisible,
      ApproximateNumberOfMessagesDelayed,
    } = Attributes;
    return (
      Number(ApproximateNumberOfMessages) +
      Number(ApproximateNumberOfMessagesNotVisible) +
      Number(ApproximateNumberOfMessagesDelayed)
    );
  }
}
