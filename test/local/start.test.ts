import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { recallRuns, rememberRun } from '../../local/running-stack.ts';
import { toAuthenticHeaders } from '../../local/sample-hire.ts';
import { startOneLogin } from '../../local/sandbox/onelogin.ts';
import { childEnvironment } from '../helpers/child-environment.ts';
import { hangsAfterMs } from '../helpers/hangs-after.ts';
import { type Started, start, stop } from '../helpers/npm-start.ts';
import { standardWebhooksSource } from '../helpers/sources.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hire-invites-test-'));
});
afterAll(() => rm(folder, { recursive: true }));

const file = async (name: string, content: unknown) => {
  const path = join(folder, name);
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};

const dayMs = 24 * 60 * 60 * 1000;

/** Runs a script to its end, of `local/` unless it names another folder. */
function run(script: string, args: string[], variables: NodeJS.ProcessEnv = {}) {
  return new Promise<{ code: number | null; output: string; stdout: string }>((resolve) => {
    const options = { env: { ...childEnvironment, ...variables }, timeout: hangsAfterMs };
    const path = script.startsWith('console/') ? script : `local/${script}`;
    const child = execFile(process.execPath, [`${path}.ts`, ...args], options, (_, stdout, stderr) =>
      resolve({ code: child.exitCode, output: stdout + stderr, stdout }),
    );
  });
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
      kmsKeyArn: 'arn:aws:kms:us-east-1:111122223333:key/1234abcd',
      vpc: { subnetIds: ['subnet-0a1b2c3d'], securityGroupIds: ['sg-0a1b2c3d'] },
      domain: {
        name: 'hires.acme.example',
        certificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/1234abcd',
      },
      tracing: true,
    });
    const secrets = await file('secrets.json', secretsOf('stage-two'));
    const { code, output } = await run('start', ['--once', '--config', config, '--secrets', secrets], {
      ONELOGIN_URL: oneLogin.url,
    });
    expect(oneLogin.mails).toMatchObject([{ to: 'ada@home.example' }]);
    expect(output).toContain('Without effect on this machine');
    expect(output).toContain(': kmsKeyArn, vpc, domain, tracing\n');
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

test('--help says how to start, and starts nothing', async () => {
  const { code, stdout } = await run('start', ['--help']);
  expect(stdout).toMatch(/^npm start .*\n/);
  expect(stdout).not.toContain('Building');
  expect(code).toBe(0);
});

test('an option that is none is refused with how to start', async () => {
  const { code, output } = await run('start', ['--confg', 'x.json']);
  expect(output).toContain('npm start -- --once');
  expect(code).toBe(2);
});

test.each(['x', '70000'])('%s is no port', async (PORT) => {
  const { code, output } = await run('start', [], { PORT });
  expect(output).toBe(`PORT must be a number from 0 to 65535, and is "${PORT}".\n`);
  expect(code).toBe(1);
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
    'nowhere.json does not exist',
  ],
  [
    'secrets that are none',
    async () => ['--secrets', await file('bad.json', 'hush-hush')],
    'isn’t a JSON object of secrets',
  ],
  [
    'secrets that are not there',
    async () => ['--secrets', 'nowhere.json'],
    'The file of secrets nowhere.json does not exist.',
  ],
  ['secrets that are a folder', async () => ['--secrets', folder], 'is a folder.'],
])('%s is refused in words, not with a stack trace', async (_, args, message) => {
  const { code, output } = await run('start', await args());
  expect(output).toContain(message);
  expect(output).not.toMatch(/^\s+at /m);
  expect(output).not.toContain('hush-hush');
  expect(code).toBe(1);
});

