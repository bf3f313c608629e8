import { beforeEach, describe, expect, test } from '@jest/globals';
import { type HeardRow, type HeardTable, heardKey } from '../../lambda/aws/job-rows.ts';
import type { LogFields } from '../../lambda/aws/log.ts';
import { type WatchParts, watchSources } from '../../lambda/tell/watch-sources.ts';
import { createConfiguration } from '../helpers/configuration.ts';

const minute = 60 * 1000;
const hour = 60 * minute;
const day = 24 * hour;

let nowMs: number;
let webhooks: Record<string, number[]>;
let asked: string[];
let isCloudWatchDown: boolean;
let silent: string[];
let logs: { message: string; fields: LogFields }[];
let parts: WatchParts;

beforeEach(() => {
  nowMs = Date.parse('2026-03-02T08:30:00Z');
  webhooks = {};
  asked = [];
  isCloudWatchDown = false;
  silent = [];
  logs = [];
  const log = (message: string, fields: LogFields = {}) => void logs.push({ message, fields });
  parts = {
    configuration: watching({ bamboohr: 14 }),
    heard: createTableInMemory(),
    async findLastWebhook(source, since) {
      asked.push(source);
      if (isCloudWatchDown) throw new Error('CloudWatch is down');
      const sinceHour = Math.floor(since / hour) * hour;
      const later = (webhooks[source] ?? []).filter((at) => at >= sinceHour);
      if (later.length === 0) return undefined;
      return Math.min(Math.floor(Math.max(...later) / hour) * hour + hour, nowMs);
    },
    log: { info: log, warn: log, error: log },
    count: (name, value = 1, detail = {}) => void silent.push([name, value, detail['source']].join(' ')),
    nowMs: () => nowMs,
  };
});

/** These tests run for years, five minutes at a time. */
function createTableInMemory(): HeardTable {
  const rows = new Map<string, HeardRow>();
  return {
    read: async (key) => rows.get(key),
    async write(row) {
      const isNext = row.version === (rows.get(row.source)?.version ?? 0) + 1;
      if (isNext) rows.set(row.source, row);
      return isNext;
    },
  };
}

function watching(days: Record<string, number | undefined>) {
  const sources = Object.entries(days).map(([key, silentDays]) => [
    key,
    { type: 'standard-webhooks', ...(silentDays !== undefined && { alarms: { silentDays } }) },
  ]);
  return createConfiguration({ sources: Object.fromEntries(sources) });
}

/** Runs now, and then as often as it is said until a time has passed. @returns what was counted. */
async function watchFor(ms: number, everyMs = 30 * minute): Promise<string[]> {
  const before = silent.length;
  for (const end = nowMs + ms; nowMs < end; ) {
    nowMs += everyMs;
    await watchSources('tell-1', parts);
  }
  return silent.slice(before);
}
const hear = (source = 'bamboohr') => {
  webhooks[source] = [...(webhooks[source] ?? []), nowMs];
};
const isSilentNow = async () => (await watchFor(minute, minute)).length > 0;

test('a source without the setting may be silent, and nothing is remembered or asked', async () => {
  parts.configuration = watching({ bamboohr: undefined });
  expect(await watchFor(400 * day, day / 2)).toEqual([]);
  expect(asked).toEqual([]);
  expect(await parts.heard.read(heardKey('bamboohr'))).toBeUndefined();
});

test.each([1, 7, 8, 14, 90, 365])(
  'a source that is silent for more than %i days is counted',
  async (days) => {
    parts.configuration = watching({ bamboohr: days });
    await watchSources('tell-1', parts);
    expect(await watchFor(days * day, 6 * hour)).toEqual([]);
    expect(asked).toEqual([]);
    expect(await watchFor(6 * hour, 6 * hour)).toEqual(['SourceSilent 1 bamboohr']);
    expect(logs).toEqual([
      { message: 'source is silent', fields: { source: 'bamboohr', requestId: 'tell-1' } },
    ]);
  },
);

test('it is counted at each run until a webhook comes, and then no more', async () => {
  await watchSources('tell-1', parts);
  await watchFor(14 * day, hour);
  expect(await watchFor(hour)).toHaveLength(2);
  hear();
  expect(await watchFor(13 * day, hour)).toEqual([]);
  expect(await watchFor(2 * day, hour)).not.toEqual([]);
});

test('CloudWatch is asked only when it seems to be silent: about once in so many days', async () => {
  await watchSources('tell-1', parts);
  for (let passed = 0; passed < 60; passed += 1) {
    hear();
    expect(await watchFor(day, hour)).toEqual([]);
  }
  expect(asked.length).toBeLessThanOrEqual(5);
});

test.each([
  [14 * day - hour, false],
  [14 * day + hour, true],
])('%i ms after the last webhook it is silent: %p', async (ms, isSilent) => {
  await watchSources('tell-1', parts);
  await watchFor(10 * day, hour);
  hear();
  await watchFor(ms, hour);
  expect(await isSilentNow()).toBe(isSilent);
});

test('each source has its own days and its own silence', async () => {
  parts.configuration = watching({ bamboohr: 14, hibob: 3, gusto: undefined });
  await watchSources('tell-1', parts);
  expect([...new Set(await watchFor(10 * day, hour))]).toEqual(['SourceSilent 1 hibob']);
  hear('hibob');
  expect([...new Set(await watchFor(3 * day - hour, hour))]).toEqual([]);
  hear('hibob');
  expect([...new Set(await watchFor(2 * day, hour))]).toEqual(['SourceSilent 1 bamboohr']);
});

test('a job that did not run for weeks knows what came in the meantime', async () => {
  await watchSources('tell-1', parts);
  await watchFor(20 * day, 20 * day - hour);
  hear();
  expect(await watchFor(10 * day, 10 * day)).toEqual([]);
  expect(await watchFor(30 * day, 30 * day)).toEqual(['SourceSilent 1 bamboohr']);
});

describe('while CloudWatch cannot be asked', () => {
  test('each run fails that would need it, for as long as it takes; then it is as it was', async () => {
    await watchSources('tell-1', parts);
    await watchFor(14 * day, hour);
    isCloudWatchDown = true;
    for (let passed = 0; passed < 72; passed += 1) await expect(watchFor(hour, hour)).rejects.toThrow('down');
    expect(silent).toEqual([]);
    isCloudWatchDown = false;
    expect(await isSilentNow()).toBe(true);
  });
});
