import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import { accessLogFormat, accessLogName } from '../../infra/access-log.ts';
import { createResources, createTemplate, type Resources } from './template.ts';

const resources = await createResources();

const Widget = v.variant('type', [
  v.object({
    type: v.literal('custom'),
    properties: v.object({
      endpoint: v.string(),
      params: v.optional(v.unknown()),
      updateOn: v.object({ refresh: v.boolean(), resize: v.boolean(), timeRange: v.boolean() }),
    }),
  }),
  v.object({ type: v.literal('alarm'), properties: v.object({ alarms: v.array(v.string()) }) }),
  v.object({ type: v.literal('metric') }),
]);
const Body = v.pipe(v.string(), v.parseJson(), v.object({ widgets: v.array(Widget) }));

function dashboardOf(given: Resources) {
  const [dashboard] = given.ofType('AWS::CloudWatch::Dashboard');
  const { widgets } = v.parse(Body, given.text(dashboard?.Properties['DashboardBody']));
  const of = <Type extends v.InferOutput<typeof Widget>['type']>(type: Type) =>
    widgets.filter((widget): widget is Extract<typeof widget, { type: Type }> => widget.type === type);
  return { name: given.text(dashboard?.Properties['DashboardName']), of };
}

describe('the dashboard', () => {
  test('has its region in its name: it belongs to the whole account', () => {
    expect(dashboardOf(resources).name).toBe('hire-invites-<Region>');
  });

  test('asks only the alias that may look, and no parameter lets a refresh do anything', () => {
    expect(dashboardOf(resources).of('custom')).toEqual([
      {
        type: 'custom',
        properties: { endpoint: 'look', updateOn: { refresh: true, resize: false, timeRange: false } },
      },
    ]);
  });

  test('shows every alarm', () => {
    const shown = dashboardOf(resources)
      .of('alarm')
      .flatMap(({ properties }) => properties.alarms);
    const all = resources.ofType('AWS::CloudWatch::Alarm').map(({ Properties }) => Properties['AlarmName']);
    expect(shown.toSorted()).toEqual(all.toSorted());
  });

  test('shows at most 100 alarms in a widget, also with the most sources', async () => {
    const settings = { type: 'bamboohr', company: 'acme', alarms: { silentDays: 7 } };
    const sources = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`s${index}`, settings]));
    const most = await createResources({ sources });
    const counts = dashboardOf(most)
      .of('alarm')
      .map(({ properties }) => properties.alarms.length);
    expect(Math.max(...counts)).toBe(100);
    expect(counts.reduce((sum, count) => sum + count)).toBe(most.ofType('AWS::CloudWatch::Alarm').length);
  });
});

test('each partition has the domain of its own console', async () => {
  const { Mappings } = await createTemplate();
  expect(Mappings['Consoles']).toEqual({
    aws: { domain: 'console.aws.amazon.com' },
    'aws-cn': { domain: 'console.amazonaws.cn' },
    'aws-us-gov': { domain: 'console.amazonaws-us-gov.com' },
    'aws-eusc': { domain: 'console.amazonaws-eusc.eu' },
  });
});

describe('the saved queries', () => {
  const Query = v.object({ Name: v.string(), LogGroupNames: v.array(v.string()), QueryString: v.string() });
  const queries = resources
    .ofType('AWS::Logs::QueryDefinition')
    .map(({ Properties }) => v.parse(Query, Properties));
  const sources = globSync('lambda/**/*.ts')
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');

  test('are for one hire, for who is parked, and for what was refused or turned away', () => {
    expect(queries.map(({ Name }) => Name)).toEqual([
      'hire-invites/One hire',
      'hire-invites/Parked',
      'hire-invites/Refused',
      'hire-invites/Turned away',
    ]);
  });

  test.each(queries)(
    '$Name asks log groups of the stack, and for what is logged there',
    ({ LogGroupNames, QueryString }) => {
      const groups = resources
        .ofType('AWS::Logs::LogGroup')
        .map(({ Properties }) => Properties['LogGroupName']);
      for (const group of LogGroupNames) expect(groups).toContain(group);
      const [, fields = ''] = /^fields @timestamp, (.+)$/m.exec(QueryString) ?? [];
      const ofFunctions = /interface LogFields \{([\s\S]+?)\n\}/.exec(sources)?.[1] ?? '';
      const known = LogGroupNames.includes(accessLogName('hire-invites'))
        ? Object.keys(JSON.parse(accessLogFormat('hire-invites')))
        : Array.from(ofFunctions.matchAll(/^ {2}(\w+)\?:/gm), ([, field]) => field);
      for (const field of fields.split(', ').filter((one) => one !== 'message'))
        expect(known).toContain(field);
    },
  );
});
