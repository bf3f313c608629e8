import { PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { SNSClient } from '@aws-sdk/client-sns';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  type CheckedRow,
  type CheckedTable,
  checkedKey,
  createCheckedTable,
  createHeardTable,
  createToldTable,
  type FoundFault,
} from '../../lambda/aws/job-rows.ts';
import { createLog } from '../../lambda/aws/log.ts';
import { createMetrics } from '../../lambda/aws/metrics.ts';
import { createNotices } from '../../lambda/aws/notices.ts';
import { createStoredHires } from '../../lambda/aws/stored-hires.ts';
import { createTell, type TellParts, type TellReport } from '../../lambda/tell/tell.ts';
import { clientSettings } from '../../local/aws/client-settings.ts';
import { type LocalDynamoDb, startDynamoDb } from '../../local/aws/dynamodb.ts';
import { type LocalSns, startSns } from '../../local/aws/sns.ts';
import { captureOutput } from '../helpers/captured-output.ts';
import { createConfiguration } from '../helpers/configuration.ts';
import { tableOf } from '../helpers/tables.ts';

const minute = 60 * 1000;
const hour = 60 * minute;
const day = 24 * hour;
const topicArn = 'arn:aws:sns:us-east-1:000000000000:topic';

/** A Friday, 16:00 in Berlin: after the daily list at 08:00. */
const friday = Date.parse('2026-03-06T15:00:00Z');
const monday = friday + 3 * day;

let nowMs: number;
let dynamoDb: LocalDynamoDb;
let sns: LocalSns;
let snsClient: SNSClient;
let parts: TellParts;
let lines: string[];

beforeEach(async () => {
  nowMs = friday;
  lines = [];
  dynamoDb = await startDynamoDb([tableOf('hire'), tableOf('source')]);
  sns = await startSns([topicArn]);
  snsClient = new SNSClient({ ...clientSettings, endpoint: sns.url });
  parts = {
    configuration: createConfiguration({ invite: { timeZone: 'Europe/Berlin' } }),
    places: {
      dashboard: 'https://console/dashboard',
      deadLetterQueue: 'https://console/queue',
      runbook: 'docs/operate.md',
    },
    stored: createStoredHires(dynamoDb.client, 'hires'),
    checked: { read: async () => justChecked(), write: async () => true },
    told: createToldTable(dynamoDb.client, 'sources'),
    heard: createHeardTable(dynamoDb.client, 'sources'),
    findLastWebhook: async () => undefined,
    publish: createNotices(snsClient, topicArn),
    log: createLog('hire-invites'),
    count: createMetrics('hire-invites'),
    nowMs: () => nowMs,
  };
});
afterEach(async () => {
  snsClient.destroy();
  await Promise.all([dynamoDb.close(), sns.close()]);
});

/** What the check of the set-up notes, if it runs just now. */
const justChecked = (faults: FoundFault[] = []): CheckedRow => ({
  source: checkedKey,
  checkedAt: at(nowMs),
  faults,
  version: 1,
  writer: 'check-1',
});

async function run(): Promise<TellReport> {
  const captured = await captureOutput(() => createTell(parts)({}, { awsRequestId: 'tell-1' }));
  lines.push(...captured.lines);
  return captured.result;
}

/** What was published by one more run: of each notice the codes and the hires. */
async function told(): Promise<string[]> {
  const before = sns.notices().length;
  await run();
  return sns
    .notices()
    .slice(before)
    .flatMap(({ text }) => text.match(/^(?: {2}\w.*?(?=,|$)|[A-Z_]{8,}|Everything is paused)/gm) ?? []);
}

const at = (ms: number) => new Date(ms).toISOString();

/** What every row has. */
const written = { version: 1, writer: 'w', requestId: 'request-1', rung: 0 };

async function put(item: Record<string, unknown>): Promise<void> {
  await dynamoDb.client.send(
    new PutItemCommand({
      TableName: 'hires',
      Item: marshall({ ...written, ...item }, { removeUndefinedValues: true }),
    }),
  );
}

