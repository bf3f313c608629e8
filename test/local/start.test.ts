import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { toAuthenticHeaders } from '../../local/sample-hire.ts';
import { startOneLogin } from '../../local/sandbox/onelogin.ts';
import { hangsAfterMs } from '../helpers/hangs-after.ts';
import { standardWebhooksSource } from '../helpers/sources.ts';

let folder: string;
let running: ChildProcess | undefined;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hire-invites-test-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** As Ctrl+C does. */
async function stop(): Promise<void> {
  if (running === undefined || running.exitCode !== null || running.signalCode !== null) return;
  const exited = once(running, 'exit');
  running.kill('SIGTERM');
  await exited;
}

const file = async (name: string, content: unknown) => {
  const path = join(folder, name);
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};

const dayMs = 24 * 60 * 60 * 1000;

/** Runs a script to its end, of `local/` unless it names another folder. */
function run(script: string, args: string[], variables: NodeJS.ProcessEnv = {}) {
  return new Promise<{ code: number | null; output: string }>((resolve) => {
    const options = { env: { PATH: process.env['PATH'], ...variables }, timeout: hangsAfterMs };
    const path = script.startsWith('console/') ? script : `local/${script}`;
    const child = execFile(process.execPath, [`${path}.ts`, ...args], options, (_, stdout, stderr) =>
      resolve({ code: child.exitCode, output: stdout + stderr }),
    );
  });
}

/** Runs `npm start` until it says that it is ready. @returns its lines so far and to come. */
async function start(args: string[], variables: NodeJS.ProcessEnv = {}): Promise<string[]> {
  const lines: string[] = [];
  const env = { PATH: process.env['PATH'], PORT: '0', ...variables };
  const child = spawn(process.execPath, ['local/start.ts', ...args], { env });
  running = child;
  await new Promise<void>((resolve, reject) => {
    child.once('exit', () => reject(new Error(lines.join('\n'))));
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line);
        if (line.includes('Stop with Ctrl+C')) resolve();
      });
    }
  });
  return lines;
}

const webhookSecret = `whsec_${Buffer.alloc(24, 1).toString('base64')}`;
const secretsOf = (name: string) => ({
  [`${name}/onelogin`]: { clientId: 'mine', clientSecret: 'my-secret' },
  [`${name}/home-made/webhook`]: { current: webhookSecret },
});

test('--once works the same with your own configuration and secrets, against another OneLogin', async () => {
  const oneLogin = await startOneLogin({ credential: { clientId: 'mine', clientSecret: 'my-secret' } });
  try {
    oneLogin.addUser({ email: 'ada@acme.example' });
    const config = await file('config.json', {
      name: 'stage-two',
      oneLogin: { host: 'acme.onelogin.com' },
      sources: { 'home-made': { type: 'standard-webhooks' } },
    });
    const secrets = await file('secrets.json', secretsOf('stage-two'));
    const { code } = await run('start', ['--once', '--config', config, '--secrets', secrets], {
      ONELOGIN_URL: oneLogin.url,
    });
    expect(oneLogin.mails).toMatchObject([{ to: 'ada@home.example' }]);
    expect(code).toBe(0);
  } finally {
    await oneLogin.close();
  }
});

test('--once exits 1 when no invite arrives', async () => {
  const oneLogin = await startOneLogin({ credential: { clientId: 'another', clientSecret: 'one' } });
  try {
    const { code, output } = await run('start', ['--once'], { ONELOGIN_URL: oneLogin.url });
    expect(output).toContain('CREDENTIAL_REFUSED');
    expect(code).toBe(1);
  } finally {
    await oneLogin.close();
  }
});

test.each([
  [
    'a configuration that is none',
    async () => ['--config', await file('bad.json', { sources: {} })],
    'oneLogin: is missing',
  ],
  [
    'a configuration that is not there',
    async () => ['--config', 'nowhere.json'],
    'nowhere.json cannot be read',
  ],
  ['an option that is none', async () => ['--confg', 'x.json'], 'npm start -- [--config FILE]'],
  [
    'secrets that are none',
    async () => ['--secrets', await file('bad.json', 'hush-hush')],
    'isn’t a JSON object of secrets',
  ],
])('%s is refused in words, not with a stack trace', async (_, args, message) => {
  const { code, output } = await run('start', await args());
  expect(output).toContain(message);
  expect(output).not.toMatch(/^\s+at /m);
  expect(output).not.toContain('hush-hush');
  expect(code).toBe(1);
});

