import { afterAll, beforeAll, expect, test } from '@jest/globals';
import * as v from 'valibot';
import { ListedHire } from '../lambda/operate/answer.ts';
import { type AwsAccount, startAwsAccount } from './helpers/aws-account.ts';
import { createConfiguration } from './helpers/configuration.ts';
import { startLocalRun } from './helpers/local-run.ts';

/**
 * What the person on call asks, each answered by one command, on a whole stack with 200 hires of which 30 are in trouble.
 * The commands are processes, and reach the functions as they do on AWS.
 */

const configuration = createConfiguration({ invite: { timeZone: 'UTC' } });
let run: Awaited<ReturnType<typeof startLocalRun>>;
let aws: AwsAccount;

const numbers = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);
const suspended = numbers(1, 20);
const twice = numbers(21, 30);
const unknown = numbers(31, 60);
const later = numbers(61, 80);
const fine = numbers(81, 200);
const email = (id: number) => `hire${id}@acme.example`;
const dayMs = 24 * 60 * 60 * 1000;
const tomorrow = new Date(Date.now() + dayMs).toISOString().slice(0, 10);
const inAMonth = new Date(Date.now() + 30 * dayMs).toISOString().slice(0, 10);

async function announce(id: number, startDate?: string): Promise<void> {
  const looked = run.nextLine(({ hire, code }) => hire === `home-made//${id}` && code !== undefined);
  const data = { employeeId: String(id), workEmail: email(id), ...(startDate && { startDate }) };
  await run.announce(data);
  await looked;
}

beforeAll(async () => {
  run = await startLocalRun(configuration);
  aws = await startAwsAccount(() => ({ status: 500, body: {} }));
  for (const id of [...suspended, ...twice, ...fine])
    run.oneLogin.addUser({ id, email: email(id), status: suspended.includes(id) ? 2 : 7 });
  for (const id of twice) run.oneLogin.addUser({ id: 1000 + id, email: email(id), status: 7 });
  await Promise.all([...suspended, ...twice, ...unknown, ...fine].map((id) => announce(id)));
  await Promise.all(later.map((id) => announce(id, id <= 65 ? tomorrow : inAMonth)));
  await run.untilQueueHolds('hire-invites-dead-letter', 30);
});
afterAll(async () => {
  await aws.close();
  await run.close();
});

const hires = (...args: string[]) =>
  aws.command('hires', [...args, '--aws'], { AWS_ENDPOINT_URL_LAMBDA: run.stack.lambdaUrl });
const done = async (...args: string[]) => {
  const { code, stdout, stderr } = await hires(...args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(/^Hire Invites on AWS .+\n/) });
  return stdout;
};
const list = async (...args: string[]) =>
  v.parse(v.array(ListedHire), JSON.parse(await done('list', '--json', ...args)));
const mailsTo = (address: string) => run.oneLogin.mails.filter(({ to }) => to === address).length;
const invited = (hire: RegExp) =>
  run.nextLine((line) => line.message === 'hire invited' && hire.test(line.hire ?? ''));

test('who needs a hand, why, and what do I press?', async () => {
  const said = await done();
  expect(said).toMatch(/^30 need a hand$/m);
  expect(said.match(/USER_SUSPENDED {3}since/g)).toHaveLength(20);
  expect(said.match(/SEVERAL_USERS {4}since/g)).toHaveLength(10);
  expect(said).toContain('npm run hires -- retry home-made//1 --aws');
  expect(said).toMatch(/120 invited this week, none of them active/);
});

test('who waits, until when, and when are they given up?', async () => {
  const waiting = await list('--which', 'waiting');
  expect(waiting).toHaveLength(50);
  for (const { code, nextLook, givesUpAt } of waiting) {
    expect(nextLook).toBeDefined();
    expect(givesUpAt === undefined).toBe(code === 'NOT_DUE_YET');
  }
});

test('one person, of whom I know the e-mail, and her history', async () => {
  const said = await done('show', email(7));
  expect(said).toMatch(/^home-made 7 {3}parked, needs a hand/);
  expect(said).toMatch(/\d\d:\d\d {2}USER_SUSPENDED {2}The OneLogin user is suspended/);
  expect(said).not.toContain('@');
});

test('try this one again, now', async () => {
  run.oneLogin.changeUser(email(1), { status: 7 });
  const mailed = invited(/^home-made\/\/1$/);
  expect(await done('retry', '1')).toContain('The hire is tried again now.');
  await mailed;
  expect(mailsTo(email(1))).toBe(1);
});

test('cancel one, and undo that', async () => {
  expect(await done('cancel', '31')).toContain('The hire is cancelled.');
  expect(await done('show', '31')).toContain('CANCELLED_BY_OPERATOR');
  expect(await done('cancel', '31', '--undo')).toContain('The cancel is undone.');
  expect(await done('show', '31')).toMatch(/^home-made 31 {3}waiting/);
});

test('invite somebody by hand', async () => {
  run.oneLogin.addUser({ id: 900, email: 'maria@acme.example', status: 7 });
  const mailed = invited(/^by-hand\/\//);
  await done('invite', 'maria@acme.example');
  await mailed;
  expect(mailsTo('maria@acme.example')).toBe(1);
});

test('forget a person', async () => {
  expect(await done('forget', '200', '--yes')).toContain('The hire is forgotten.');
  expect((await hires('show', email(200))).code).toBe(1);
});

test('stop everything, and go on', async () => {
  await done('pause', 'OneLogin moves');
  run.oneLogin.addUser({ id: 901, email: email(901), status: 7 });
  await announce(901);
  expect(await done('show', '901')).toContain('PAUSED');
  expect(mailsTo(email(901))).toBe(0);
  await done('resume');
});

test('what goes out tomorrow?', async () => {
  const waiting = await list('--which', 'waiting');
  const going = waiting.filter(({ notBefore }) => notBefore?.startsWith(tomorrow));
  expect(going.map(({ employeeId }) => employeeId).toSorted()).toEqual(['61', '62', '63', '64', '65']);
});

test('an export for the auditor', async () => {
  const [head = '', ...lines] = (await done('export')).trimEnd().split('\n');
  expect(head).toContain('hire,source');
  expect(lines).toHaveLength(202); // two more were announced above
  expect(lines.join('\n')).not.toContain('@');
});

test('is it set up rightly?', async () => {
  const { stdout } = await aws.command('doctor', ['--aws'], { AWS_ENDPOINT_URL_LAMBDA: run.stack.lambdaUrl });
  expect(stdout).toContain('✓ onelogin: The credential works, and may read users.');
});

test('all that are left are tried again together, once their cause is mended', async () => {
  for (const id of suspended) run.oneLogin.changeUser(email(id), { status: 7 });
  const last = numbers(2, 20).map((id) => invited(new RegExp(`^home-made//${id}$`)));
  expect(await done('retry', '--code', 'USER_SUSPENDED', '--yes')).toContain('Tried again now: 19.');
  await Promise.all(last);
  for (const id of suspended) expect(mailsTo(email(id))).toBe(1);
  expect(await list('--which', 'needs-hand')).toHaveLength(10);
});

test('no address stands in any log line', () => {
  expect(run.lines.join('\n')).not.toMatch(/@acme|acme\.example/);
});
