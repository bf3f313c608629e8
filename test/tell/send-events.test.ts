import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { RefusedEvent } from '../../lambda/aws/event-bridge.ts';
import {
  createHeardTable,
  createSentTable,
  createToldTable,
  type SentTable,
  sentKey,
} from '../../lambda/aws/job-rows.ts';
import { createLog } from '../../lambda/aws/log.ts';
import type { MetricName } from '../../lambda/aws/metrics.ts';
import { createStoredHires } from '../../lambda/aws/stored-hires.ts';
import type { HireEvent } from '../../lambda/hire/hire-event.ts';
import { iso } from '../../lambda/hire/hire-row.ts';
import { createTell, type TellParts } from '../../lambda/tell/tell.ts';
import { type LocalDynamoDb, startDynamoDb } from '../../local/aws/dynamodb.ts';
import { captureOutput } from '../helpers/captured-output.ts';
import { createConfiguration } from '../helpers/configuration.ts';
import { tableOf } from '../helpers/tables.ts';

/** The job tells events as it tells people: by the rows alone, by a watermark that moves after they are out. */

const minute = 60 * 1000;
const hour = 60 * minute;
const day = 24 * hour;
const start = Date.parse('2026-03-06T15:00:00Z');

let nowMs: number;
let dynamoDb: LocalDynamoDb;
let sent: SentTable;
/** What EventBridge has taken: of each event the hire and the code. */
let taken: string[];
let ids: string[];
/** How many events each call had. */
let calls: number[];
let refuse: (event: HireEvent) => boolean;
let counted: Partial<Record<MetricName, number>>;
let lines: string[];
let notices: number;
let parts: TellParts;

async function put(events: readonly HireEvent[]): Promise<RefusedEvent[]> {
  calls.push(events.length);
  const refused = events.filter(refuse);
  for (const { detail } of events.filter((event) => !refused.includes(event))) {
    taken.push(`${detail.employeeId} ${detail.code}`);
    ids.push(detail.id);
  }
  return refused.map((event) => ({ event, code: 'ThrottlingException' }));
}

beforeEach(async () => {
  nowMs = start;
  taken = [];
  ids = [];
  calls = [];
  lines = [];
  counted = {};
  notices = 0;
  refuse = () => false;
  dynamoDb = await startDynamoDb([tableOf('hire'), tableOf('source')]);
  sent = createSentTable(dynamoDb.client, 'sources');
  parts = {
    configuration: createConfiguration(),
    places: {
      dashboard: 'https://console.example/dashboard',
      deadLetterQueue: 'https://console/queue',
      runbook: 'docs/operate.md',
    },
    stored: createStoredHires(dynamoDb.client, 'hires'),
    checked: {
      read: async () => ({
        source: 'check/',
        checkedAt: '2026-03-06T00:00:00.000Z',
        faults: [],
        version: 1,
        writer: 'check',
      }),
      write: async () => true,
    },
    told: createToldTable(dynamoDb.client, 'sources'),
    heard: createHeardTable(dynamoDb.client, 'sources'),
    findLastWebhook: async () => undefined,
    publish: async () => {
      notices += 1;
    },
    log: createLog('hire-invites'),
    count: (name, value = 1) => {
      counted[name] = (counted[name] ?? 0) + value;
    },
    nowMs: () => nowMs,
    events: { eventBridge: { mostEntries: 10, put }, sent },
  };
});
afterEach(() => dynamoDb.close());

/** Five minutes later, one more run. @returns what EventBridge has taken by it. */
async function run(laterMs = 5 * minute): Promise<string[]> {
  nowMs += laterMs;
  const before = taken.length;
  const captured = await captureOutput(() => createTell(parts)({}, { awsRequestId: 'tell-1' }));
  lines.push(...captured.lines);
  return taken.slice(before);
}

async function write(id: string, change: Record<string, unknown>, updatedAt = nowMs): Promise<void> {
  const item = {
    hire: `bamboohr//${id}`,
    schema: 1,
    state: 'activated',
    version: 3,
    writer: 'w',
    rung: 0,
    requestId: 'r',
    heardAt: iso(start - day),
    firstAttemptAt: iso(start - day),
    updatedAt: iso(updatedAt),
    ...change,
  };
  await dynamoDb.client.send(new PutItemCommand({ TableName: 'hires', Item: marshall(item) }));
}

const activate = (id: string, at = nowMs) =>
  write(id, { outcomes: [{ code: 'ACTIVATED', at: iso(at) }] }, at);
const park = (id: string, at = nowMs) => write(id, { state: 'parked', code: 'USER_SUSPENDED' }, at);

const sentUntil = async () => (await sent.read(sentKey))?.sentUntil;

test('the first run sends nothing of what was before', async () => {
  await activate('1', start - hour);
  await park('2', start - hour);
  expect(await run()).toEqual([]);
  expect(await sentUntil()).toBe(iso(nowMs - 2 * minute));
});

