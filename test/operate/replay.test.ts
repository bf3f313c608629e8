import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { startInvite } from '../helpers/invite.ts';
import { startOperate } from '../helpers/operate.ts';

/** An operator replays the whole dead-letter queue. */

let invite: Awaited<ReturnType<typeof startInvite>>;
let operate: ReturnType<typeof startOperate>;
beforeEach(async () => {
  invite = await startInvite({ invite: {}, retry: {} });
  operate = startOperate(invite);
});
afterEach(() => invite.close());

const by = 'arn:aws:iam::123456789012:user/oncall';
const replay = () => operate.ask({ action: 'replay', by });
const seen = (alias?: string) => operate.ask({ action: 'dead-letters' }, alias);
const linesOf = () =>
  invite.logs.filter(({ message }) => message === 'operator acted').map(({ fields }) => fields);

test('is begun once, shows how far it is, and can be begun again after it', async () => {
  operate.deadLetters.set('message-1', '{}');
  expect(await seen()).toEqual({ ok: true, count: 1 });
  expect(await replay()).toEqual({ ok: true, message: expect.stringContaining('The replay has begun.') });
  const startedAt = new Date(invite.clock.nowMs).toISOString();
  const running = { status: 'running', startedAt, moved: 0, toMove: 1 };
  expect(await seen('look')).toEqual({ ok: true, count: 1, replay: running });
  expect(await replay()).toMatchObject({ ok: false, code: 'BEING_REPLAYED' });

  operate.deadLetters.clear();
  operate.moves.splice(0, 1, { status: 'done', startedAt: invite.clock.nowMs, moved: 1, toMove: 1 });
  expect(await seen()).toEqual({ ok: true, count: 0, replay: { ...running, status: 'done', moved: 1 } });
  expect(await replay()).toMatchObject({ ok: true });
});

test('is not begun while everything is paused', async () => {
  await operate.ask({ action: 'pause', reason: 'OneLogin moves' });
  expect(await replay()).toMatchObject({ ok: false, code: 'PAUSED' });
  expect(operate.moves).toEqual([]);
});

test('leaves a line in the log for each try, with who asked, and is refused to people who may only look', async () => {
  await replay();
  await replay();
  expect(await operate.ask({ action: 'replay', by }, 'look')).toMatchObject({ code: 'NOT_ALLOWED' });
  expect(await operate.ask({ action: 'replay', by }, 'invite')).toMatchObject({ code: 'NOT_ALLOWED' });
  expect(linesOf()).toMatchObject([
    { action: 'replay', by, code: 'DONE', requestId: 'operate-1' },
    { action: 'replay', by, code: 'BEING_REPLAYED' },
  ]);
});
