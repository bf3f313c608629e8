import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import { createBrake } from '../../lambda/aws/brake.ts';
import type { EventBridge } from '../../lambda/aws/event-bridge.ts';
import type { HeardTable } from '../../lambda/aws/job-rows.ts';
import { createLog } from '../../lambda/aws/log.ts';
import { createMetrics } from '../../lambda/aws/metrics.ts';
import type { HireEvent } from '../../lambda/hire/hire-event.ts';
import { sendEvents } from '../../lambda/tell/send-events.ts';
import { watchSources } from '../../lambda/tell/watch-sources.ts';
import { MetricLine } from '../../local/aws/cloudwatch.ts';
import { captureOutput } from '../helpers/captured-output.ts';
import { createConfiguration } from '../helpers/configuration.ts';
import { bambooHrHire, homeMadeHire, startInvite } from '../helpers/invite.ts';
import { startSweep } from '../helpers/sweep.ts';
import { digestOf } from '../receive/hostile-webhooks.ts';
import { createReceiveInProcess, nowMs } from '../receive/receive-in-process.ts';
import { createResources } from './template.ts';

const Watched = v.object({
  Namespace: v.string(),
  MetricName: v.string(),
  Dimensions: v.array(v.object({ Name: v.string(), Value: v.unknown() })),
});
/** It watches a metric, or a sum of some. */
const Alarm = v.object({
  AlarmName: v.string(),
  ComparisonOperator: v.string(),
  Metrics: v.optional(v.array(v.object({ MetricStat: v.optional(v.object({ Metric: Watched })) })), []),
});

/**
 * The alarms that the functions' own metrics raise, by what each watches. That one which rises without them is no such, nor
 * is the one of the access log.
 */
const watched = { bamboohr: { type: 'bamboohr', company: 'acme', alarms: { silentDays: 14 } } };
const alarms = (await createResources({ sources: watched, events: true }))
  .ofType('AWS::CloudWatch::Alarm')
  .flatMap(({ Properties }) => {
    const { AlarmName, ComparisonOperator, Metrics } = v.parse(Alarm, Properties);
    if (ComparisonOperator === 'LessThanThreshold') return [];
    const single = v.safeParse(Watched, Properties);
    const several = Metrics.flatMap(({ MetricStat }) => MetricStat?.Metric ?? []);
    return (single.success ? [single.output] : several).map((watched) => ({ AlarmName, ...watched }));
  })
  .filter(({ Namespace, MetricName }) => Namespace === 'HireInvites' && MetricName !== 'WebhookTurnedAway')
  .map(({ AlarmName, MetricName, Dimensions }) => ({
    alarm: AlarmName.replace('hire-invites-', ''),
    watches: JSON.stringify([MetricName, ...Dimensions.map(({ Name, Value }) => `${Name}=${Value}`).sort()]),
  }));

/** The alarms whose metric is written in these lines, and not as 0. */
function raisedBy(lines: readonly string[]): string[] {
  const written = lines.flatMap((line) => {
    const parsed: unknown = JSON.parse(line);
    const metrics = v.safeParse(MetricLine, parsed);
    const values = v.parse(v.record(v.string(), v.unknown()), parsed);
    if (!metrics.success) return [];
    return metrics.output._aws.CloudWatchMetrics.flatMap(({ Dimensions, Metrics }) =>
      Dimensions.flatMap((names) =>
        Metrics.filter(({ Name }) => values[Name] !== 0).map(({ Name }) =>
          JSON.stringify([Name, ...names.map((name) => `${name}=${values[name]}`).sort()]),
        ),
      ),
    );
  });
  return alarms.filter(({ watches }) => written.includes(watches)).map(({ alarm }) => alarm);
}

const raisedInThisFile = new Set<string>();
function expectRaised(lines: readonly string[], expected: string[]): void {
  const raised = raisedBy(lines);
  for (const alarm of raised) raisedInThisFile.add(alarm);
  expect(raised).toEqual(expected);
}