async function park(id: string, parkedAt: number, change: Record<string, unknown> = {}): Promise<void> {
  await put({
    hire: `bamboohr//${id}`,
    schema: 1,
    state: 'parked',
    code: 'USER_SUSPENDED',
    version: 3,
    writer: 'w',
    rung: 0,
    requestId: 'r',
    firstAttemptAt: at(parkedAt),
    updatedAt: at(parkedAt),
    ...change,
  });
}

async function watermark(): Promise<Record<string, unknown> | undefined> {
  const { Items = [] } = await dynamoDb.client.send(new ScanCommand({ TableName: 'sources' }));
  return Items.map((item) => unmarshall(item))[0];
}

/** Runs as the schedule does, until a time. */
async function runUntil(endMs: number): Promise<string[]> {
  const all: string[] = [];
  for (nowMs += 5 * minute; nowMs <= endMs; nowMs += 5 * minute) all.push(...(await told()));
  nowMs = endMs;
  return all;
}

describe('the first run', () => {
  test('tells all that is open, and remembers up to when and which day’s list it was', async () => {
    await park('206', friday - 30 * day);
    await park('207', friday - hour, { state: 'activated' });
    expect(await told()).toEqual(['USER_SUSPENDED', '  bamboohr 206']);
    expect(await watermark()).toEqual({
      source: 'tell/',
      toldUntil: at(friday - 2 * minute),
      toldAllOn: '2026-03-06',
      sawUnlisted: true, // the rows are written as an earlier version wrote them
      version: 1,
      writer: 'tell-1',
    });
  });

  test('notes that all rows have a place in the index once they have', async () => {
    await park('206', friday - 30 * day);
    await told();
    expect(await watermark()).toMatchObject({ sawUnlisted: true });
    await park('206', friday - 30 * day, { listing: 'open', listingOrder: '2#2026-02-04T00:00:00.000Z' });
    await told();
    expect(await watermark()).toMatchObject({ sawUnlisted: false });
  });

  test.each([
    ['that was edited', { wakeUp: 'soon' }],
    ['of a newer version', { schema: 2 }],
  ])('notes a row %s as one without a place: it may stand where nobody looks', async (_, change) => {
    await park('206', friday, {
      state: 'invited',
      listing: 'open',
      listingOrder: `4#${at(friday + 20 * day)}`,
      ...change,
    });
    await told();
    expect(await watermark()).toMatchObject({ sawUnlisted: true });
  });

  test('with nothing to tell publishes nothing, and counts as a success', async () => {
    expect(await told()).toEqual([]);
    expect(lines.join()).toContain('"Told":1');
    expect(await watermark()).toMatchObject({ version: 1 });
  });
});

describe('a hire that is parked', () => {
  beforeEach(() => run());

  test('is told once its row is two minutes old, once', async () => {
    await park('206', friday + minute);
    nowMs = friday + 2 * minute;
    expect(await told()).toEqual([]);
    nowMs = friday + 5 * minute;
    expect(await told()).toEqual(['USER_SUSPENDED', '  bamboohr 206']);
    expect(sns.notices().at(-1)?.subject).toBe('1 hire needs a hand (hire-invites)');
    nowMs = friday + 10 * minute;
    expect(await told()).toEqual([]);
  });

  test('on Monday is told on Monday, though Friday’s is still parked', async () => {
    await park('206', friday + minute);
    nowMs = friday + 5 * minute;
    await run();
    nowMs = monday - 10 * minute;
    await run();
    await park('223', monday - 6 * minute);
    nowMs = monday;
    expect(await told()).toEqual(['USER_SUSPENDED', '  bamboohr 223']);
    expect(sns.notices().at(-1)?.text).toContain('You were told of 1 more before, and they still do.');
  });

  test('once more is told again', async () => {
    await park('206', friday + minute);
    nowMs = friday + 5 * minute;
    await run();
    await park('206', friday + 6 * minute, { version: 9 });
    nowMs = friday + 10 * minute;
    expect(await told()).toEqual(['USER_SUSPENDED', '  bamboohr 206']);
  });

  test('while the job stood still is told when it runs again', async () => {
    await park('206', friday + minute);
    nowMs = friday + 3 * hour;
    expect(await told()).toEqual(['USER_SUSPENDED', '  bamboohr 206']);
  });
});

