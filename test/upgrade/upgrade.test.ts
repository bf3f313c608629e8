import { readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { StartMessageMoveTaskCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type * as v from 'valibot';
import { readConfiguration } from '../../config/read-configuration.ts';
import { askOperate } from '../../console/ask-operate.ts';
import { byHand } from '../../lambda/hire/by-hand.ts';
import { Acted, Listed, Switched } from '../../lambda/operate/answer.ts';
import type { OperateRequest } from '../../lambda/operate/request.ts';
import { clientSettings } from '../../local/aws/client-settings.ts';
import { type Clock, startClock } from '../../local/clock.ts';
import { playForward } from '../../local/play-forward.ts';
import { startLocalRun } from '../helpers/local-run.ts';
import { assemblyOf } from '../helpers/synth.ts';
import { unpackAssembly } from './kept-version.ts';

/**
 * An earlier version runs, this one replaces it, the earlier one comes back, and then this one again, while hires of each
 * wait. Nobody is lost, and nobody is mailed twice.
 */

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const configuration = readConfiguration(at('hire-invites.json'));
const versions = readdirSync(at('versions')).map((file) => basename(file, '.br'));
const minute = 60 * 1000;
const hour = 60 * minute;
const day = 24 * hour;

/** Who is announced under each version, and how many mails each gets in the end: one, and one more when its link has lapsed. */
const mailsOf = {
  /** Starts in eight days: waits for a schedule. */
  later: 2,
  /** Has no user in OneLogin yet: waits for a delayed message. */
  userless: 2,
  /** Is mailed at once, and awaited. */
  mailed: 2,
  /** Suspended: the message is in the dead-letter queue. */
  parked: 2,
  /** The function dies as it takes the message, which then comes back. */
  interrupted: 2,
  /** Is taken back before the start. */
  cancelled: 0,
  /** Is taken back after the mail. */
  removed: 1,
} as const;
type Role = keyof typeof mailsOf;
const roles: Role[] = ['later', 'userless', 'mailed', 'parked', 'interrupted', 'cancelled', 'removed'];
/** Who had one mail an hour after the causes are mended that held them up. */
const soonMailed: Role[] = ['userless', 'mailed', 'parked', 'interrupted', 'removed'];

/** When they are announced: under the earlier version, under this one, and under the earlier one again. */
type Round = 1 | 2 | 3;
const idOf = (role: Role, round: Round) => `${round}0${roles.indexOf(role)}`;
const emailOf = (id: string) => `hire${id}@corp.example`;

/** Starts are at 08:00, so that the hour at which the test runs would matter. */
const untilNoonMs = () => day - ((Date.now() - 12 * hour) % day);

describe.each(versions)('from the version %s', (version) => {
  let clock: Clock;
  let folder: string;
  let today: string;
  let run: Awaited<ReturnType<typeof startLocalRun>>;
  let killsNext = false;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hire-invites-test-'));
    await unpackAssembly(at(`versions/${version}.br`), folder);
    today = await assemblyOf(configuration);
    clock = startClock(untilNoonMs());
    const onInvoke = (name: string, child: { kill: (signal: NodeJS.Signals) => boolean }) => {
      if (!killsNext || name !== 'hire-invites-invite') return;
      killsNext = false;
      child.kill('SIGKILL');
    };
    run = await startLocalRun(configuration, clock, { onInvoke }, folder);
  });
  afterAll(async () => {
    await run.close();
    clock.stop();
    await rm(folder, { recursive: true });
  });

  const pass = (ms: number) => playForward(ms, clock, { stack: run.stack, queueName: 'hire-invites-invite' });
  const mailsTo = (id: string) => run.oneLogin.mails.filter(({ user }) => user === emailOf(id)).length;
  const rolesWithMail = (round: Round) => roles.filter((role) => mailsTo(idOf(role, round)) > 0);
  const addUser = (id: string, status = 7) => run.oneLogin.addUser({ email: emailOf(id), status });

  async function say(event: 'created' | 'removed', employeeId: string, startInDays?: number): Promise<void> {
    const start = startInDays && new Date(Date.now() + startInDays * day).toISOString().slice(0, 10);
    const addresses = { workEmail: emailOf(employeeId), personalEmail: `hire${employeeId}@home.example` };
    const data = { employeeId, ...addresses, ...(start && { startDate: start }) };
    const { status } = await run.post('home-made', JSON.stringify({ type: `employee.${event}`, data }));
    expect(status).toBe(202);
    await pass(0);
  }

  async function announceAll(round: Round): Promise<void> {
    const id = (role: Role) => idOf(role, round);
    for (const role of roles) if (role !== 'userless') addUser(id(role), role === 'parked' ? 2 : 7);
    await say('created', id('later'), 8);
    await say('created', id('userless'));
    await say('created', id('mailed'));
    await say('created', id('parked'));
    await say('created', id('cancelled'), 8);
    await say('removed', id('cancelled'));
    await say('created', id('removed'));
    await say('removed', id('removed'));
    killsNext = true;
    await say('created', id('interrupted'));
    expect(killsNext).toBe(false);
    expect(rolesWithMail(round)).toEqual(['mailed', 'removed']);
  }

  /** The user is there by now, the suspension has ended, and a person replays. */
  async function mendCauses(round: Round): Promise<void> {
    addUser(idOf('userless', round));
    run.oneLogin.changeUser(emailOf(idOf('parked', round)), { status: 7 });
    await replay();
  }

  const replay = () =>
    run.stack.sqs.send(new StartMessageMoveTaskCommand({ SourceArn: run.deadLetterQueueArn }));

  function ask<Schema extends v.GenericSchema>(request: OperateRequest, schema: Schema) {
    const endpoint = run.stack.lambdaUrl;
    return askOperate(request, schema, {
      title: 'the test’s',
      lambda: new LambdaClient({ ...clientSettings, endpoint, maxAttempts: 1 }),
      functionName: 'hire-invites-operate',
      by: 'local',
      isOnAws: false,
      now: () => new Date(),
    });
  }

  async function listOpen(): Promise<string[]> {
    const { hires } = await ask({ action: 'list', which: 'open' }, Listed);
    return hires
      .map(({ source, employeeId, state }) => `${source === byHand ? byHand : employeeId} ${state}`)
      .sort();
  }
  const stands = (round: Round, state: Partial<Record<Role, string>>) =>
    roles.flatMap((role) => (state[role] === undefined ? [] : [`${idOf(role, round)} ${state[role]}`]));

  /** Those whom the first two tests have mailed, and who are not taken back. */
  const notActivated = [
    '1 not-activated',
    '2 not-activated',
    ...stands(1, {
      userless: 'not-activated',
      mailed: 'not-activated',
      parked: 'not-activated',
      interrupted: 'not-activated',
    }),
  ];

  test('while functions are replaced one by one, each reads the messages of the other', async () => {
    for (const id of ['1', '2']) addUser(id);
    await run.stack.deploy(today, ['hire-invites-receive']);
    await say('created', '1');
    await run.stack.deploy(folder);
    await run.stack.deploy(today, ['hire-invites-invite']);
    await say('created', '2');
    await run.stack.deploy(folder);
    expect(['1', '2'].map(mailsTo)).toEqual([1, 1]);
  });

  test('who waits under the earlier version goes on under this one, and is listed', async () => {
    await announceAll(1);
    addUser('5');
    await say('created', '5');
    run.oneLogin.changeUser(emailOf('5'), { status: 1 });
    await run.stack.deploy(today);
    await pass(6 * minute);
    expect(await listOpen()).toEqual(stands(1, { later: 'waiting', userless: 'waiting', parked: 'parked' }));
    await mendCauses(1);
    await pass(hour);
    expect(rolesWithMail(1)).toEqual(soonMailed);
    await pass(5 * day);
    expect(await listOpen()).toEqual([...notActivated, ...stands(1, { later: 'waiting' })].sort());
  });

  test('who waits under this version goes on under the earlier one, but for those whom an operator has invited', async () => {
    await announceAll(2);
    addUser('3');
    await say('created', '3', 8);
    await ask({ action: 'cancel', employeeId: '3', by: 'local' }, Acted);
    await ask({ action: 'invite', workEmail: emailOf('4'), by: 'local' }, Acted);
    await run.stack.deploy(folder);
    await mendCauses(2);
    await say('created', '5');
    await pass(hour);
    expect(rolesWithMail(2)).toEqual(soonMailed);
    await announceAll(3);
    await pass(69 * hour);
    expect(rolesWithMail(1)).toContain('later');
  });

  test('back in this version, all who wait are listed, and each gets what is theirs', async () => {
    await run.stack.deploy(today);
    await pass(2 * hour);
    const waiting = [
      ...stands(2, { later: 'waiting' }),
      ...stands(3, { later: 'waiting', userless: 'waiting', parked: 'parked' }),
      'by-hand waiting',
    ];
    expect(await listOpen()).toEqual([...notActivated, ...waiting].sort());
    addUser('4');
    await mendCauses(3);
    await pass(14 * day);
    const mails = (round: Round) =>
      Object.fromEntries(roles.map((role) => [role, mailsTo(idOf(role, round))]));
    expect([mails(1), mails(2), mails(3)]).toEqual([mailsOf, mailsOf, mailsOf]);
    expect(['1', '2', '3', '4', '5'].map(mailsTo)).toEqual([2, 2, 0, 2, 1]);
  });

  test('a pause holds in an earlier version, if that knows pauses', async () => {
    addUser('6');
    await ask({ action: 'pause', reason: 'We go back', by: 'local' }, Switched);
    await run.stack.deploy(folder);
    await say('created', '6');
    expect(mailsTo('6')).toBe(version === '0.2.0' ? 1 : 0);
    await run.stack.deploy(today);
    await ask({ action: 'resume', by: 'local' }, Switched);
    await pass(hour);
    expect(mailsTo('6')).toBe(1);
  });

  test('no log line and no notice holds an address', () => {
    const written = [...run.lines, JSON.stringify(run.stack.notices())].join('\n');
    for (const text of ['@', 'corp.example', 'home.example']) expect(written).not.toContain(text);
  });
});
