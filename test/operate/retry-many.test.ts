import { beforeEach, describe, expect, test } from '@jest/globals';
import type { RetriedMany } from '../../lambda/operate/answer.ts';
import { homeMadeEvent, startInvite } from '../helpers/invite.ts';
import { askAndKeep, startOperate } from '../helpers/operate.ts';

/** An operator tries many hires again: all that need a hand, or all of one code. */

const minute = 60 * 1000;
const day = 24 * 60 * minute;
const keyOf = (id: number) => `home-made//${id}`;
const emailOf = (id: number) => `hire${id}@acme.example`;

let invite: Awaited<ReturnType<typeof startInvite>>;
let operate: ReturnType<typeof startOperate>;
beforeEach(async () => {
  invite = await startInvite();
  operate = startOperate(invite);
});
const ask = askAndKeep(() => ({ invite, operate }));

async function retryMany(request: object = {}, alias?: string) {
  const answer = await ask({ action: 'retry-many', ...request }, alias);
  return answer;
}
/** One call that is carried out. */
async function retryOnce(request: object = {}): Promise<RetriedMany> {
  const answer = await retryMany(request);
  if (!('retried' in answer)) throw new Error(JSON.stringify(answer));
  return answer;
}
const mails = () => invite.oneLogin.mails.map(({ to }) => to).sort();
const bodyOf = (id: number) =>
  homeMadeEvent('created', String(id), { workEmail: emailOf(id), personalEmail: `hire${id}@home.example` });
const mailsTo = (...ids: number[]) => ids.map((id) => `hire${id}@home.example`);

const suspended = 2;
const locked = 3;

/** Parks a hire. Its message lies in the dead-letter queue. */
async function park(id: number, status = suspended): Promise<void> {
  invite.oneLogin.addUser({ id, email: emailOf(id), status });
  const message = invite.message(bodyOf(id));
  expect(await invite.deliver(message)).toEqual(['returned']);
  operate.deadLetters.set(message.messageId, message.body);
}

async function parkAll(...ids: number[]): Promise<void> {
  for (const id of ids) await park(id);
  invite.clock.nowMs += 10 * minute;
}

/** What parked them is mended. */
function mend(...ids: number[]): void {
  for (const id of ids) invite.oneLogin.changeUser(emailOf(id), { status: 7 });
}

async function untilNotActivated(id: number): Promise<void> {
  invite.oneLogin.addUser({ id, email: emailOf(id) });
  await invite.deliver(invite.message(bodyOf(id)));
  await invite.deliverUntil(invite.clock.nowMs + 5 * day);
  expect(await invite.table.read(keyOf(id))).toMatchObject({ state: 'not-activated' });
}

test('all hires with a code are tried again, each once; the others stay as they are', async () => {
  await park(300, locked);
  await untilNotActivated(400);
  await parkAll(101, 102, 103);
  operate.deadLetters.set('message-of-none', 'no hire of ours');
  mend(101, 102, 103);
  const by = 'arn:aws:iam::123456789012:user/mary';
  expect(await retryOnce({ code: 'USER_SUSPENDED', by })).toEqual({
    ok: true,
    retried: [101, 102, 103].map(keyOf),
    refused: [],
  });
  await operate.deliver();
  expect(mails()).toEqual(mailsTo(101, 102, 103, 400));
  expect(operate.deadLetters.size).toBe(2);
  expect(await invite.table.read(keyOf(300))).toMatchObject({ state: 'parked', code: 'USER_LOCKED' });
  const acts = invite.logs.filter(({ message }) => message === 'operator acted').map(({ fields }) => fields);
  const act = { requestId: 'operate-1', action: 'retry-many', by, code: 'DONE' };
  expect(acts).toEqual([...[101, 102, 103].map((id) => ({ ...act, hire: keyOf(id) })), act]);
});

test('without a code, everybody is tried again who needs a hand and can be', async () => {
  await untilNotActivated(400);
  invite.oneLogin.addUser({ id: 500, email: emailOf(500) });
  await invite.deliver(invite.message(bodyOf(500))); // was mailed, and needs nothing
  await park(300, locked);
  await parkAll(101);
  mend(300, 101);
  const { retried, refused, next } = await retryOnce();
  expect(retried.toSorted()).toEqual([101, 300, 400].map(keyOf));
  expect({ refused, next }).toEqual({ refused: [] });
  await operate.deliver();
  expect(mails()).toEqual(mailsTo(101, 300, 400, 400, 500));
});