test('one that waits for two days is told just when it has', async () => {
  await put({
    hire: 'bamboohr//210',
    state: 'waiting',
    code: 'USER_NOT_IN_ONELOGIN_YET',
    firstAttemptAt: at(friday + hour - 48 * hour),
    updatedAt: at(friday - hour),
    waitUntil: at(friday + 2 * hour),
  });
  await run();
  expect(await runUntil(friday + hour)).toEqual([]);
  expect(await runUntil(friday + 2 * hour)).toEqual(['USER_NOT_IN_ONELOGIN_YET', '  bamboohr 210']);
});

describe('once a day, at the first run after invite.at,', () => {
  test('all that is open is told, also what is parked for a month: SQS has its message no more', async () => {
    await park('206', friday - 30 * day);
    await run();
    nowMs = Date.parse('2026-03-07T06:59:00Z');
    expect(await told()).toEqual([]);
    for (const time of ['2026-03-07T07:02:00Z', '2026-03-08T07:00:00Z', '2026-03-09T18:00:00Z']) {
      nowMs = Date.parse(time);
      expect(await told()).toEqual(['USER_SUSPENDED', '  bamboohr 206']);
      expect(sns.notices().at(-1)?.text).toContain('SQS has deleted its message');
      nowMs += 5 * minute;
      expect(await told()).toEqual([]);
    }
    expect(await watermark()).toMatchObject({ toldAllOn: '2026-03-09' });
  });

  test('nothing is told if nothing is open, and the list is not made up for later that day', async () => {
    await run();
    nowMs = friday + day;
    expect(await told()).toEqual([]);
    await park('206', nowMs + minute);
    nowMs += 5 * minute;
    await run();
    expect(sns.notices().at(-1)?.text).toContain('1 hire needs a hand since the last notice.');
  });

  test('one who is not activated is listed for two weeks, an earlier user of an id for a day', async () => {
    await run();
    await park('206', friday, {
      state: 'not-activated',
      code: 'NOT_ACTIVATED',
      notActivatedAt: at(friday),
      followUpAt: at(friday + 90 * day),
      earlierUsers: [{ userId: '17', since: at(friday) }],
    });
    nowMs += 5 * minute;
    const earlier = ['ANOTHER_PERSON_UNDER_THIS_ID', '  bamboohr 206'];
    const notActivated = ['NOT_ACTIVATED', '  bamboohr 206'];
    expect(await told()).toEqual([...notActivated, ...earlier]);
    nowMs = friday + 17 * hour;
    expect(await told()).toEqual([...notActivated, ...earlier]);
    for (const days of [1.9, 5, 13.9]) {
      nowMs = friday + days * day;
      expect(await told()).toEqual(notActivated);
    }
    nowMs = friday + 14.9 * day;
    expect(await told()).toEqual([]);
  });
});

describe('the order is the promise', () => {
  beforeEach(async () => {
    await run();
    await park('206', friday + minute);
    nowMs = friday + 5 * minute;
  });

  test('the notice is out before the watermark moves', async () => {
    const publish = parts.publish;
    parts.publish = async (notice) => {
      expect(await watermark()).toMatchObject({ version: 1 });
      await publish(notice);
    };
    expect(await told()).toEqual(['USER_SUSPENDED', '  bamboohr 206']);
    expect(await watermark()).toMatchObject({ version: 2, toldUntil: at(friday + 3 * minute) });
  });

  test('a notice that SNS refuses is told by the next run, and the failure is no success', async () => {
    const publish = parts.publish;
    parts.publish = createNotices(snsClient, 'arn:aws:sns:us-east-1:000000000000:another');
    lines = [];
    expect(await run()).toEqual({ ended: 'FAILED', open: 0, told: 0 });
    expect(lines.join()).toContain('"message":"tell failed"');
    expect(lines.join()).not.toContain('"Told"');
    expect(await watermark()).toMatchObject({ version: 1 });
    parts.publish = publish;
    nowMs += 5 * minute;
    expect(await told()).toEqual(['USER_SUSPENDED', '  bamboohr 206']);
  });

  test('if it dies before the watermark moves, it tells twice', async () => {
    const { told: table } = parts;
    parts.told = { ...table, write: () => Promise.reject(new Error('died')) };
    expect(await told()).toEqual(['USER_SUSPENDED', '  bamboohr 206']);
    parts.told = table;
    nowMs += 5 * minute;
    expect(await told()).toEqual(['USER_SUSPENDED', '  bamboohr 206']);
    nowMs += 5 * minute;
    expect(await told()).toEqual([]);
  });

  test('if two runs meet, the slower leaves the watermark to the faster', async () => {
    const publish = parts.publish;
    parts.publish = async (notice) => {
      parts.publish = publish;
      await run();
      await publish(notice);
    };
    expect(await run()).toEqual({ ended: 'FINISHED', open: 1, told: 1 });
    expect(sns.notices()).toHaveLength(2);
    expect(await watermark()).toMatchObject({ version: 2 });
  });

  test('it does not go back with the clock', async () => {
    nowMs = friday - hour;
    expect(await told()).toEqual([]);
    expect(await watermark()).toMatchObject({ toldUntil: at(friday - 2 * minute) });
  });
});

