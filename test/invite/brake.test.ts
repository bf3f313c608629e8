import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { homeMadeEvent, startInvite } from '../helpers/invite.ts';
import { keptText, personalData } from '../helpers/kept-text.ts';

const ids = ['1', '2', '3'];
const minute = 60 * 1000;
const hour = 60 * minute;
const day = 24 * hour;

let invite: Awaited<ReturnType<typeof startInvite>>;
beforeEach(async () => {
  invite = await startInvite({ invite: { maxFirstMailsPerDay: 2, followUps: 1 }, retry: {} });
  for (const id of ids) invite.oneLogin.addUser({ email: workEmail(id) });
});
afterEach(async () => {
  expect(await keptText(invite)).not.toMatch(personalData);
  await invite.close();
});

const workEmail = (id: string) => `lovelace-${id}@acme.example`;
const said = (id: string, data: Record<string, unknown> = {}) => {
  const receivedAt = new Date(invite.clock.nowMs).toISOString();
  return invite.message(homeMadeEvent('created', id, { workEmail: workEmail(id), receivedAt, ...data }));
};
const mailed = () => invite.oneLogin.mails.map(({ to }) => ids.find((id) => workEmail(id) === to));
const rowOf = (id: string) => invite.table.read(`home-made//${id}`);
const release = () =>
  invite.dynamoDb.send(new DeleteItemCommand({ TableName: 'hires', Key: { hire: { S: 'stack' } } }));

test('the third hire of a day waits, without using up an attempt, until a person deletes the item', async () => {
  for (const id of ids) await invite.deliver(said(id));
  expect(mailed()).toEqual(['1', '2']);
  expect(await rowOf('3')).toMatchObject({ state: 'waiting', code: 'PAUSED', rung: 0 });
  expect(invite.metrics.filter((metric) => metric === 'StackPaused')).toHaveLength(1);
  for (const id of ['1', '2']) invite.oneLogin.changeUser(workEmail(id), { status: 1 });
  await invite.deliverUntil(invite.clock.nowMs + day);
  expect(mailed()).toEqual(['1', '2']);
  expect(await rowOf('3')).toMatchObject({ state: 'waiting', code: 'PAUSED', rung: 0 });
  await release();
  await invite.deliverUntil(invite.clock.nowMs + hour);
  expect(mailed()).toEqual(['1', '2', '3']);
});

test('follow-ups wait too, and go out once the item is deleted', async () => {
  for (const id of ids) await invite.deliver(said(id));
  await invite.deliverUntil(invite.clock.nowMs + 25 * hour);
  expect(mailed()).toEqual(['1', '2']);
  expect(await rowOf('1')).toMatchObject({ state: 'invited', code: 'PAUSED' });
  await release();
  await invite.deliverUntil(invite.clock.nowMs + hour);
  expect(mailed().sort()).toEqual(['1', '1', '2', '2', '3']);
});

test('an account that is activated meanwhile is found active', async () => {
  for (const id of ids) await invite.deliver(said(id));
  for (const id of ids) invite.oneLogin.changeUser(workEmail(id), { status: 1 });
  await invite.deliverAll();
  expect(await rowOf('1')).toMatchObject({ state: 'activated' });
  expect(await rowOf('3')).toMatchObject({ state: 'already-active' });
  expect(mailed()).toEqual(['1', '2']);
});

test('a hire that is sent again after an unclear send counts once', async () => {
  invite.oneLogin.faults.add({ call: 'invite', kind: 'reset-before' });
  await invite.deliver(said('1'));
  await invite.deliverUntil(invite.clock.nowMs + 11 * minute);
  await invite.deliver(said('2'));
  expect(mailed()).toEqual(['1', '2']);
  expect(invite.metrics).not.toContain('StackPaused');
});

test('a hire whose first mail was refused counts once, however often it is tried', async () => {
  invite.oneLogin.faults.add({
    call: 'invite',
    kind: 'answer',
    status: 400,
    message: 'No user exists for input email',
    times: 5,
  });
  await invite.deliver(said('1'));
  await invite.deliverUntil(invite.clock.nowMs + hour);
  await invite.deliver(said('2'));
  expect(mailed()).toEqual(['1', '2']);
  expect(invite.metrics).not.toContain('StackPaused');
});

test('the next day counts anew', async () => {
  for (const id of ['1', '2']) await invite.deliver(said(id));
  for (const id of ['1', '2']) invite.oneLogin.changeUser(workEmail(id), { status: 1 });
  await invite.deliverUntil(invite.clock.nowMs + day);
  await invite.deliver(said('3'));
  expect(mailed()).toEqual(['1', '2', '3']);
});

test('a dry run counts nothing', async () => {
  const { configuration } = invite.parts;
  invite.parts.configuration = { ...configuration, invite: { ...configuration.invite, dryRun: true } };
  for (const id of ids) await invite.deliver(said(id));
  expect(invite.metrics).not.toContain('StackPaused');
  invite.parts.configuration = configuration;
  await invite.deliverUntil(invite.clock.nowMs + hour);
  expect(mailed()).toHaveLength(2);
});