test('an invited hire with an earlier user needs a hand, but no fresh link', async () => {
  invite.oneLogin.addUser({ id: 500, email: emailOf(500) });
  await invite.deliver(invite.message(bodyOf(500)));
  const row = await invite.table.read(keyOf(500));
  if (row === undefined) throw new Error('no row');
  const earlierUsers = [{ userId: '4711', since: invite.clock.nowMs - day / 2 }];
  await invite.table.write({ ...row, earlierUsers, version: row.version + 1 });
  invite.clock.nowMs += 20 * minute;
  expect(await operate.ask({ action: 'list', which: 'needs-hand' })).toMatchObject({ hires: [{}] });
  expect(await retryOnce()).toEqual({ ok: true, retried: [], refused: [] });
});

describe('what cannot be tried again is counted with its reason, and never stops the others', () => {
  test('a lost record, and a message that is still on its way', async () => {
    await parkAll(101, 102, 103);
    await park(104);
    invite.clock.nowMs += minute;
    mend(101, 102, 103, 104);
    operate.deadLetters.delete('message-1');
    operate.deadLetters.delete('message-4');
    const { retried, refused } = await retryOnce({ code: 'USER_SUSPENDED' });
    expect(retried).toEqual([keyOf(102), keyOf(103)]);
    const reasons = refused.map(({ hire, code }) => `${hire} ${code}`);
    expect(reasons.toSorted()).toEqual([`${keyOf(101)} RECORD_LOST`, `${keyOf(104)} TRY_AGAIN`]);
    await operate.deliver();
    expect(mails()).toEqual(mailsTo(102, 103));
  });

  test('a hire at which AWS fails: its message stays in the dead-letter queue', async () => {
    await parkAll(101, 102);
    mend(101, 102);
    const { write } = operate.parts.hires;
    operate.parts.hires = {
      ...operate.parts.hires,
      write: async (row) => (row.hire === keyOf(101) ? Promise.reject(new Error('throttled')) : write(row)),
    };
    const { retried, refused } = await retryOnce();
    expect(retried).toEqual([keyOf(102)]);
    expect(refused).toMatchObject([{ hire: keyOf(101), code: 'FAILED' }]);
    expect(invite.logs).toContainEqual({
      message: 'hire not retried',
      fields: expect.objectContaining({ hire: keyOf(101), errorName: 'Error' }),
    });
    expect([...operate.deadLetters.keys()]).toEqual(['message-1']);
  });

  test('a queue that somebody else searches: its hires are to be tried in a minute', async () => {
    await parkAll(101);
    operate.parts.deadLetters.goThrough = async () => 'held-by-another';
    expect(await retryOnce()).toMatchObject({
      retried: [],
      refused: [{ hire: keyOf(101), code: 'TRY_AGAIN' }],
    });
  });
});

describe('it is refused', () => {
  test('while everything is paused, or moved; and to who may only look', async () => {
    await parkAll(101);
    const before = await invite.table.read(keyOf(101));
    expect(await retryMany({}, 'look')).toMatchObject({ ok: false, code: 'NOT_ALLOWED' });
    operate.parts.deadLetters.goThrough = async () => 'moving-all';
    expect(await retryMany()).toMatchObject({ ok: false, code: 'BEING_REPLAYED' });
    operate.parts.brake = { isPaused: async () => true };
    expect(await retryMany()).toMatchObject({ ok: false, code: 'PAUSED' });
    expect(await invite.table.read(keyOf(101))).toEqual(before);
    expect(operate.queued).toEqual([]);
  });
});

/** The function has time for so many questions whether it has. */
function hasTimeFor(times: number): void {
  let left = times;
  operate.time.leftMs = () => {
    left -= 1;
    return left >= 0 ? 60_000 : 0;
  };
}

/** The rows come one at a time, as from a long table. */
function inPagesOfOne(): void {
  const { readPage } = operate.parts;
  operate.parts.readPage = async ({ after = '', all }) => {
    const { items } = await readPage({ after: undefined, all });
    const keys = items.map(({ hire }) => String(hire)).sort();
    const [key, ...more] = keys.filter((one) => one > after);
    const page = items.filter(({ hire }) => hire === key);
    return { items: page, ...(key !== undefined && more.length > 0 && { next: key }) };
  };
}

/** Calls until there is no `next`, each call with time for so many questions. */
async function retryToTheEnd(times: number, between: () => Promise<void> = async () => undefined) {
  const retried: string[] = [];
  const refused: string[] = [];
  let calls = 0;
  let from: RetriedMany['next'];
  do {
    hasTimeFor(times);
    const answer = await retryOnce(from === undefined ? {} : { from });
    retried.push(...answer.retried);
    refused.push(...answer.refused.map(({ hire }) => hire));
    from = answer.next;
    calls += 1;
    await between();
  } while (from !== undefined && calls < 50);
  return { retried: retried.toSorted(), refused: [...new Set(refused)].toSorted(), calls };
}