describe('a row that cannot be read', () => {
  test('is told by its key, and hides none of the others', async () => {
    await run();
    const row = { updatedAt: at(friday + minute) };
    await put({ hire: 'bamboohr//1', state: 'parked', ...row, firstAttemptAt: 7 });
    await put({ hire: 'bamboohr//2', state: 'undone', ...row, firstAttemptAt: at(friday) });
    await put({ hire: 'bamboohr//3', schema: 2, state: 'beamed', ...row });
    await park('4', friday + minute);
    await dynamoDb.client.send(
      new PutItemCommand({
        TableName: 'hires',
        Item: { hire: { S: 'bamboohr//5' }, limitedMs: { N: '12345678901234567890123456789' } },
      }),
    );
    nowMs = friday + 5 * minute;
    const news = await told();
    expect(news.filter((line) => line.startsWith('  ')).toSorted()).toEqual(
      [1, 2, 3, 4].map((id) => `  bamboohr ${id}`),
    );
    expect(news).toEqual(
      expect.arrayContaining(['ROW_UNREADABLE', 'ROW_FROM_NEWER_VERSION', 'USER_SUSPENDED']),
    );
    nowMs = friday + day;
    expect(await told()).toContain('  bamboohr 5');
  });
});

describe('a pause', () => {
  test('is told when it is new and in the daily list, and is no hire', async () => {
    await run();
    await put({ hire: 'stack', day: '2026-03-06', firstMails: 1000, pausedAt: at(friday + minute) });
    nowMs = friday + 5 * minute;
    expect(await told()).toEqual(['Everything is paused']);
    nowMs = friday + 10 * minute;
    expect(await told()).toEqual([]);
    nowMs = friday + day;
    expect(await told()).toEqual(['Everything is paused']);
    await put({ hire: 'stack', day: '2026-03-08', firstMails: 3 });
    nowMs = friday + 2 * day;
    expect(await told()).toEqual([]);
  });

  test('by an operator is told after a day, and then once a day', async () => {
    await run();
    await put({
      hire: 'stack',
      day: '2026-03-06',
      firstMails: 0,
      pausedAt: at(friday + hour),
      pausedBecause: 'OPERATOR',
      pausedReason: 'OneLogin is moved',
    });
    const toldAt: number[] = [];
    for (nowMs = friday + hour; nowMs <= friday + 3 * day; nowMs += 30 * minute)
      if ((await told()).includes('Everything is paused')) toldAt.push((nowMs - friday) / hour);
    expect(toldAt).toEqual([25.5, 40, 64]);
    expect(lines.join('')).not.toContain('moved');
  });
});

test('a table of several pages is told whole', async () => {
  const padding = 'x'.repeat(300_000);
  for (let id = 1; id <= 8; id += 1) await park(String(id), friday - hour, { padding });
  expect(await told()).toHaveLength(1 + 8);
});