describe('a hire', () => {
  let invite: Awaited<ReturnType<typeof startInvite>>;
  beforeEach(async () => {
    invite = await startInvite();
    invite.parts.count = createMetrics('hire-invites');
    invite.oneLogin.addUser({ email: 'ada@acme.example' });
    invite.bambooHr.putEmployee({ id: '100', hireDate: '2026-02-02', workEmail: 'ada@acme.example' });
  });
  afterEach(() => invite.close());

  const ada = homeMadeHire('100', { workEmail: 'ada@acme.example' });
  const unknown = homeMadeHire('200', { workEmail: 'unknown@acme.example' });
  const deliver = async (body: string) =>
    (await captureOutput(() => invite.deliver(invite.message(body)))).lines;

  test.each<[string, () => unknown, string, string[]]>([
    ['that is invited', () => undefined, ada, []],
    ['whose user is not there yet', () => undefined, unknown, []],
    [
      'that meets the limit',
      () => invite.oneLogin.setLimit({ calls: 0, windowSeconds: 60, status: 429 }),
      ada,
      [],
    ],
    [
      'while OneLogin is down',
      () => invite.oneLogin.faults.add({ call: 'users', kind: 'answer', status: 503 }),
      ada,
      [],
    ],
    [
      'while the client secret is wrong',
      () => invite.oneLogin.setCredential({ clientId: 'another', clientSecret: 'one' }),
      ada,
      ['CredentialRefused'],
    ],
    [
      'while the secret is not filled in',
      () => invite.secrets.delete('hire-invites/onelogin'),
      ada,
      ['CredentialRefused'],
    ],
    [
      'while the credential lacks the scope',
      () =>
        invite.oneLogin.faults.add({
          call: 'users',
          kind: 'answer',
          status: 401,
          message: 'Insufficient Permission',
        }),
      ada,
      ['CredentialLacksScope'],
    ],
    [
      'while the token call answers 500',
      () => invite.oneLogin.faults.add({ call: 'token', kind: 'answer', status: 500 }),
      ada,
      ['CredentialOwnerGone'],
    ],
    [
      'while BambooHR refuses the key',
      () => invite.bambooHr.setApiKey('another'),
      bambooHrHire('100'),
      ['HrApiKeyRefused-bamboohr'],
    ],
    [
      'while the key may not see the work address',
      () => invite.bambooHr.hideField('workEmail'),
      bambooHrHire('100'),
      ['HrApiKeyRefused-bamboohr'],
    ],
  ])('%s', async (_, arrange, body, expected) => {
    arrange();
    expectRaised(await deliver(body), expected);
  });

  test('that still waits after two days', async () => {
    await deliver(unknown);
    invite.clock.nowMs += 48 * 60 * 60 * 1000;
    expectRaised(await deliver(unknown), ['HiresOverdue']);
  });

  test('that would be mailed beyond the maximum of the day, and each that meets the pause', async () => {
    const { nowMs } = invite.parts;
    invite.parts.brake = createBrake(invite.dynamoDb, 'hires', { maxFirstMailsPerDay: 1, nowMs });
    await invite.parts.brake.countFirstMail();
    for (const body of [ada, ada]) {
      expectRaised(await deliver(body), ['Paused']);
      invite.clock.nowMs += 2 * 60 * 60 * 1000;
    }
    expect(invite.oneLogin.mails).toEqual([]);
  });
});