describe('if time is over, it goes on where it was', () => {
  test.each([1, 2, 3, 5])('with time for %i steps a call, each hire is tried once', async (times) => {
    await untilNotActivated(400);
    await untilNotActivated(401);
    const ids = [101, 102, 103, 104];
    await parkAll(...ids);
    await park(105);
    invite.clock.nowMs += minute;
    operate.deadLetters.delete([...operate.deadLetters.keys()].at(-1) ?? '');
    mend(...ids, 105);
    inPagesOfOne();
    const { retried, refused, calls } = await retryToTheEnd(times);
    expect(calls).toBeGreaterThan(1);
    expect(refused).toEqual([keyOf(105)]);
    expect(retried).toEqual([...ids, 400, 401].map(keyOf));
    await operate.deliver();
    expect(mails()).toEqual(mailsTo(...ids, 400, 400, 401, 401));
  });

  test('a search in which AWS fails at all is not repeated for ever', async () => {
    await parkAll(101, 102, 103);
    operate.parts.hires = {
      ...operate.parts.hires,
      write: async () => Promise.reject(new Error('throttled')),
    };
    const { retried, refused, calls } = await retryToTheEnd(2);
    expect({ retried, refused }).toEqual({ retried: [], refused: [101, 102, 103].map(keyOf) });
    expect(calls).toBeLessThan(5);
  });

  test('a long table in which nobody is meant is read a page at a time', async () => {
    await parkAll(101, 102, 103);
    operate.deadLetters.clear();
    inPagesOfOne();
    hasTimeFor(1);
    const { next } = await retryOnce({ code: 'SEVERAL_USERS' });
    expect(next).toMatchObject({ searched: 'not-found' });
  });

  test('a hire that fails again meanwhile is not tried once more', async () => {
    await parkAll(101, 102, 103);
    const deliverAndPark = async () => {
      for (const body of operate.queued.splice(0)) {
        const message = invite.message(body);
        await invite.deliver(message);
        operate.deadLetters.set(message.messageId, body);
      }
      invite.clock.nowMs += 5 * minute;
    };
    const { retried, refused } = await retryToTheEnd(2, deliverAndPark);
    expect(retried).toEqual([101, 102, 103].map(keyOf));
    expect(refused).toEqual([]);
    expect(operate.deadLetters.size).toBe(3);
  });
});

test('two operators at once, and one after them: each person gets one mail', async () => {
  await untilNotActivated(400);
  await parkAll(101, 102, 103);
  mend(101, 102, 103);
  const both = await Promise.all([retryOnce(), retryOnce()]);
  const retried = new Set(both.flatMap((answer) => answer.retried));
  expect([...retried].sort()).toEqual([101, 102, 103, 400].map(keyOf));
  await retryOnce();
  await operate.deliver();
  await operate.deliver();
  expect(mails()).toEqual(mailsTo(101, 102, 103, 400, 400));
  expect(operate.deadLetters.size).toBe(0);
});

test.each(['before', 'after'])(
  'if the function dies %s any write or message, all are tried in the end, once',
  async (when) => {
    for (let deadly = 1; deadly <= 6; deadly += 1) {
      const ids = [deadly * 10, deadly * 10 + 1, deadly * 10 + 2];
      await parkAll(...ids);
      mend(...ids);
      let made = 0;
      const { hires, deadLetters } = operate.parts;
      async function dying<Answer>(work: () => Promise<Answer>): Promise<Answer> {
        made += 1;
        const dies = made >= deadly; // dead for good
        if (dies && (when === 'before' || made > deadly)) throw new Error('dies');
        const answer = await work();
        if (dies) throw new Error('dies');
        return answer;
      }
      operate.parts.hires = { ...hires, write: (row) => dying(() => hires.write(row)) };
      operate.parts.deadLetters = {
        ...deadLetters,
        goThrough: (meet, hasTime) =>
          deadLetters.goThrough((letter) => meet({ ...letter, replay: () => dying(letter.replay) }), hasTime),
      };
      await retryOnce();
      operate.parts.hires = hires;
      operate.parts.deadLetters = deadLetters;
      await operate.deliver();
      invite.clock.nowMs += minute;
      await retryOnce();
      await operate.deliver();
      expect(mails().filter((to) => ids.some((id) => to === `hire${id}@home.example`))).toEqual(
        mailsTo(...ids),
      );
    }
  },
);