describe('after the first run', () => {
  beforeEach(() => run());

  test('everything is sent once, the earliest first, also of a hire for which nothing is to be done', async () => {
    await park('2', nowMs + 2000);
    await activate('1', nowMs + 1000);
    expect(await run()).toEqual(['1 ACTIVATED', '2 USER_SUSPENDED']);
    expect(await run()).toEqual([]);
    expect(await run(day)).toEqual([]);
  });

  test('several events of one hire between two runs are all sent', async () => {
    const [invitedAt, correctedAt, activatedAt] = [1, 2, 3].map((second) => iso(nowMs + second * 1000));
    await write('1', {
      outcomes: [
        { code: 'INVITED', at: invitedAt, mail: 'first' },
        { code: 'INVITED', at: correctedAt, mail: 'correction' },
        { code: 'ACTIVATED', at: activatedAt },
      ],
    });
    expect(await run()).toEqual(['1 INVITED', '1 INVITED', '1 ACTIVATED']);
  });

  test('a row that is not written yet when a run looks is not missed', async () => {
    const happenedAt = nowMs + 4 * minute;
    expect(await run()).toEqual([]);
    await activate('1', happenedAt);
    expect(await run()).toEqual(['1 ACTIVATED']);
  });

  test('a row that is written later, by a word that is only noted, sends nothing again', async () => {
    await activate('1');
    expect(await run()).toEqual(['1 ACTIVATED']);
    const outcomes = [{ code: 'ACTIVATED', at: iso(nowMs - 5 * minute) }];
    await write('1', { outcomes }, nowMs + minute);
    expect(await run()).toEqual([]);
  });

  test('more than EventBridge takes at once are sent in several calls', async () => {
    for (let id = 1; id <= 23; id += 1) await activate(String(id), nowMs + id);
    expect(await run()).toHaveLength(23);
    expect(calls).toEqual([10, 10, 3]);
  });

  test('what is refused is sent by the next run, with the same ids, and what came before it is not', async () => {
    for (let id = 1; id <= 14; id += 1) await activate(String(id), nowMs + id);
    refuse = ({ detail }) => detail.employeeId === '4' || detail.employeeId === '5';
    expect(await run()).toHaveLength(8); // the first call, without two
    expect(calls).toEqual([10]);
    expect(counted.EventsFailed).toBe(2);

    refuse = () => false;
    const again = await run();
    expect(again).toEqual(Array.from({ length: 11 }, (_, index) => `${index + 4} ACTIVATED`));
    expect(new Set(ids).size).toBe(14);
    expect(counted.EventsFailed).toBe(2);
  });

  test('a call that fails as a whole holds up neither notices nor the rest of the run', async () => {
    await park('1');
    refuse = () => {
      throw Object.assign(new Error('no ada@acme.example'), { name: 'AccessDeniedException' });
    };
    const before = notices;
    expect(await run()).toEqual([]);
    expect(notices).toBe(before + 1);
    expect(counted).toMatchObject({ EventsFailed: 1, Told: 2 });
    expect(lines.join()).toContain('AccessDeniedException');
    expect(lines.join()).not.toContain('ada@');

    refuse = () => false;
    expect(await run()).toEqual(['1 USER_SUSPENDED']);
    expect(notices).toBe(before + 1);
  });

  test('a note of how far it came that cannot be read holds up neither notices nor the rest of the run', async () => {
    await park('1');
    parts.events = { eventBridge: { mostEntries: 10, put }, sent: { ...sent, read: () => Promise.reject() } };
    const before = notices;
    expect(await run()).toEqual([]);
    expect(notices).toBe(before + 1);
    expect(counted).toMatchObject({ EventsFailed: 1, Told: 2 });

    parts.events = { eventBridge: { mostEntries: 10, put }, sent };
    expect(await run()).toEqual(['1 USER_SUSPENDED']);
  });

  test('a slow EventBridge holds up nothing else', async () => {
    await activate('1');
    let toldBefore: number | undefined;
    refuse = () => {
      toldBefore = counted.Told;
      return false;
    };
    expect(await run()).toEqual(['1 ACTIVATED']);
    expect(toldBefore).toBe(2); // the run before, and this one
  });

  test('what fails is tried for two days, and then given up', async () => {
    await activate('1');
    refuse = () => true;
    await run();
    await activate('2', nowMs + day);
    refuse = () => false;
    expect(await run(2 * day)).toEqual(['2 ACTIVATED']);
  });

  test('what is left after half a minute is sent by the next run', async () => {
    for (let id = 1; id <= 14; id += 1) await activate(String(id), nowMs + id);
    refuse = () => {
      nowMs += 10 * 1000;
      return false;
    };
    expect(await run()).toHaveLength(10);
    expect(await run()).toHaveLength(4);
    expect(counted.EventsFailed).toBeUndefined();
  });

  test('nothing is sent again after the clock has gone back', async () => {
    await activate('1');
    expect(await run()).toEqual(['1 ACTIVATED']);
    const before = await sentUntil();
    expect(await run(-8 * minute)).toEqual([]);
    expect(await sentUntil()).toBe(before);
    expect(await run(8 * minute)).toEqual([]);
  });

  test('a run that dies before it has noted how far it came is made good', async () => {
    await activate('1');
    parts.events = {
      eventBridge: { mostEntries: 10, put },
      sent: { ...sent, write: () => Promise.reject() },
    };
    expect(await run()).toEqual(['1 ACTIVATED']);
    expect(counted).toMatchObject({ EventsFailed: 1, Told: 2 });
    parts.events = { eventBridge: { mostEntries: 10, put }, sent };
    expect(await run()).toEqual(['1 ACTIVATED']);
    expect(new Set(ids).size).toBe(1);
  });
});

test('without events nothing is sent, and no row says so', async () => {
  parts.events = undefined;
  await run();
  await activate('1');
  expect(await run()).toEqual([]);
  expect(await sentUntil()).toBeUndefined();
});
