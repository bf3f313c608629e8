import { ScanCommand } from '@aws-sdk/client-dynamodb';
import {
  GetQueueAttributesCommand,
  ListMessageMoveTasksCommand,
  SendMessageCommand,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createConfiguration } from './helpers/configuration.ts';
import { startLocalRun } from './helpers/local-run.ts';

const configuration = createConfiguration({ retry: { afterSeconds: [0, 1], askAfterSeconds: 1 } });

let run: Awaited<ReturnType<typeof startLocalRun>>;
beforeAll(async () => {
  run = await startLocalRun(configuration);
});
afterAll(() => run.close());

const bambooHrEvent = (employeeId: string) =>
  JSON.stringify({ type: 'employee.created', data: { companyId: '12345', employeeId } });

test('a signed BambooHR webhook becomes an invite at the personal address', async () => {
  const mails = run.oneLogin.waitForMails(1);
  expect(await run.post('bamboohr', bambooHrEvent('101'))).toMatchObject({
    status: 202,
    body: { accepted: 1, ignored: 0 },
  });
  await mails;
  expect(run.oneLogin.mails).toMatchObject([{ user: 'ada@acme.example', to: 'ada@home.example' }]);
});

test('a hire whose user appears in OneLogin later is invited without help', async () => {
  const waits = run.nextLine(({ code }) => code === 'USER_NOT_IN_ONELOGIN_YET');
  const data = { employeeId: '7', workEmail: 'late@acme.example' };
  await run.announce(data);
  await waits;
  const mails = run.oneLogin.waitForMails(2);
  run.oneLogin.addUser({ email: 'late@acme.example' });
  await mails;
  expect(run.oneLogin.mails.at(-1)).toMatchObject({ user: 'late@acme.example', to: 'late@acme.example' });
});

test('a parked hire is invited exactly once, after its cause is fixed and the dead-letter queue is replayed', async () => {
  run.oneLogin.changeUser('grace@acme.example', { status: 2 });
  const parked = run.nextLine(({ state }) => state === 'parked');
  await run.post('bamboohr', bambooHrEvent('102'));
  expect(await parked).toMatchObject({ hire: 'bamboohr//102', code: 'USER_SUSPENDED' });
  await run.untilQueueHolds('hire-invites-dead-letter', 1);
  const { users } = run.oneLogin.calls;

  run.oneLogin.changeUser('grace@acme.example', { status: 0 });
  const mails = run.oneLogin.waitForMails(3);
  expect(await replay()).toMatchObject({ Status: 'COMPLETED' });
  await mails;
  await run.untilQueueHolds('hire-invites-invite', 0);
  expect(run.oneLogin.mails.filter(({ user }) => user === 'grace@acme.example')).toHaveLength(1);
  expect(run.oneLogin.calls.users - users).toBe(1);
  await run.untilQueueHolds('hire-invites-dead-letter', 0);
});

test('what is announced at another address below /webhooks/ is answered by the function, and anything else is not', async () => {
  const ask = async (method: string, path: string) =>
    (await fetch(run.stack.url + path, { method })).json().catch(() => undefined);
  const unknown = expect.objectContaining({ status: 404, code: 'UNKNOWN_SOURCE' });
  expect(await ask('POST', '/webhooks/renamed')).toEqual(unknown);
  expect(await ask('POST', '/webhooks/bamboohr/')).toEqual(unknown);
  expect(await ask('PUT', '/webhooks/bamboohr')).toEqual(unknown);
  for (const path of ['/', '/.env', '/webhooks', '/webhooks/bamboohr'])
    expect(await ask('GET', path)).toEqual({ message: 'Not Found' });
});

test('the queues keep their messages for as long as in AWS', async () => {
  const daysOf = async (name: string) => {
    const { Attributes } = await run.stack.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: run.stack.queueUrl(name), AttributeNames: ['All'] }),
    );
    return Number(Attributes?.['MessageRetentionPeriod']) / (24 * 60 * 60);
  };
  expect([await daysOf('hire-invites-invite'), await daysOf('hire-invites-dead-letter')]).toEqual([7, 14]);
});

test('a message that somebody put into the dead-letter queue by hand fails the replay, as in AWS', async () => {
  const QueueUrl = run.stack.queueUrl('hire-invites-dead-letter');
  await run.stack.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: '{}' }));
  expect(await replay()).toMatchObject({ Status: 'FAILED', FailureReason: 'CouldNotDetermineMessageSource' });
});

test('the logs, the metrics and the table of all this hold no address, token, secret or body', async () => {
  const { Items } = await run.stack.dynamoDb.send(new ScanCommand({ TableName: run.tableName }));
  const logs = run.lines.join('\n');
  const table = JSON.stringify(Items);
  expect(logs).toContain('"HireInvited"');
  expect(Items?.filter(({ hire }) => hire?.S?.includes('/'))).toHaveLength(3);
  const secrets = [...run.secrets.values()].flatMap((secret) => Object.values<string>(JSON.parse(secret)));
  const forbidden = [
    '@',
    'acme.example',
    'home.example',
    'grace',
    'bearer',
    'companyId',
    'workEmail',
    ...secrets.filter((value) => value !== 'sandbox'),
  ];
  for (const text of forbidden) {
    expect(logs.toLowerCase()).not.toContain(text.toLowerCase());
    expect(table.toLowerCase()).not.toContain(text.toLowerCase());
  }
});

async function replay() {
  const SourceArn = run.deadLetterQueueArn;
  await run.stack.sqs.send(new StartMessageMoveTaskCommand({ SourceArn }));
  for (;;) {
    const { Results: [task] = [] } = await run.stack.sqs.send(new ListMessageMoveTasksCommand({ SourceArn }));
    if (task?.Status !== 'RUNNING') return task;
  }
}