describe('a running stack', () => {
  let stack: Started;
  let lines: string[];
  let url: string;

  beforeAll(async () => {
    const config = await file('config.json', {
      oneLogin: { host: 'acme.onelogin.com' },
      sources: { 'home-made': { type: 'standard-webhooks' }, later: { type: 'gusto' } },
    });
    const secrets = await file('secrets.json', secretsOf('hire-invites'));
    stack = await start(['--config', config, '--secrets', secrets]);
    ({ lines, url } = stack);
  });
  afterAll(() => stop(stack.child));

  /** Runs a command for this stack, though others may run beside it. */
  const command = (name: string, ...args: string[]) => run(`console/${name}`, args, { PORT: stack.port });

  /** Posts a hire as the home-made sender does. @returns the status of the answer. */
  async function send(data: Record<string, string>): Promise<number> {
    const body = JSON.stringify({ type: 'employee.created', data });
    const headers = toAuthenticHeaders(standardWebhooksSource, webhookSecret, Buffer.from(body), Date.now());
    return (await fetch(`${url}/webhooks/home-made`, { method: 'POST', headers, body })).status;
  }

  test('says at once that it builds, and then what to try, without an address or a secret that was given to it', () => {
    expect(lines[0]).toMatch(/^Building /);
    const output = lines.join('\n');
    expect(output).toContain('npm run send -- 101 --source home-made');
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
    expect(page.headers.get('content-type')).toMatch(/^text\/html; charset=utf-8$/i);
    expect(await page.text()).toContain('<h1>Nobody needs a hand</h1>');
    expect((await fetch(`${url}/nowhere`)).status).toBe(404);
  });

  test('lets a hire who starts in three weeks be watched: npm run clock', async () => {
    const startsAt = Date.now() + 20 * dayMs;
    const startDate = new Date(startsAt).toISOString().slice(0, 10);
    const [, mailbox = ''] = /curl (\S+\/_sandbox\/mails)/.exec(lines.join('\n')) ?? [];
    const mails = async () => (await fetch(mailbox)).json();

    expect((await command('send', '103', '--start-date', startDate)).code).toBe(0);
    const before = await command('clock', '+18d12h');
    expect(before).toMatchObject({ code: 0, stdout: expect.stringMatching(/, 0 mails/) });
    expect(await mails()).toEqual([]);
    const { code, stdout } = await command('clock', '+84h', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ now: expect.any(String), mails: 2 });
    expect(await mails()).toMatchObject([
      { user: 'linus@acme.example', at: expect.stringContaining(`${startDate}T08:0`) },
      { user: 'linus@acme.example' }, // the follow-up, a day later
    ]);

    // A sender does not know of the clock: it signs with the machine's time. The log tells the stack's all the same.
    expect(await send({ employeeId: '102', workEmail: 'grace@acme.example' })).toBe(202);
    const accepted = () => lines.filter((line) => line.includes('webhook accepted'));
    while (accepted().length < 2) await once(stack.child.stdout ?? stack.child, 'data');
    expect(accepted().at(-1)?.slice(0, 10)).toBe(JSON.parse(stdout).now.slice(0, 10));
  });

  test.each([
    [[], 'How far?'],
    [['-3d'], 'A clock moves forward'],
    [['+3w'], 'A clock moves forward'],
    [['+0d'], 'stand still'],
    [['+401d'], 'at most 400 days'],
  ])('npm run clock -- %j is refused in words', async (args, message) => {
    const { code, output } = await command('clock', ...args);
    expect(output).toContain(message);
    expect(output).not.toMatch(/^\s+at /m);
    expect(code).toBe(2);
  });

  test.each(['clock', 'replay', 'send', 'sweep', 'hires', 'doctor'])(
    'npm run %s -- --help says how, and does nothing',
    async (name) => {
      const { code, output } = await command(name, '--help');
      expect(output).toContain(`npm run ${name}`);
      expect(output).toContain('Exit codes: 0 ');
      expect(code).toBe(0);
      expect((await command(name, '--hlep')).code).toBe(2);
    },
  );

  test('sweeps when npm run sweep asks for it', async () => {
    const { code, stdout } = await command('sweep', '--dry-run', '--json');
    const oneLogin = { ended: 'FINISHED', asked: 0, missed: [] };
    expect(JSON.parse(stdout)).toEqual({
      dryRun: true,
      sources: [],
      waiting: [{ source: 'later', ended: 'FINISHED', asked: 0, moved: [] }],
      woken: [],
      asleep: [],
      oneLogin,
    });
    expect(code).toBe(0);
    expect((await command('sweep', '--dry-run')).stdout).toContain('OneLogin: 0 users looked at');
  });

  test('is the one that npm run replay talks to', async () => {
    const { code, output, stdout } = await command('replay');
    expect(stdout).toBe('There was nothing to replay.\n');
    expect(output).toContain(
      `Hire Invites on this machine, ${url}, hire-invites; its clock was moved, and says `,
    );
    expect(code).toBe(0);
    expect(JSON.parse((await command('replay', '--json')).stdout)).toEqual({ moved: 0 });
  });

  describe('npm run send', () => {
    test('sends somebody new, says what OneLogin lacks, and how to see what becomes of it', async () => {
      const { code, stdout } = await command('send', '105', '--email', 'ada@new.example');
      expect(stdout).toMatch(/^home-made said that 105 was created: 202 \{"accepted":1,"ignored":0,/);
      expect(stdout).toContain('npm run hires -- show 105 --source home-made');
      const [, added = '', body = ''] = /curl (\S+) -d '(.+)'/.exec(stdout) ?? [];
      expect((await fetch(added, { method: 'POST', body })).status).toBe(201);
      expect(code).toBe(0);
      // Who is known by now needs no address.
      const again = await command('send', '105', '--event', 'updated', '--json');
      expect(JSON.parse(again.stdout)).toMatchObject({ source: 'home-made', status: 202, isAccepted: true });
    });

    test.each([
      [[], 2, 'Which hire?'],
      [['101', '102'], 2, 'one word too many'],
      [['101', '--event', 'crated'], 2, 'Did you mean "created"?'],
      [['101', '--email', 'ada'], 2, 'An address looks like ada@acme.example.'],
      [['101', '--start-date', '4.1.2027'], 2, 'A date is written like 2027-01-04.'],
      [['999'], 1, 'There is no sample 999. There are 101, 102, 103, 104;'],
      [
        ['101', '--source', 'workday'],
        1,
        'There is no source "workday". The configuration has: home-made, later.',
      ],
      [['101', '--source', 'later'], 1, 'the secret hire-invites/later/webhook is not known here.'],
      [['101', '--aws'], 1, 'the secret that signs them on AWS is not on this machine.'],
    ])('%j exits with %i, and says why', async (args, exit, message) => {
      const { code, output, stdout } = await command('send', ...args);
      expect(output).toContain(message);
      expect(output).not.toMatch(/^\s+at /m);
      expect(stdout).toBe('');
      expect(code).toBe(exit);
    });
  });

  describe('npm run hires', () => {
    const hires = (...args: string[]) => command('hires', ...args);

    test('says who waits, until when, and which stack it talks to', async () => {
      expect(await send({ employeeId: '104', workEmail: 'barbara@acme.example' })).toBe(202);
      const isNoted = async () =>
        (await (await fetch(`${url}/`)).text()).includes('USER_NOT_IN_ONELOGIN_YET');
      while (!(await isNoted()));
      const { code, output } = await hires();
      expect(output).toContain('Hire Invites on this machine, http://127.0.0.1:');
      expect(output).toMatch(
        /1 waits\n {2}home-made 104 {3}USER_NOT_IN_ONELOGIN_YET {3}looked at again .+, given up /,
      );
      expect(output).toMatch(/\n\d+ invited this week, (?:none|\d+) of them active$/m);
      expect(output).not.toContain('All of the table was read');
      expect(output).not.toMatch(/@|barbara/);
      expect(code).toBe(0);
    });

    test('exports all hires with their stories', async () => {
      const { code, output } = await hires('export');
      expect(output).toMatch(/^home-made\/\/103,home-made,.+T.+Z INVITED/m);
      expect(output).not.toMatch(/@/);
      expect(code).toBe(0);
    });

    test('tells one hire’s story, by its id or by an address', async () => {
      const { output } = await hires('show', '103');
      expect(output).toMatch(/home-made 103 {3}(?:invited|not-activated)/);
      expect(output).toMatch(/INVITED \(2 times\)|INVITED {2}/);
      // The line before the story says what time it is there.
      const story = (said: string) => said.slice(said.indexOf('home-made 103'));
      expect(story((await hires('show', 'linus@acme.example')).output)).toBe(story(output));
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

    test('pauses everything, says so in the list, and goes on', async () => {
      expect(await hires('pause', 'The mail room is closed')).toMatchObject({ code: 0 });
      const { output } = await hires();
      expect(output).toMatch(/Everything is paused since .+ by an operator: "The mail room is closed"\./);
      expect((await hires('resume')).output).toContain('Everything goes on.');
      expect(lines.join('\n')).not.toContain('mail room');
    });

    test('cancels a hire, and takes that back', async () => {
      expect((await hires('cancel', '103')).output).toContain('home-made//103: The hire is cancelled.');
      expect((await hires('show', '103')).output).toContain('CANCELLED_BY_OPERATOR');
      const { code, output } = await hires('cancel', '103', '--undo');
      expect(output).toContain('home-made//103: The cancel is undone.');
      expect(code).toBe(0);
    });

    describe('invite', () => {
      const oneLogin = () => /curl (\S+)\/_sandbox\/mails/.exec(lines.join('\n'))?.[1] ?? '';
      const mails = async (): Promise<string> => (await fetch(`${oneLogin()}/_sandbox/mails`)).text();
      const addUser = (email: string, status = 7) =>
        fetch(`${oneLogin()}/_sandbox/users`, { method: 'POST', body: JSON.stringify({ email, status }) });

      test('invites somebody by hand', async () => {
        await addUser('maria@acme.example');
        const person = ['maria@acme.example', '--personal-email', 'maria@home.example'];
        const { code, output } = await hires('invite', ...person);
        expect(output).toMatch(/by-hand\/\/[0-9a-f]{32}: The invite goes out now\./);
        expect(code).toBe(0);
        while (!(await mails()).includes('maria@home.example'));
        expect((await hires('show', 'maria@acme.example')).output).toMatch(/by-hand [0-9a-f]{32} {3}invited/);
        const again = await hires('invite', ...person);
        expect(again.output).toContain('npm run hires -- retry by-hand//');
        expect(again.code).toBe(1);
      });

      test('shows first what would become of everybody in a file, and needs a number or --yes', async () => {
        await addUser('joan@acme.example');
        await addUser('hedy@acme.example', 2);
        const csv = await file('people.csv', 'Work e-mail;Private e-mail\r\njoan@acme.example;\r\n');
        const looked = await hires('invite', '--csv', csv);
        expect(looked.output).toMatch(/^ +1 {2}to be invited now$/m);
        expect(looked.output).toContain('Nothing was done. There is no terminal to ask on: add --yes.');
        expect(looked.code).toBe(1);
        const done = await hires('invite', '--csv', csv, '--yes');
        expect(done.output).toContain('1 person is on the way.');
        expect(done.code).toBe(0);
        while (!(await mails()).includes('joan@acme.example'));
        const more = await file('more.csv', 'joan@acme.example\nhedy@acme.example');
        const rest = await hires('invite', '--csv', more, '--yes', '--json');
        const [, json = ''] = /^(\[[\s\S]*^\])$/m.exec(rest.output) ?? [];
        expect(JSON.parse(json)).toMatchObject([
          { line: 1, verdict: 'hire', isInvited: false },
          { line: 2, verdict: 'cannot', isInvited: false },
        ]);
        expect(rest.output).not.toContain('@');
        expect(rest.code).toBe(1);
      });
    });

    test('the doctor says what works and what to mend, and exits 1', async () => {
      const { code, output } = await command('doctor');
      expect(output).toContain('✓ onelogin: The credential works, and may read users.');
      expect(output).toMatch(/✗ later: .*hire-invites\/later\/api.*\n {2}→ Put a working key/);
      expect(code).toBe(1);
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

    test('tries nobody again if nobody needs it', async () => {
      expect(await hires('retry', '--all')).toMatchObject({
        code: 0,
        output: expect.stringContaining('There is nothing to try again.'),
      });
      expect((await hires('retry', '--all', '--json')).output).toContain('"retried": []');
    });

    test.each([
      [['lst'], 2, 'Did you mean "list"?'],
      [['show'], 2, 'Which hire?'],
      [['show', '103', '104'], 2, 'one word too many'],
      [['list', '--whitch', 'all'], 2, 'npm run hires -- list'],
      [['list', '--which', 'al'], 2, 'Did you mean "all"?'],
      [['pause'], 2, 'Why? Say it in quotes'],
      [['pause', 'ask ada@acme.example'], 2, 'without an e-mail address'],
      [['resume', 'now'], 2, 'one word too many'],
      [['cancel', '404'], 1, 'There is no such hire.'],
      [['show', '404'], 1, 'There is no such hire.'],
      [['invite'], 2, 'Whom?'],
      [['invite', 'jane'], 2, 'is not a work address'],
      [['invite', 'jane@acme.example', '--csv', 'people.csv'], 2, 'not both'],
      [['invite', '--csv', 'nowhere.csv'], 1, 'nowhere.csv cannot be read'],
      [['check'], 2, 'is not known'],
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

  test('keeps its port: another start says so in a sentence, before it builds anything', async () => {
    const { code, output } = await run('start', [], { PORT: stack.port });
    expect(output).toBe(
      `Port ${stack.port} is taken, by another npm start or another program. Choose another one: PORT=${Number(stack.port) + 1} npm start\n`,
    );
    expect(code).toBe(1);
  });

  test('stays within reach while another one runs, and after that one has ended', async () => {
    const config = await file('two.json', {
      name: 'stage-two',
      oneLogin: { host: 'acme.onelogin.com' },
      sources: { hr: { type: 'standard-webhooks' } },
    });
    const other = await start(['--config', config]);
    try {
      expect(other.lines.join('\n')).toContain(`PORT=${other.port} npm run send -- 101`);
      expect((await run('console/send', ['101'], { PORT: other.port })).stdout).toContain('hr said that 101');
      expect((await command('replay')).output).toContain(`${url}, hire-invites`);
      const unclear = await run('console/replay', []);
      expect(unclear.output).toContain('Several local stacks run: ');
      expect(unclear.output).toContain(`${other.url} (stage-two)`);
      expect(unclear.output).toContain(`${url} (hire-invites)`);
      expect(unclear.code).toBe(1);
    } finally {
      await stop(other.child);
    }
    expect((await command('replay')).code).toBe(0);
    const { code, output } = await run('console/replay', [], { PORT: other.port });
    expect(output).toContain(`No local stack runs on port ${other.port}, but here: `);
    expect(code).toBe(1);
  });

  test('forgets one that was killed, even if somebody else has its port now', async () => {
    await rememberRun({ id: 'killed-with-its-port-free', url: 'http://127.0.0.1:9' });
    await rememberRun({ id: 'killed-before-this-one', url });
    expect((await command('replay')).code).toBe(0);
    const ids = (await recallRuns()).map(({ id }) => id);
    expect(ids).not.toContain('killed-with-its-port-free');
    expect(ids).not.toContain('killed-before-this-one');
  });
});