describe('a running stack', () => {
  let lines: string[];
  let url: string;

  beforeAll(async () => {
    const config = await file('config.json', {
      oneLogin: { host: 'acme.onelogin.com' },
      sources: { 'home-made': { type: 'standard-webhooks' }, later: { type: 'gusto' } },
    });
    const secrets = await file('secrets.json', secretsOf('hire-invites'));
    lines = await start(['--config', config, '--secrets', secrets]);
    [, url = ''] = /The hires: (\S+)\//.exec(lines.join('\n')) ?? [];
  });
  afterAll(stop);

  /** Posts a hire as the home-made sender does. @returns the status of the answer. */
  async function send(data: Record<string, string>): Promise<number> {
    const body = JSON.stringify({ type: 'employee.created', data });
    const headers = toAuthenticHeaders(standardWebhooksSource, webhookSecret, Buffer.from(body), Date.now());
    return (await fetch(`${url}/webhooks/home-made`, { method: 'POST', headers, body })).status;
  }

  test('says what to try, and shows no address and no secret that was given to it', () => {
    const output = lines.join('\n');
    expect(output).toContain(`curl -i ${url}/webhooks/home-made`);
    expect(output).toContain('npm run replay');
    expect(output).toMatch(
      /Not in \S+secrets.json, so whatever .*: hire-invites\/later\/webhook, hire-invites\/later\/api/,
    );
    expect(output).not.toContain('hire-invites/lookup');
    expect(output).not.toContain('my-secret');
    expect(output).not.toContain('@');
  });

  test('shows the hires on its page', async () => {
    const page = await fetch(`${url}/`);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await page.text()).toContain('<h1>Hires</h1>');
    expect((await fetch(`${url}/nowhere`)).status).toBe(404);
  });

  test('lets a hire who starts in three weeks be watched: npm run clock', async () => {
    const startsAt = Date.now() + 20 * dayMs;
    const startDate = new Date(startsAt).toISOString().slice(0, 10);
    const [, mailbox = ''] = /curl (\S+\/_sandbox\/mails)/.exec(lines.join('\n')) ?? [];
    const mails = async () => (await fetch(mailbox)).json();

    expect(await send({ employeeId: '103', workEmail: 'linus@acme.example', startDate })).toBe(202);
    expect(await run('console/clock', ['+18d12h'])).toEqual({
      code: 0,
      output: expect.stringMatching(/, 0 mails/),
    });
    expect(await mails()).toEqual([]);
    expect(await run('console/clock', ['+84h'])).toEqual({
      code: 0,
      output: expect.stringMatching(/, 2 mails/),
    });
    expect(await mails()).toMatchObject([
      { user: 'linus@acme.example', at: expect.stringContaining(`${startDate}T08:0`) },
      { user: 'linus@acme.example' }, // the follow-up, a day later
    ]);

    // A sender does not know of the clock: it signs with the machine's time.
    expect(await send({ employeeId: '102', workEmail: 'grace@acme.example' })).toBe(202);
  });

  test.each([
    [[], 'How far?'],
    [['-3d'], 'A clock moves forward'],
    [['+3w'], 'A clock moves forward'],
    [['+0d'], 'stand still'],
    [['+401d'], 'at most 400 days'],
  ])('npm run clock -- %j is refused in words', async (args, message) => {
    const { code, output } = await run('console/clock', args);
    expect(output).toContain(message);
    expect(output).not.toMatch(/^\s+at /m);
    expect(code).toBe(2);
  });

  test.each(['clock', 'replay', 'sweep', 'hires'])(
    'npm run %s -- --help says how, and does nothing',
    async (command) => {
      const { code, output } = await run(`console/${command}`, ['--help']);
      expect(output).toContain(`npm run ${command}`);
      expect(output).toContain('Exit codes: 0 done');
      expect(code).toBe(0);
      expect((await run(`console/${command}`, ['--hlep'])).code).toBe(2);
    },
  );

  test('sweeps when npm run sweep asks for it', async () => {
    const { code, output } = await run('console/sweep', ['--dry-run']);
    const oneLogin = { ended: 'FINISHED', asked: 0, missed: [] };
    expect(JSON.parse(output)).toEqual({ dryRun: true, sources: [], woken: [], asleep: [], oneLogin });
    expect(code).toBe(0);
  });

  test('is the one that npm run replay talks to', async () => {
    expect(await run('console/replay', [])).toEqual({
      code: 0,
      output: 'Moved 0 messages back to the invite queue.\n',
    });
  });

  describe('npm run hires', () => {
    const hires = (...args: string[]) => run('console/hires', args);

    test('says who waits, until when, and which stack it talks to', async () => {
      expect(await send({ employeeId: '104', workEmail: 'barbara@acme.example' })).toBe(202);
      const isNoted = async () =>
        (await (await fetch(`${url}/`)).text()).includes('USER_NOT_IN_ONELOGIN_YET');
      while (!(await isNoted()));
      const { code, output } = await hires();
      expect(output).toContain('Hire Invites on this machine, http://127.0.0.1:');
      expect(output).toMatch(
        /1 waits\n {2}home-made 104 {3}USER_NOT_IN_ONELOGIN_YET {3}looked at .+, given up /,
      );
      expect(output).not.toMatch(/@|barbara/);
      expect(code).toBe(0);
    });

    test('tells one hire’s story, by its id or by an address', async () => {
      const { output } = await hires('show', '103');
      expect(output).toMatch(/home-made 103 {3}(?:invited|not-activated)/);
      expect(output).toMatch(/INVITED \(2 times\)|INVITED {2}/);
      expect((await hires('show', 'linus@acme.example')).output).toBe(output);
    });

    test('prints JSON for programs', async () => {
      const { output } = await hires('list', '--json');
      const [, json = ''] = /^[^[]*(\[[\s\S]*\])[^\]]*$/.exec(output) ?? [];
      expect(JSON.parse(json)).toContainEqual(
        expect.objectContaining({ hire: 'home-made//103', source: 'home-made', employeeId: '103' }),
      );
    });

    test('sends a fresh link when it is told to retry', async () => {
      const [, mailbox = ''] = /curl (\S+\/_sandbox\/mails)/.exec(lines.join('\n')) ?? [];
      const before: unknown = await (await fetch(mailbox)).json();
      const { code, output } = await hires('retry', '103');
      expect(output).toContain('home-made//103: The hire is tried again now.');
      expect(code).toBe(0);
      const mailed = async () => JSON.stringify(await (await fetch(mailbox)).json());
      while ((await mailed()) === JSON.stringify(before));
    });

    test('forgets a hire, once it is clear that this is meant', async () => {
      const asked = await hires('forget', '104');
      expect(asked.output).toContain('add --yes');
      expect(asked.code).toBe(1);
      expect((await hires('show', '104')).output).toContain('USER_NOT_IN_ONELOGIN_YET');
      const { code, output } = await hires('forget', 'barbara@acme.example', '--yes');
      expect(output).toContain('home-made//104: The hire is forgotten.');
      expect(code).toBe(0);
      expect((await hires('show', 'barbara@acme.example')).code).toBe(1);
      expect((await hires('show', '104')).output).toContain('FORGOTTEN');
    });

    test('counts the hires before it tries many again', async () => {
      const { code, output } = await hires('retry', '--all', '--json');
      expect(output).toContain('0 hires to try again');
      expect(output).toContain('"retried": []');
      expect(code).toBe(0);
    });

    test.each([
      [['lst'], 2, 'Did you mean "list"?'],
      [['show'], 2, 'Which hire?'],
      [['show', '103', '104'], 2, 'one word too many'],
      [['list', '--whitch', 'all'], 2, 'npm run hires -- list'],
      [['list', '--which', 'al'], 2, 'Did you mean "all"?'],
      [['show', '404'], 1, 'There is no such hire.'],
      [['retry', '--code', 'USER_SUSPENDE'], 2, 'Did you mean "USER_SUSPENDED"?'],
      [['retry', '103', '--all'], 2, 'Either one hire, or --code CODE, or --all.'],
      [['forget'], 2, 'Which hire?'],
      [['retry', '--help'], 0, 'Exit codes: 0 done'],
    ])('%j exits with %i, and says why', async (args, exit, message) => {
      const { code, output } = await hires(...args);
      expect(output).toContain(message);
      expect(output).not.toMatch(/^\s+at /m);
      expect(code).toBe(exit);
    });
  });

  test('keeps its port: another start says so in a sentence', async () => {
    const { code, output } = await run('start', [], { PORT: new URL(url).port });
    expect(output).toContain('The port is taken');
    expect(code).toBe(1);
  });
});
