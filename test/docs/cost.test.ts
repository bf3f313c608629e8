import { beforeAll, describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import { type Measured, measureHire } from '../../bench/cost/measure-hire.ts';
import { readConfiguration } from '../../config/read-configuration.ts';
import { assemblyOf } from '../helpers/synth.ts';
import { createResources } from '../infra/template.ts';
import { read } from './markdown.ts';

/** docs/cost.md: each line is multiplied, each table added up, and what a run or the template says is counted again. */

const page = read('docs/cost.md');
const shipped = readConfiguration('hire-invites.json');
const hoursInMonth = 730;

/** The cells of a table's lines, under this heading; without the line of the column names. */
function linesUnder(heading: string): string[][] {
  const [, text = ''] = page.split(`\n## ${heading}\n`);
  const [section = ''] = text.split('\n## ');
  const lines = section.match(/^\|.*\|$/gm) ?? [];
  return lines.slice(2).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.replaceAll(/[`*]/g, '').trim()),
  );
}

const toNumber = (text = '') =>
  v.parse(v.pipe(v.string(), v.regex(/^[\d,]+(?:\.\d+)?$/)), text).replaceAll(',', '');
const numberIn = (text: string | undefined) => Number(toNumber(text));

const prices = new Map(
  linesUnder('Prices').map(([price = '', dollars, count]) => [price, numberIn(dollars) / numberIn(count)]),
);
function priceOf(name = ''): number {
  const price = prices.get(name);
  if (price === undefined) throw new Error(`There is no price ${name}`);
  return price;
}

/** Half a cent, and what a computer makes of one. */
const rounding = 0.00501;
const expectDollars = (said: string | undefined, dollars: number) =>
  expect(Math.abs(numberIn(said) - dollars)).toBeLessThan(rounding);

const tables = [
  { heading: 'A million webhooks', times: 1_000_000 },
  { heading: 'A million hires', times: 1_000_000 },
  { heading: 'What hires share', times: 1000 },
  { heading: 'A month in which nothing happens', times: 1 },
  { heading: 'What settings add', times: 1 },
];
const isTotal = ([what]: string[]) => what === 'together';
/** The parts of a line of a table with prices; the column with the source of the count may be missing. */
const partsOf = ([what = '', count, price = '', ...rest]: string[]) => ({
  what,
  count: numberIn(count),
  price,
  countedBy: rest.length > 1 ? rest[0] : undefined,
  dollars: rest.at(-1),
});
const linesOf = (heading: string) =>
  linesUnder(heading)
    .filter((line) => !isTotal(line))
    .map(partsOf);
const totalOf = (heading: string) => linesUnder(heading).find(isTotal)?.at(-1);

describe.each(tables)('under "$heading"', ({ heading, times }) => {
  test('each line is its count times its price', () => {
    const lines = linesOf(heading);
    expect(lines.length).toBeGreaterThan(1);
    for (const { count, price, dollars } of lines) expectDollars(dollars, count * priceOf(price) * times);
  });

  const total = totalOf(heading);
  if (total !== undefined)
    test('the sum is that of the lines', () => {
      const sum = linesOf(heading).reduce((all, { dollars }) => all + numberIn(dollars), 0);
      expect(numberIn(total)).toBeCloseTo(sum, 6);
    });
});

test('the first sentences say the sums', () => {
  expect(page).toContain(`A million webhooks cost $${totalOf('A million webhooks')}.`);
  expect(page).toContain(`A million hires cost $${totalOf('A million hires')} more`);
});

test('every price is used, and has its page', () => {
  const used = tables.flatMap(({ heading }) => linesOf(heading).map(({ price }) => price));
  expect([...new Set([...used, 'stored-gb', 'backup-gb'])].sort()).toEqual([...prices.keys()].sort());
  for (const [, , , , link, known] of linesUnder('Prices')) {
    expect(link).toMatch(/\(https:\/\/aws\.amazon\.com\/[\w/-]+\/pricing\/[\w/-]*\)$/);
    expect(known).toMatch(/^(?:memory|quoted \d{4}-\d\d)$/);
  }
});

describe('counted in the template', () => {
  const month = 'A month in which nothing happens';
  const countOf = (words: string) => linesOf(month).find(({ what }) => what.startsWith(words))?.count;
  const resources = async () =>
    createResources({ sources: { bamboohr: { type: 'bamboohr', company: 'acme' } } });

  test('secrets, metrics that alarms watch, dashboards', async () => {
    expect(Object.keys(shipped.sources)).toEqual(['bamboohr']);
    const stack = await resources();
    const Metrics = v.optional(v.array(v.object({ MetricStat: v.optional(v.unknown()) })));
    const watched = stack.ofType('AWS::CloudWatch::Alarm').map(({ Properties }) => {
      const metrics = v.parse(Metrics, Properties['Metrics']);
      return metrics?.filter(({ MetricStat }) => MetricStat !== undefined).length ?? 1;
    });
    expect(countOf('secrets')).toBe(stack.ofType('AWS::SecretsManager::Secret').length);
    expect(countOf('metrics that alarms watch')).toBe(watched.reduce((sum, count) => sum + count, 0));
    expect(countOf('dashboards')).toBe(stack.ofType('AWS::CloudWatch::Dashboard').length);
  });

  test('schedules, and the runs that they begin', async () => {
    const hours = (await resources()).ofType('AWS::Scheduler::Schedule').map(({ Properties }) => {
      const [, count, unit] =
        /^rate\((\d+) (minute|hour|day)s?\)$/.exec(String(Properties['ScheduleExpression'])) ?? [];
      return (
        Number(count) *
        { minute: 1 / 60, hour: 1, day: 24 }[v.parse(v.picklist(['minute', 'hour', 'day']), unit)]
      );
    });
    const schedules = hours.reduce((sum, every) => sum + hoursInMonth / every, 0);
    expect(countOf('schedules')).toBeCloseTo(schedules, 1);
    // The daily check asks `receive`.
    expect(countOf('runs of')).toBeCloseTo(schedules + hoursInMonth / 24, 1);
  });

  test('the memory of every function is half a GB', async () => {
    const sizes = (await resources())
      .ofType('AWS::Lambda::Function')
      .map(({ Properties }) => Properties['MemorySize']);
    expect(new Set(sizes.filter((size) => size !== undefined))).toEqual(new Set([512]));
  });
});

describe('counted in a run', () => {
  let measured: Measured;
  beforeAll(async () => {
    measured = await measureHire(shipped, await assemblyOf(shipped));
  });

  /** The count of a line, by how it begins. */
  const countOf = (heading: string, words: string) => {
    const found = linesOf(heading).filter(
      ({ what, countedBy }) => what.startsWith(words) && countedBy === 'run',
    );
    expect(found).toHaveLength(1);
    return found[0]?.count ?? Number.NaN;
  };
  const expectAbout = (said: number, counted: number) => {
    expect(said).toBeGreaterThan(counted * 0.95);
    expect(said).toBeLessThan(counted * 1.05);
  };

  test('what a webhook takes', () => {
    const { webhook } = measured;
    expect(countOf('A million webhooks', 'runs of receive')).toBe(webhook.runs);
    expectAbout(countOf('A million webhooks', 'bytes of our own'), webhook.logBytes);
    expect(webhook).toMatchObject({ readUnits: 0, writeUnits: 0, schedules: 0 });
  });

  test('what a hire takes', () => {
    const { hire, webhook } = measured;
    const heading = 'A million hires';
    expect(countOf(heading, 'runs of invite')).toBe(hire.runs);
    expect(countOf(heading, 'schedules')).toBe(hire.schedules);
    // Every run has one message, which is received and deleted. Scheduler sends all but the first.
    expect(countOf(heading, 'requests to SQS')).toBe(2 * hire.runs + hire.schedules);
    expect(countOf(heading, 'read units')).toBe(hire.readUnits);
    expect(countOf(heading, 'write units')).toBe(hire.writeUnits);
    expectAbout(countOf(heading, 'bytes of our own'), hire.logBytes);
    expect(countOf('What hires share', 'hours in which')).toBe(hire.metricHours + webhook.metricHours);
    expect(countOf('What hires share', 'reads of a secret')).toBe(hire.secretCalls + webhook.secretCalls);
    expect(page).toContain(`and has ${measured.rowBytes} bytes`);
  });

  test('what a month takes in which nothing happens', () => {
    const heading = 'A month in which nothing happens';
    const { tell, sweep, check, webhook } = measured;
    const runs = { tell: hoursInMonth * 12, sweep: hoursInMonth / 6, check: hoursInMonth / 24 };
    const inMonth = (of: 'readUnits' | 'writeUnits' | 'metricHours' | 'logBytes' | 'secretCalls') =>
      tell[of] * runs.tell + sweep[of] * runs.sweep + check[of] * runs.check;
    expectAbout(countOf(heading, 'read units'), inMonth('readUnits'));
    expectAbout(countOf(heading, 'write units'), inMonth('writeUnits'));
    expectAbout(countOf(heading, 'bytes of our own'), inMonth('logBytes'));
    expectAbout(
      countOf(heading, 'reads of a secret'),
      inMonth('secretCalls') + webhook.secretCalls * runs.check,
    );
    // `Told` twelve times an hour is one metric in every hour.
    expectAbout(countOf(heading, 'hours in which'), hoursInMonth + sweep.metricHours * runs.sweep);
  });
});

test('what a company pays', () => {
  const [, rowBytes] = /and has (\d+) bytes/.exec(page) ?? [];
  const bytes = Number(rowBytes);
  const perHire = numberIn(totalOf('A million webhooks')) + numberIn(totalOf('A million hires'));
  const [metrics, secrets] = linesOf('What hires share').map(({ count }) => count);
  const fixed = numberIn(totalOf('A month in which nothing happens'));
  const lines = linesUnder('').length === 0 ? [] : linesUnder('');
  expect(lines).toEqual([]);
  const companies = (page.split('\n## ')[0]?.match(/^\| [\d,]+ \|.*\|$/gm) ?? []).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.replaceAll('*', '').trim()),
  );
  expect(companies.map(([hires]) => hires)).toEqual(['100', '1,000', '10,000']);
  for (const [hiresAYear, own, shared, reading, keeping, nothing, together] of companies) {
    const hires = numberIn(hiresAYear) / 12;
    const rows = (numberIn(hiresAYear) * 400) / 365;
    const gb = (2 * rows * bytes) / 1e9;
    expectDollars(own, (hires * perHire) / 1_000_000);
    expectDollars(
      shared,
      Math.min(hires * (metrics ?? 0), hoursInMonth * (metrics ?? 0)) * priceOf('metric-hour') +
        hires * (secrets ?? 0) * priceOf('secret-call'),
    );
    expectDollars(
      reading,
      ((rows * bytes) / 4096 / 2) * (hoursInMonth * 12 + hoursInMonth / 6) * priceOf('read-unit'),
    );
    expectDollars(keeping, gb * (priceOf('stored-gb') + priceOf('backup-gb')));
    expect(numberIn(nothing)).toBe(fixed);
    const sum = [own, shared, reading, keeping, nothing].reduce((all, cell) => all + numberIn(cell), 0);
    expect(numberIn(together)).toBeCloseTo(sum, 6);
  }
});
