import { describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import { readPolicy } from './permissions.ts';
import { createResources, type Resource } from './template.ts';

const resources = await createResources({
  sources: {
    bamboohr: { type: 'bamboohr', company: 'acme', alarms: { silentDays: 30 } },
    'home-made': { type: 'standard-webhooks' },
  },
  alarms: { email: 'it@acme.com', refusedSignaturesPer5Minutes: 7 },
});

const Watched = v.object({
  Namespace: v.string(),
  MetricName: v.string(),
  Dimensions: v.array(v.object({ Name: v.string(), Value: v.unknown() })),
});
/** A metric, or a sum of some. */
const Metrics = v.array(
  v.object({
    Expression: v.optional(v.string()),
    MetricStat: v.optional(v.object({ Metric: Watched, Period: v.number() })),
  }),
);
const Alarm = v.object({
  AlarmDescription: v.unknown(),
  ...v.partial(Watched).entries,
  Metrics: v.optional(Metrics, []),
  Threshold: v.number(),
  Period: v.optional(v.number()),
  EvaluationPeriods: v.number(),
  DatapointsToAlarm: v.number(),
  ComparisonOperator: v.string(),
  TreatMissingData: v.string(),
  AlarmActions: v.array(v.unknown()),
});

function alarm(name: string): v.InferOutput<typeof Alarm> {
  return v.parse(Alarm, resources.named('AWS::CloudWatch::Alarm', `hire-invites-${name}`).Properties);
}

const comparisons: Record<string, string> = {
  GreaterThanOrEqualToThreshold: '>=',
  LessThanThreshold: '<',
};

/** An alarm's rule in one line: of what it watches, how much is too much, or too little. */
function rule(name: string): string {
  const { Metrics, Threshold, ComparisonOperator, ...rest } = alarm(name);
  const single = v.safeParse(Watched, rest);
  const watched = single.success
    ? [single.output]
    : Metrics.flatMap(({ MetricStat }) => MetricStat?.Metric ?? []);
  const terms = watched.map(({ Namespace, MetricName, Dimensions }) => {
    const of = Dimensions.map(({ Value }) => resources.text(Value)).join(', ');
    return `${Namespace} ${MetricName} of ${of}`;
  });
  return `${terms.join(' + ')} ${comparisons[ComparisonOperator]} ${Threshold}`;
}

/** In seconds. */
function period(name: string): number | undefined {
  const { Period, Metrics } = alarm(name);
  return Period ?? Metrics.flatMap(({ MetricStat }) => MetricStat?.Period ?? [])[0];
}

/** In how many of so many periods, of five minutes if it does not say: the last one if a rule does not say. */
const inOneOfAnHour = { of: 12, periods: 1 };

const rules: {
  name: string;
  expected: string;
  reason: string;
  of?: number;
  periods?: number;
  minutes?: number;
}[] = [
  {
    name: 'DeadLetterQueueNotEmpty',
    expected:
      'AWS/SQS ApproximateNumberOfMessagesVisible of hire-invites-dead-letter + AWS/SQS ApproximateNumberOfMessagesNotVisible of hire-invites-dead-letter >= 1',
    reason: 'a move into the queue is not counted as a sent message, and a search holds all of them',
  },
  {
    name: 'DeadLetterQueueOld',
    expected: `AWS/SQS ApproximateAgeOfOldestMessage of hire-invites-dead-letter >= ${5 * 24 * 60 * 60}`,
    reason: 'it may have been on the invite queue for seven of the 14 days after which SQS deletes it',
  },
  {
    name: 'HiresOverdue',
    expected: 'HireInvites HireOverdue of hire-invites >= 1',
    reason: 'it is looked at once a day by then, and the alarm must not come and go',
    of: 288,
    periods: 1,
  },
  {
    name: 'HiresNotWorkedOn',
    expected: `AWS/SQS ApproximateAgeOfOldestMessage of hire-invites-invite >= ${90 * 60}`,
    reason: 'a message that comes back again and again is there for an hour and a quarter at most',
  },
  {
    name: 'TellFailing',
    expected: 'HireInvites Told of hire-invites < 1',
    reason: 'a job that has died says nothing, so its silence must',
    of: 6,
    periods: 6,
  },
  {
    name: 'Paused',
    expected: 'HireInvites StackPaused of hire-invites >= 1',
    reason: 'nobody is mailed until a person resumes',
    ...inOneOfAnHour,
  },
  {
    name: 'CredentialRefused',
    expected: 'HireInvites CredentialRefused of hire-invites >= 1',
    reason: 'nobody at all is invited',
    ...inOneOfAnHour,
  },
  {
    name: 'CredentialLacksScope',
    expected: 'HireInvites CredentialLacksScope of hire-invites >= 1',
    reason: 'the secret is right, and another is needed',
    ...inOneOfAnHour,
  },
  {
    name: 'CredentialOwnerGone',
    expected: 'HireInvites TokenCallFailed of hire-invites >= 1',
    reason: 'only if it stays: OneLogin has faults that pass',
    of: 12,
    periods: 3,
  },
  {
    name: 'HrApiKeyRefused-bamboohr',
    expected: 'HireInvites HrCredentialRefused of hire-invites, bamboohr >= 1',
    reason: 'each HR system has a key of its own',
    ...inOneOfAnHour,
  },
  {
    name: 'SourceSilent-bamboohr',
    expected: 'HireInvites SourceSilent of hire-invites, bamboohr >= 1',
    reason: 'the job that counts it knows of more days than an alarm may look back',
    ...inOneOfAnHour,
  },
  {
    name: 'WebhooksRefused',
    expected: 'HireInvites WebhookRefused of hire-invites >= 7',
    reason: 'the configuration says how many are too many',
  },
  {
    name: 'WebhooksUnreadable',
    expected: 'HireInvites WebhookUnreadable of hire-invites >= 1',
    reason: 'the HR system does not send it again',
  },
  {
    name: 'WebhooksTurnedAway',
    expected: 'HireInvites WebhookTurnedAway of hire-invites >= 1',
    reason: 'no source has seen it, so nothing else tells of it',
    ...inOneOfAnHour,
  },
  {
    name: 'ReceiveFailing',
    expected: 'AWS/ApiGateway 5xx of hire-invites >= 1',
    reason: 'it counts also what never reached the function',
  },
  {
    name: 'SchedulesFailing',
    expected: 'AWS/SQS ApproximateNumberOfMessagesVisible of hire-invites-schedule-failures >= 1',
    reason: 'a hire waits for a wake-up that will not come',
  },
  {
    name: 'SweepFailing',
    expected: 'HireInvites SweepFailed of hire-invites + AWS/Lambda Errors of hire-invites-sweep >= 1',
    reason: 'only if it stays: the next run makes good what one has missed',
    of: 26,
    periods: 3,
    minutes: 60,
  },
];

test('there is an alarm for each of these and for nothing else', () => {
  expect(resources.ofType('AWS::CloudWatch::Alarm')).toHaveLength(rules.length);
});

describe.each(rules)('the alarm $name ($reason)', ({ name, expected, of = 1, periods = 1, minutes = 5 }) => {
  test(`rises when ${expected}, in ${periods} of ${of} periods of ${minutes} minutes`, () => {
    expect(rule(name)).toBe(expected);
    expect(period(name)).toBe(minutes * 60);
    expect(alarm(name)).toMatchObject({
      EvaluationPeriods: of,
      DatapointsToAlarm: periods,
      TreatMissingData: expected.includes(' < ') ? 'breaching' : 'notBreaching',
    });
  });

  test('says what it means, where the runbook says what to do, and which page of the console to look at', () => {
    const lines = resources.text(alarm(name).AlarmDescription).split('\n');
    expect(lines).toEqual([
      expect.stringMatching(/^[A-Z].+\.$/),
      `What to do: docs/operate.md, "${name.replace('-bamboohr', '')}"`,
      expect.stringMatching(/^Where: https:\/\/<Region>\.console\.aws\.amazon\.com\/\S+$/),
    ]);
  });

  test('is sent to the topic', () => {
    const actions = alarm(name).AlarmActions.map((action) => resources.text(action));
    expect(actions).toEqual(['hire-invites/Alarms/Topic/Resource']);
  });
});

const runbookUrl = `https://wiki.acme.com/${'x'.repeat(300 - 'https://wiki.acme.com/'.length)}`;
const source = `a${'-'.repeat(38)}b`;
const linked = await createResources({
  name: 'x'.repeat(30),
  sources: { [source]: { type: 'bamboohr', company: 'acme', alarms: { silentDays: 365 } } },
  alarms: { runbookUrl },
});

describe('with the address of a copy of the runbook', () => {
  const descriptions = linked
    .ofType('AWS::CloudWatch::Alarm')
    .map(({ Properties }) => linked.text(Properties['AlarmDescription']));

  test.each(rules)('the alarm $name links to its heading there', ({ name }) => {
    const anchor = name.replace('-bamboohr', '').toLowerCase();
    expect(descriptions).toContainEqual(expect.stringContaining(`\nWhat to do: ${runbookUrl}#${anchor}\n`));
  });

  test('no text is longer than CloudWatch allows, however long the names are', () => {
    for (const text of descriptions) {
      const deployed = text
        .replaceAll('<Region>', 'ap-southeast-1')
        .replaceAll('<AccountId>', '123456789012');
      expect(deployed.length).toBeLessThanOrEqual(1024);
    }
  });
});

test.each([1, 2, 3, 5, 6, 8, 9, 12, 24])(
  'the alarm SweepFailing stays up from one failed run to the next when they come every %i hours',
  async (everyHours) => {
    const { EvaluationPeriods, DatapointsToAlarm } = v.parse(
      Alarm,
      (await createResources({ sweep: { everyHours } })).named(
        'AWS::CloudWatch::Alarm',
        'hire-invites-SweepFailing',
      ).Properties,
    );
    // Just before the next run is counted, which may take an hour more, and the hour that has just begun holds none.
    const counted = Math.floor((EvaluationPeriods - 2) / everyHours);
    expect(counted).toBeGreaterThanOrEqual(DatapointsToAlarm);
    expect(DatapointsToAlarm).toBeGreaterThanOrEqual(2);
    expect(EvaluationPeriods).toBeLessThanOrEqual(7 * 24); // CloudWatch, for periods of an hour
  },
);

describe('the topic', () => {
  const permissions = resources
    .ofType('AWS::SNS::TopicPolicy')
    .flatMap((policy: Resource) => readPolicy(resources, policy));

  test('lets these alarms publish, and no other stack’s: a policy of its own takes the place of the default one, which would', () => {
    const allowed = permissions.filter(({ effect }) => effect === 'Allow');
    expect(allowed).toEqual([
      expect.objectContaining({ action: 'sns:Publish', principal: { Service: 'cloudwatch.amazonaws.com' } }),
    ]);
    const { StringEquals } = v.parse(
      v.object({ StringEquals: v.object({ 'aws:SourceArn': v.array(v.unknown()) }) }),
      allowed[0]?.condition,
    );
    const arns = rules.map(
      ({ name }) => `arn:<Partition>:cloudwatch:<Region>:<AccountId>:alarm:hire-invites-${name}`,
    );
    expect(StringEquals['aws:SourceArn'].map((arn) => resources.text(arn)).sort()).toEqual(arns.sort());
  });

  test('refuses requests that do not come over TLS', () => {
    expect(permissions.filter(({ effect }) => effect === 'Deny')).toEqual([
      expect.objectContaining({
        action: 'sns:Publish',
        condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    ]);
  });

  test('mails the address in the configuration, and nobody if there is none', async () => {
    const subscriptions = resources.ofType('AWS::SNS::Subscription').map(({ Properties }) => Properties);
    expect(subscriptions).toEqual([expect.objectContaining({ Protocol: 'email', Endpoint: 'it@acme.com' })]);
    expect((await createResources()).ofType('AWS::SNS::Subscription')).toEqual([]);
  });
});