test('neither notices nor logs hold an address, whatever stands in a row', async () => {
  const address = 'ada@acme.example';
  const rows = [
    {
      hire: `bamboohr//${address}`,
      state: 'parked',
      code: address,
      firstAttemptAt: at(friday),
      updatedAt: at(friday),
    },
    { hire: 'bamboohr//1', state: address, code: address, updatedAt: address, personalEmail: address },
    { hire: 'bamboohr//2', state: 'activated', earlierUsers: [{ userId: address, since: at(friday) }] },
    { hire: address, pausedAt: address },
  ];
  nowMs = friday + hour;
  for (const row of rows) await put({ firstAttemptAt: at(friday), updatedAt: at(friday), ...row });
  expect(await run()).toEqual({ ended: 'FINISHED', open: 4, told: 4 });
  parts.stored.scanOpen = () => {
    throw new Error(`no table at ${address}`);
  };
  await run();
  const written = [...lines, ...sns.notices().map((notice) => JSON.stringify(notice))].join('\n');
  expect(written).toContain('4 hires need a hand');
  expect(written).not.toMatch(/@|acme|ada/);
});

describe('what the last check of the set-up found', () => {
  const refused = (since: number): FoundFault => ({
    subject: 'onelogin',
    code: 'CREDENTIAL_REFUSED',
    since: at(since),
  });
  let checked: CheckedTable;
  beforeEach(async () => {
    checked = createCheckedTable(dynamoDb.client, 'sources');
    parts.checked = checked;
    await run();
  });
  const note = async (faults: FoundFault[]) => {
    const { version = 0 } = (await checked.read(checkedKey)) ?? {};
    expect(await checked.write({ ...justChecked(faults), version: version + 1 })).toBe(true);
  };

  test('is told at once when it is new, and then once a day until it is mended', async () => {
    nowMs = friday + 5 * minute;
    await note([refused(nowMs)]);
    expect(await told()).toEqual([]); // it may have been written this very moment
    nowMs += 5 * minute;
    expect(await told()).toEqual(['CREDENTIAL_REFUSED', '  onelogin']);
    expect(sns.notices().at(-1)?.subject).toBe('1 set-up fault (hire-invites)');
    nowMs += 5 * minute;
    expect(await told()).toEqual([]);
    nowMs = friday + day;
    expect(await told()).toEqual(['CREDENTIAL_REFUSED', '  onelogin']);
    await note([]);
    nowMs += day;
    expect(await told()).toEqual([]);
  });

  test('is told with the hires that need a hand', async () => {
    await park('206', friday + minute);
    await note([refused(friday + minute)]);
    nowMs = friday + 5 * minute;
    expect(await told()).toEqual(['CREDENTIAL_REFUSED', '  onelogin', 'USER_SUSPENDED', '  bamboohr 206']);
    expect(sns.notices().at(-1)?.subject).toBe('1 hire needs a hand, 1 set-up fault (hire-invites)');
  });

  test('is old after two days: a check that does not run finds nothing', async () => {
    nowMs = friday + 2 * day;
    expect(await told()).toEqual([]);
    nowMs += 5 * minute;
    expect(await told()).toEqual(['DAILY_CHECK_LATE', '  doctor']);
    await note([]);
    nowMs += day;
    expect(await told()).toEqual([]);
  });

  test.each([
    ['of a newer version', { schema: 2, findings: [] }],
    ['edited', { checkedAt: 'yesterday', faults: [], version: 1, writer: 'w' }],
    [
      'with an address',
      {
        checkedAt: at(friday),
        faults: [{ subject: 'ada@acme.example', code: 'X', since: at(friday) }],
        version: 1,
        writer: 'w',
      },
    ],
  ])('cannot be read, and is not shown: %s', async (_, row) => {
    const Item = marshall({ source: checkedKey, ...row });
    await dynamoDb.client.send(new PutItemCommand({ TableName: 'sources', Item }));
    nowMs = friday + 5 * minute;
    expect(await told()).toEqual([]);
    nowMs = friday + day;
    expect(await told()).toEqual(['DAILY_CHECK_UNREADABLE', '  doctor']);
    expect(JSON.stringify(sns.notices())).not.toContain('@');
  });

  test('cannot be fetched: nobody is told of anything, and the missing metric says so', async () => {
    parts.checked = { ...checked, read: () => Promise.reject(new Error('down')) };
    expect(await run()).toEqual({ ended: 'FAILED', open: 0, told: 0 });
  });
});
