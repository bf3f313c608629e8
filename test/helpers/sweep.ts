import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { PurgeQueueCommand } from '@aws-sdk/client-sqs';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as v from 'valibot';
import { createLookedTable, lookedKey } from '../../lambda/aws/job-rows.ts';
import { createKnownUsers } from '../../lambda/aws/known-users.ts';
import type { LogFields } from '../../lambda/aws/log.ts';
import type { Notice } from '../../lambda/aws/notices.ts';
import { createOverdueScan } from '../../lambda/aws/overdue-hires.ts';
import { createStoredHires } from '../../lambda/aws/stored-hires.ts';
import { createSweepsTable } from '../../lambda/aws/sweeps-table.ts';
import { createWaitingHires } from '../../lambda/aws/waiting-hires.ts';
import { createWriteListing } from '../../lambda/aws/write-listing.ts';
import type { HireRow } from '../../lambda/hire/hire-row.ts';
import { InviteMessage } from '../../lambda/hire/invite-message.ts';
import { sendHttpRequest } from '../../lambda/http/http-request.ts';
import { createAskOneLogin } from '../../lambda/sweep/ask-one-login.ts';
import { createSweep, type SweepParts } from '../../lambda/sweep/sweep.ts';
import { startSqs } from '../../local/aws/sqs.ts';
import { startBambooHr } from '../../local/sandbox/bamboohr.ts';
import { startInvite } from './invite.ts';

const twoOfBambooHr = {
  bamboohr: { type: 'bamboohr', company: 'acme' },
  second: { type: 'bamboohr', company: 'second' },
  'home-made': { type: 'standard-webhooks' },
} as const;

/** On a page of the list. */
export const pageSize = 250;

/**
 * The function `sweep` in this process, beside `invite` and with its clock and table, on a real queue and two sandboxes of
 * BambooHR. Its logs and metrics are kept for the test to look at.
 */
export async function startSweep(change: Parameters<typeof startInvite>[0] = {}) {
  const invite = await startInvite({ sources: twoOfBambooHr, ...change });
  const { clock, bambooHr } = invite;
  const second = await startBambooHr();
  const sqs = await startSqs();
  await sqs.createQueues([{ QueueName: 'invite', VisibilityTimeout: 30 }]);
  invite.secrets.set('hire-invites/second/api', { apiKey: 'sandbox-api-key' });
  const time = { remainingMs: 15 * 60 * 1000 };
  const logs: { level: string; message: string; fields: LogFields }[] = [];
  const metrics: string[] = [];
  const zeroes: string[] = [];
  const logAt =
    (level: string) =>
    (message: string, fields: LogFields = {}) =>
      void logs.push({ level, message, fields });

  const told: Pick<SweepParts, 'log' | 'count' | 'nowMs'> = {
    log: { info: logAt('info'), warn: logAt('warn'), error: logAt('error') },
    count: (name, value = 1, detail = {}) => {
      const list = value === 0 ? zeroes : metrics;
      list.push([name, value, ...Object.values(detail)].join(' '));
    },
    nowMs: () => clock.nowMs,
  };
  const notices: Notice[] = [];
  const sns = { isDown: false };

  const parts: SweepParts = {
    configuration: invite.configuration,
    hrApiUrl: (source) => ({ bamboohr: bambooHr.url, second: second.url })[source],
    secrets: invite.secretReader,
    http: sendHttpRequest,
    askOneLogin: createAskOneLogin({
      configuration: invite.configuration,
      oneLogin: invite.parts.oneLogin,
      findKnownUsers: createKnownUsers(invite.dynamoDb, 'users'),
      pseudonyms: invite.parts.pseudonyms,
      looked: createLookedTable(invite.dynamoDb, 'sources'),
      publish: async (notice) => {
        if (sns.isDown) throw new Error('SNS is down');
        notices.push(notice);
      },
      runbook: 'docs/operate.md',
      ...told,
    }),
    hires: invite.table,
    scanOverdue: createOverdueScan(invite.dynamoDb, 'hires'),
    findWaiting: createWaitingHires(invite.dynamoDb, 'hires'),
    scanUnlisted: createStoredHires(invite.dynamoDb, 'hires').scanUnlisted,
    writeListing: createWriteListing(invite.dynamoDb, 'hires'),
    sweeps: createSweepsTable(invite.dynamoDb, 'sources'),
    queue: { client: sqs.client, url: sqs.queueUrl('invite') },
    ...told,
  };
  const messages = async () => {
    const held = await sqs.look('invite');
    return held.map(({ body }) => v.parse(v.pipe(v.string(), v.parseJson(), InviteMessage), body));
  };

  return {
    invite,
    parts,
    clock,
    time,
    bambooHr,
    second,
    logs,
    notices,
    sns,
    metrics,
    /** The metrics that were counted as 0. */
    zeroes,
    messages,
    run: (event: unknown = {}) =>
      createSweep(parts)(event, {
        awsRequestId: 'sweep-1',
        getRemainingTimeInMillis: () => time.remainingMs,
      }),
    /** What the queue holds, delivered to `invite`; the queue is empty then. */
    async deliverAll(): Promise<string[]> {
      const records = (await messages()).map((message) => invite.message(JSON.stringify(message)));
      await sqs.client.send(new PurgeQueueCommand({ QueueUrl: parts.queue.url }));
      return invite.deliver(...records);
    },
    /** How far the lists of the HR systems were read. */
    async progress(): Promise<Record<string, unknown>[]> {
      const { Items = [] } = await invite.dynamoDb.send(new ScanCommand({ TableName: 'sources' }));
      return Items.map((item) => unmarshall(item)).filter(({ source }) => source !== lookedKey);
    },
    /** A row as `invite` left it. */
    async putRow(hire: string, row: Partial<HireRow>): Promise<void> {
      const { nowMs } = clock;
      const others = { version: 1, writer: 'w', rung: 0, firstAttemptAt: nowMs, updatedAt: nowMs };
      await invite.table.write({ hire, state: 'waiting', requestId: 'request-1', ...others, ...row });
    },
    async close() {
      await Promise.all([invite.close(), second.close(), sqs.close()]);
    },
  };
}
