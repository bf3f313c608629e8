import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { homeMadeHire, startInvite, toBody } from '../helpers/invite.ts';

/** What somebody else may have put on the invite queue. None of it may stop a hire that is in the same batch. */

const canary = 'c4nary@acme.example';
const hired = { type: 'employee.created', data: { employeeId: '1', workEmail: canary } };
const message = (change: object) => JSON.stringify({ ...JSON.parse(toBody('home-made', hired)), ...change });
const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;

let invite: Awaited<ReturnType<typeof startInvite>>;
let hires = 0;
beforeAll(async () => {
  invite = await startInvite();
});
afterAll(() => invite.close());

/** Delivers a foreign message between two hires. @returns its own fate, once both of them were invited. */
async function deliverAmongHires(foreign: ReturnType<typeof invite.message>): Promise<string | undefined> {
  const pair = ['a', 'b'].map((letter) => {
    hires += 1;
    const workEmail = `${letter}-${hires}@acme.example`;
    invite.oneLogin.addUser({ email: workEmail });
    return { workEmail, message: invite.message(homeMadeHire(`${hires}`, { workEmail })) };
  });
  const [first, second] = pair;
  if (first === undefined || second === undefined) throw new Error('no hires');
  const mailsBefore = invite.oneLogin.mails.length;
  const fates = await invite.deliver(first.message, foreign, second.message);
  expect([fates[0], fates[2]]).toEqual(['finished', 'finished']);
  expect(
    invite.oneLogin.mails
      .slice(mailsBefore)
      .map(({ to }) => to)
      .sort(),
  ).toEqual(pair.map(({ workEmail }) => workEmail));
  return fates[1];
}

describe('goes back to the queue, on its way to the dead-letter queue', () => {
  test.each([
    ['a test event of S3', `{"Service":"Amazon S3","Event":"s3:TestEvent","Bucket":"${canary}"}`],
    ['an envelope of SNS', JSON.stringify({ Type: 'Notification', Message: message({}) })],
    ['an event of EventBridge', JSON.stringify({ 'detail-type': 'x', detail: JSON.parse(message({})) })],
    ['nothing', ''],
    ['no JSON', canary],
    ['null', 'null'],
    ['a list', `[${message({})}]`],
    ['a megabyte', JSON.stringify({ [canary]: 'x'.repeat(1024 * 1024) })],
    ['an earlier version', message({ v: 0 })],
    ['the version as text', message({ v: '1' })],
    ['another purpose', message({ purpose: 'remind' })],
    ['a record that is a list', message({ record: [hired] })],
    ['a record that is text', message({ record: canary })],
    [
      'a record behind a prototype',
      message({ record: undefined }).replace('{', '{"__proto__":{"record":{}},'),
    ],
    ['a source that is gone', message({ source: canary })],
    ['a source that every object has', message({ source: 'constructor' })],
    ['a source that every object has', message({ source: '__proto__' })],
    ['a source that is no text', message({ source: ['home-made'] })],
    ['a record without anything to invite by', message({ record: { toString: 1, toJSON: canary } })],
    ['a record nested too deeply to hash', message({ record: {} }).replace('{}', `{"x":${nested(20_000)}}`)],
  ])('%s', async (_, body) => {
    expect(await deliverAmongHires(invite.message(body))).toBe('returned');
  });

  test('a record without SQS’s attributes', async () => {
    const foreign = invite.message(message({}));
    expect(await deliverAmongHires({ ...foreign, attributes: Object(null) })).toBe('returned');
  });
});

test('an invalid request id goes into neither a log nor the table', async () => {
  hires += 1;
  invite.oneLogin.addUser({ email: 'ada@acme.example' });
  const body = message({
    requestId: `${canary}\n{"level":"ERROR"}`,
    record: { type: 'employee.created', data: { employeeId: 'ada-1', workEmail: 'ada@acme.example' } },
  });
  expect(await invite.deliver(invite.message(body))).toEqual(['finished']);
  expect(await invite.table.read('home-made//ada-1')).toMatchObject({ requestId: 'unknown' });
});

test('nothing in these messages was logged, and nobody in them was looked up', () => {
  expect(JSON.stringify([invite.logs, invite.metrics])).not.toContain('c4nary');
  expect(invite.oneLogin.calls).toMatchObject({ users: hires, invite: hires });
});

describe('after a rollback', () => {
  test('a message of a newer version is put back, and a person is told', async () => {
    const newer = message({ v: 2, purpose: 'of the future' });
    expect(await deliverAmongHires(invite.message(newer))).toBe('finished');
    expect(invite.made).toContainEqual(
      expect.objectContaining({ body: newer, at: invite.clock.nowMs + 15 * 60 * 1000 }),
    );
    expect(invite.metrics).toContain('HireOverdue MESSAGE_OF_NEWER_VERSION');
  });

  test('a message for a row of a newer version is put back, and the row stays as it is', async () => {
    const Item = { hire: { S: 'home-made//future-1' }, schema: { N: '2' }, state: { S: 'of the future' } };
    await invite.dynamoDb.send(new PutItemCommand({ TableName: 'hires', Item }));
    const body = homeMadeHire('future-1', { workEmail: canary });
    expect(await deliverAmongHires(invite.message(body))).toBe('finished');
    expect(invite.made).toContainEqual(
      expect.objectContaining({ body, at: invite.clock.nowMs + 15 * 60 * 1000 }),
    );
    expect(invite.metrics).toContain('HireOverdue ROW_OF_NEWER_VERSION');
    const stored = await invite.dynamoDb.send(
      new GetItemCommand({ TableName: 'hires', Key: { hire: Item.hire } }),
    );
    expect(stored.Item).toEqual(Item);
  });
});