describe('a sweep', () => {
  let sweep: Awaited<ReturnType<typeof startSweep>>;
  beforeEach(async () => {
    sweep = await startSweep();
    sweep.parts.count = createMetrics('hire-invites');
    sweep.bambooHr.putEmployee({ id: '100', hireDate: '2026-03-02' });
  });
  afterEach(() => sweep.close());

  const twoHoursAgo = () => ({ waitUntil: sweep.clock.nowMs - 2 * 60 * 60 * 1000 });
  test.each<[string, () => unknown, string[]]>([
    ['that finds a hire', () => undefined, []],
    ['that wakes a hire', () => sweep.putRow('bamboohr//101', twoHoursAgo()), []],
    ['that finds a hire asleep', () => sweep.putRow('home-made//7', twoHoursAgo()), ['HiresOverdue']],
    [
      'that meets the limit of calls',
      () => sweep.bambooHr.faults.add({ call: 'employees', kind: 'answer', status: 429 }),
      [],
    ],
    ['whose key may not list employees', () => sweep.bambooHr.setApiKey('another'), ['SweepFailing']],
  ])('%s', async (_, arrange, expected) => {
    await arrange();
    expectRaised((await captureOutput(() => sweep.run())).lines, expected);
  });
});

describe('a webhook', () => {
  const receive = createReceiveInProcess();
  const timestamp = String(nowMs / 1000);
  const post = async (
    body: string,
    signature = digestOf('bamboohr', { id: '', timestamp, body: Buffer.from(body) }),
  ) => {
    const { lines } = await receive({
      headers: { 'x-bamboohr-timestamp': timestamp, 'x-bamboohr-signature': signature },
      pathParameters: { source: 'bamboohr' },
      requestContext: { requestId: 'request-1' },
      body,
    });
    return lines;
  };

  test.each<[string, string, string | undefined, string[]]>([
    ['that is as it should be', '{"type":"employee.created","data":{"employeeId":"1"}}', undefined, []],
    ['that is signed with another secret', '{}', '00'.repeat(32), ['WebhooksRefused']],
    ['that cannot be read', '{', undefined, ['WebhooksUnreadable']],
    ['that says nothing the settings know', '{"hello":"world"}', undefined, ['WebhooksUnreadable']],
    ['that says something else', '{"type":"employee.promoted"}', undefined, []],
    ['in which nobody is', '{"employees":[]}', undefined, []],
  ])('%s', async (_, body, signature, expected) => {
    expectRaised(await post(body, signature), expected);
  });
});

test('a source that has fallen silent', async () => {
  const run = async (rows: Pick<HeardTable, 'read'>) =>
    captureOutput(() =>
      watchSources('tell-1', {
        configuration: createConfiguration({ sources: watched }),
        heard: { ...rows, write: async () => true },
        findLastWebhook: async () => undefined,
        log: createLog('hire-invites'),
        count: createMetrics('hire-invites'),
        nowMs: () => nowMs,
      }),
    );
  const row = (days: number) => ({
    source: 'heard/bamboohr',
    heardAt: new Date(nowMs - days * 24 * 60 * 60 * 1000).toISOString(),
    version: 1,
    writer: 'w',
  });
  expectRaised((await run({ read: async () => row(13) })).lines, []);
  expectRaised((await run({ read: async () => row(15) })).lines, ['SourceSilent-bamboohr']);
});

test('events that EventBridge does not take', async () => {
  const event: HireEvent = {
    type: 'Hire Invited',
    at: nowMs,
    detail: {
      version: 1,
      id: 'e1',
      hire: 'bamboohr//206',
      source: 'bamboohr',
      code: 'INVITED',
      at: new Date(nowMs).toISOString(),
    },
  };
  const send = (put: EventBridge['put']) =>
    captureOutput(() =>
      sendEvents([event], { from: 0, until: nowMs, before: undefined }, 'tell-1', {
        events: {
          eventBridge: { mostEntries: 10, put },
          sent: { read: async () => undefined, write: async () => true },
        },
        log: createLog('hire-invites'),
        count: createMetrics('hire-invites'),
        nowMs: () => nowMs,
      }),
    );
  expectRaised((await send(async () => [])).lines, []);
  const refused = await send(async () => [{ event, code: 'ThrottlingException' }]);
  expectRaised(refused.lines, ['EventsFailing']);
});

test('all of them raise every alarm there is on the functions’ own metrics', () => {
  expect([...raisedInThisFile].sort()).toEqual(alarms.map(({ alarm }) => alarm).sort());
});
