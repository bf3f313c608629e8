import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { CloudWatchClient, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import {
  DeleteFunctionConcurrencyCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import {
  ListSubscriptionsByTopicCommand,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import { askOperate } from '../console/ask-operate.ts';
import { connectTo } from '../console/connection.ts';
import { Checked, Finding, Switched } from '../lambda/operate/answer.ts';
import { clientSettings } from '../local/aws/client-settings.ts';
import { type Clock, startClock } from '../local/clock.ts';
import { type AwsAccount, startAwsAccount } from './helpers/aws-account.ts';
import { createConfiguration } from './helpers/configuration.ts';
import { startLocalRun } from './helpers/local-run.ts';

/** Faults are planted in the whole stack, by the calls that would make them on AWS, and the doctor finds each. */

const inFile = {
  oneLogin: { host: 'acme.onelogin.com' },
  sources: { bamboohr: { type: 'bamboohr', company: 'acme' }, 'home-made': { type: 'standard-webhooks' } },
  alarms: { email: 'it-operations@acme.example' },
};
const name = 'hire-invites';

let clock: Clock;
let run: Awaited<ReturnType<typeof startLocalRun>>;
let aws: AwsAccount;
let folder: string;
let sns: SNSClient;
let lambda: LambdaClient;
let cloudWatch: CloudWatchClient;
let secretsManager: SecretsManagerClient;

beforeAll(async () => {
  clock = startClock();
  run = await startLocalRun(createConfiguration(inFile), clock);
  aws = await startAwsAccount(() => ({ status: 500, body: {} }));
  folder = await mkdtemp(join(tmpdir(), 'hire-invites-test-'));
  const { endpoints, lambdaUrl } = run.stack;
  sns = new SNSClient({ ...clientSettings, endpoint: endpoints.AWS_ENDPOINT_URL_SNS });
  lambda = new LambdaClient({ ...clientSettings, endpoint: lambdaUrl });
  cloudWatch = new CloudWatchClient({ ...clientSettings, endpoint: endpoints.AWS_ENDPOINT_URL_CLOUDWATCH });
  secretsManager = new SecretsManagerClient({
    ...clientSettings,
    endpoint: endpoints.AWS_ENDPOINT_URL_SECRETS_MANAGER,
  });
});
afterAll(async () => {
  for (const client of [sns, lambda, cloudWatch, secretsManager]) client.destroy();
  await Promise.all([aws.close(), run.close(), rm(folder, { recursive: true })]);
  clock.stop();
});

const connection = () => connectTo({ ...run.stack, name });
const check = async () => (await askOperate({ action: 'check' }, Checked, connection())).findings;
/** What is wrong, as `subject CODE`. */
const wrong = async () =>
  (await check())
    .filter(({ verdict }) => verdict === 'wrong')
    .map(({ subject, code }) => `${subject} ${code}`);

let secretsPut = 0;
async function putSecret(secret: string, value: unknown): Promise<void> {
  secretsPut += 1;
  await secretsManager.send(
    new PutSecretValueCommand({
      SecretId: secret,
      SecretString: JSON.stringify(value),
      ClientRequestToken: `secret-version-number-${secretsPut}`.padEnd(32, '0'),
    }),
  );
}

/** Puts the secret back at the end. */
async function withSecret(secret: string, value: unknown, find: () => Promise<void>): Promise<void> {
  await putSecret(secret, value);
  await find();
  await putSecret(secret, JSON.parse(run.secrets.get(secret) ?? ''));
}

describe('the command', () => {
  const configFile = async (content: object) => {
    const file = join(folder, 'hire-invites.json');
    await writeFile(file, JSON.stringify(content));
    return file;
  };
  const doctor = async (content: object, ...args: string[]) =>
    aws.command('doctor', ['--aws', '--config', await configFile(content), ...args], {
      AWS_ENDPOINT_URL_LAMBDA: run.stack.lambdaUrl,
    });

  test('says of a stack without a fault what was proved, and exits 0', async () => {
    const { code, stdout, stderr } = await doctor(inFile);
    expect(stderr).toMatch(/^Hire Invites on AWS \d+, eu-central-1, hire-invites\n$/);
    expect(stdout).toMatch(
      /^✓ deployment: Version \d+\.\d+\.\d+, deployed .* UTC, runs there, with the code and the configuration that are here\.$/m,
    );
    expect(stdout).toContain('✓ queue: Its messages are handed to the function that invites.');
    expect(stdout).toMatch(/^\? home-made: It has never sent a hire\.\n {2}→ If it should have/m);
    expect(stdout).toMatch(/^✓ clock: It is within \d+ seconds of the one here\.$/m);
    expect(stdout).not.toContain('✗');
    expect(code).toBe(0);
  });

  test('finds that another configuration runs than is here, and exits 1', async () => {
    const { code, stdout } = await doctor({ ...inFile, invite: { at: '09:30' } }, '--json');
    const findings = v.parse(v.array(Finding), JSON.parse(stdout));
    expect(findings.filter(({ verdict }) => verdict === 'wrong')).toEqual([
      {
        subject: 'deployment',
        code: 'NOT_AS_HERE',
        verdict: 'wrong',
        message: expect.stringContaining('with another configuration than here'),
        whatToDo: expect.stringContaining('npm run deploy'),
      },
    ]);
    expect(code).toBe(1);
  });
});

describe('finds', () => {
  test.each([
    ['the placeholder', { current: 'REPLACE-ME' }, 'current is still the placeholder'],
    ['nothing', { current: ' ' }, 'current is blank'],
    ['no such key', {}, 'current is missing'],
    ['no key of this source', { current: 'whsec_***' }, 'current is not a key of this source'],
  ])('a webhook secret that holds %s', (_, value, reason) =>
    withSecret(`${name}/home-made/webhook`, value, async () => {
      expect((await check()).filter(({ verdict }) => verdict === 'wrong')).toMatchObject([
        {
          subject: 'home-made',
          code: 'WEBHOOK_SECRET_UNUSABLE',
          message: expect.stringContaining(`${name}/home-made/webhook: ${reason}`),
        },
      ]);
    }),
  );

  test.each([
    [`${name}/onelogin`, { clientId: 'REPLACE-ME', clientSecret: 'x' }, 'onelogin SECRET_UNAVAILABLE'],
    [`${name}/onelogin`, { clientId: 'revoked', clientSecret: 'revoked' }, 'onelogin CREDENTIAL_REFUSED'],
    [`${name}/bamboohr/api`, { apiKey: 'REPLACE-ME' }, 'bamboohr HR_CREDENTIAL_REFUSED'],
    [`${name}/bamboohr/api`, { apiKey: 'revoked' }, 'bamboohr HR_CREDENTIAL_REFUSED'],
    [`${name}/lookup`, { key: 'short' }, 'lookup LOOKUP_KEY_UNUSABLE'],
  ])('a secret that cannot be used: %s, %j', (secret, value, found) =>
    withSecret(secret, value, async () => {
      expect(await wrong()).toEqual([found]);
    }),
  );

  test('a queue without its function, until it is switched on again', async () => {
    const [{ id: UUID } = { id: '' }] = run.stack.definition.eventSources;
    await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: false }));
    expect(await wrong()).toEqual(['queue QUEUE_WITHOUT_FUNCTION']);
    await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: true }));
    expect(await wrong()).toEqual([]);
  });

  test('a function that is throttled to 0', async () => {
    const FunctionName = `${name}-receive`;
    const command = new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 });
    await lambda.send(command);
    expect(await wrong()).toEqual([`${name}-receive FUNCTION_SWITCHED_OFF`]);
    await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
    expect(await wrong()).toEqual([]);
  });

  test('alarms that are raised', async () => {
    await cloudWatch.send(
      new SetAlarmStateCommand({
        AlarmName: `${name}-TellFailing`,
        StateValue: 'ALARM',
        StateReason: 'test',
      }),
    );
    expect(await wrong()).toEqual(['TellFailing ALARM_RAISED']);
    await cloudWatch.send(
      new SetAlarmStateCommand({ AlarmName: `${name}-TellFailing`, StateValue: 'OK', StateReason: 'test' }),
    );
  });

  test('everything paused', async () => {
    await askOperate({ action: 'pause', reason: 'a test' }, Switched, connection());
    expect(await wrong()).toEqual(['pause PAUSED']);
    await askOperate({ action: 'resume' }, Switched, connection());
  });

  test('a key of the HR system that may not see a start date', async () => {
    run.bambooHr.get('bamboohr')?.hideField('hireDate');
    expect(await wrong()).toEqual(['bamboohr START_DATE_NOT_VISIBLE']);
  });

  test('that a source was heard', async () => {
    const data = { employeeId: '301', workEmail: 'ada@acme.example' };
    await run.announce(data);
    expect((await check()).filter(({ code }) => code === 'SOURCE_HEARD')).toMatchObject([
      { subject: 'home-made' },
    ]);
  });

  test('that an address is not confirmed, or that the configured one is gone', async () => {
    const [TopicArn = ''] = run.stack.definition.topicArns;
    const more = { TopicArn, Protocol: 'email', Endpoint: 'more@acme.example' };
    await sns.send(new SubscribeCommand(more));
    expect(await wrong()).toContain('alarms ALARM_ADDRESS_UNCONFIRMED');
    const { Subscriptions = [] } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
    const ours = Subscriptions.find(({ Endpoint }) => Endpoint === inFile.alarms.email);
    await sns.send(new UnsubscribeCommand({ SubscriptionArn: ours?.SubscriptionArn }));
    expect(await wrong()).toContain('alarms ALARM_ADDRESS_GONE');
  });
});

test('what is wrong is found daily by itself, and stands in a notice', async () => {
  await putSecret(`${name}/onelogin`, { clientId: 'revoked', clientSecret: 'revoked' });
  const minuteMs = 60 * 1000;
  const move = async (ms: number) => {
    const told = run.nextLine(({ message }) => message === 'hires told');
    clock.moveForward(ms);
    await told;
    while (run.stack.isWorking()) await delay(10);
  };
  await move(24 * 60 * minuteMs);
  await move(5 * minuteMs);
  const [notice, ...others] = run.stack.notices().filter(({ text }) => text.includes('CREDENTIAL_REFUSED'));
  expect(others).toEqual([]);
  expect(notice).toMatchObject({
    subject: expect.stringContaining('set-up fault'),
    text: expect.stringMatching(/^CREDENTIAL_REFUSED\n {2}onelogin, since .+\nOneLogin refuses/m),
  });
});

test('no address and no secret stands in a log line, a notice or a finding', async () => {
  const written = [...run.lines, JSON.stringify([run.stack.notices(), await check()])].join('\n');
  for (const text of ['@acme', 'acme.example', 'revoked', 'whsec_']) expect(written).not.toContain(text);
});
