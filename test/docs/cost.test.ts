import { beforeAll, describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import { type Measured, measureHire } from '../../bench/cost/measure-hire.ts';
import { readConfiguration } from '../../config/read-configuration.ts';
import { hoursInMonth, linesUnder, pricesIn, withSums } from '../../docs/cost.ts';
import { generateSecrets } from '../../local/local-secrets.ts';
import { assemblyOf } from '../helpers/synth.ts';
import { createResources } from '../infra/template.ts';
import { read } from './markdown.ts';

/** docs/cost.md is multiplied and added up again, and what a run or the template says is counted again. */

const page = read('docs/cost.md');
const shipped = readConfiguration('hire-invites.json');
const resources = await createResources(
  v.parse(v.record(v.string(), v.unknown()), JSON.parse(read('hire-invites.json'))),
);
const webhooks = 'A million webhooks';
const hires = 'A million hires';
const shared = 'What hires share';
const month = 'A month in which nothing happens';

/** The count of the one line that begins so, and is counted like that. */
function countOf(heading: string, words: string, by: 'run' | 'template' = 'run'): number {
  const found = linesUnder(heading, page).filter(
    ({ what, countedBy }) => what.startsWith(words) && countedBy === by,
  );
  expect(found.map(({ what }) => what)).toHaveLength(1);
  return found[0]?.count ?? Number.NaN;
}

describe('the sums', () => {
  test('follow from the counts and prices', () => {
    expect(withSums(page)).toBe(page);
  });

  test('change with a count: a million webhooks with one more request cost a dollar more', () => {
    const changed = withSums(page.replace('| requests to the API | 1 |', '| requests to the API | 2 |'));
    expect(changed).toContain('| requests to the API | 2 | `http-request` | run | 2.00 |');
    const [before, after] = [page, changed].map((text) =>
      Number(/webhooks cost \$([\d.]+)\./.exec(text)?.[1]),
    );
    expect(after).toBeCloseTo((before ?? 0) + 1, 6);
  });

  test('take every price, and each price has its page and says how it is known', () => {
    const used = [webhooks, hires, shared, month, 'What settings add'].flatMap((heading) =>
      linesUnder(heading, page).map(({ price }) => price),
    );
    const names = [...pricesIn(page).keys()];
    expect([...new Set([...used, 'stored-gb', 'backup-gb'])].sort()).toEqual(names.toSorted());
    const sources =
      /^\| `.*\]\(https:\/\/aws\.amazon\.com\/[\w/-]+\/\) \| (?:memory|quoted \d{4}-\d\d) \|$/gm;
    expect(page.match(sources)).toHaveLength(names.length);
  });
});

describe('counted in the template', () => {
  test('metrics that alarms watch, and dashboards', () => {
    const Metrics = v.optional(v.array(v.object({ MetricStat: v.optional(v.unknown()) })));
    const watched = resources.ofType('AWS::CloudWatch::Alarm').flatMap(({ Properties }) => {
      const metrics = v.parse(Metrics, Properties['Metrics']) ?? [{ MetricStat: Properties['MetricName'] }];
      return metrics.filter(({ MetricStat }) => MetricStat !== undefined);
    });
    expect(countOf(month, 'metrics that alarms watch', 'template')).toBe(watched.length);
    expect(countOf(month, 'dashboards', 'template')).toBe(
      resources.ofType('AWS::CloudWatch::Dashboard').length,
    );
  });

  test('schedules, and the runs that they begin', () => {
    const unitHours = { minute: 1 / 60, hour: 1, day: 24 };
    const Unit = v.picklist(['minute', 'hour', 'day']);
    const runs = resources.ofType('AWS::Scheduler::Schedule').map(({ Properties }) => {
      const rate = /^rate\((\d+) (\w+?)s?\)$/.exec(String(Properties['ScheduleExpression']));
      return hoursInMonth / (Number(rate?.[1]) * unitHours[v.parse(Unit, rate?.[2])]);
    });
    const all = runs.reduce((sum, count) => sum + count, 0);
    expect(countOf(month, 'schedules', 'template')).toBeCloseTo(all, 1);
    // The daily check asks `receive`.
    expect(countOf(month, 'runs of', 'template')).toBeCloseTo(all + hoursInMonth / 24, 1);
  });

  test('the memory of the functions: half a GB', () => {
    for (const name of ['receive', 'invite', 'sweep', 'tell', 'operate'])
      expect(resources.named('AWS::Lambda::Function', `hire-invites-${name}`).Properties).toMatchObject({
        MemorySize: 512,
      });
  });
});

describe('counted in a run', () => {
  let measured: Measured;
  beforeAll(async () => {
    measured = await measureHire(shipped, await assemblyOf(shipped));
  });

  /** Ids and times are not always as long, and a run more or less may fall into the time that is measured. */
  const expectAbout = (said: number, counted: number) => {
    expect(said).toBeGreaterThan(counted * 0.95);
    expect(said).toBeLessThan(counted * 1.05);
  };

  test('what a webhook takes', () => {
    const { webhook } = measured;
    expect(countOf(webhooks, 'runs of receive')).toBe(webhook.runs);
    expectAbout(countOf(webhooks, 'bytes of our own'), webhook.logBytes);
    expect(webhook).toMatchObject({ readUnits: 0, writeUnits: 0, schedules: 0 });
  });

  test('what a hire takes', () => {
    const { hire } = measured;
    expect(countOf(hires, 'runs of invite')).toBe(hire.runs);
    expect(countOf(hires, 'schedules')).toBe(hire.schedules);
    // Every run has one message, which is received and deleted. Scheduler sends all but the first.
    expect(countOf(hires, 'requests to SQS')).toBe(2 * hire.runs + hire.schedules);
    expect(countOf(hires, 'read units')).toBe(hire.readUnits);
    expect(countOf(hires, 'write units')).toBe(hire.writeUnits);
    expectAbout(countOf(hires, 'bytes of our own'), hire.logBytes);
    expect(page).toContain(`and has ${measured.rowBytes} bytes`);
  });

  test('what hires share', () => {
    const { hire, webhook } = measured;
    expect(countOf(shared, 'hours in which')).toBe(hire.metricHours + webhook.metricHours);
    expect(countOf(shared, 'reads of a secret')).toBe(hire.secretCalls + webhook.secretCalls);
  });

  test('what a month takes in which nothing happens', () => {
    const { tell, sweep, check, webhook } = measured;
    const runs = { tell: hoursInMonth * 12, sweep: hoursInMonth / 6, check: hoursInMonth / 24 };
    const inMonth = (of: 'readUnits' | 'writeUnits' | 'logBytes' | 'secretCalls') =>
      tell[of] * runs.tell + sweep[of] * runs.sweep + check[of] * runs.check;
    expect(countOf(month, 'secrets')).toBe(generateSecrets(shipped).size);
    expectAbout(countOf(month, 'read units'), inMonth('readUnits'));
    expectAbout(countOf(month, 'write units'), inMonth('writeUnits'));
    expectAbout(countOf(month, 'bytes of our own'), inMonth('logBytes'));
    expectAbout(
      countOf(month, 'reads of a secret'),
      inMonth('secretCalls') + webhook.secretCalls * runs.check,
    );
    // `Told`, twelve times an hour, is one metric in every hour.
    expectAbout(countOf(month, 'hours in which'), hoursInMonth + sweep.metricHours * runs.sweep);
  });
});
