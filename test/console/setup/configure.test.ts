import { lstat, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { presets } from '../../../config/presets/index.ts';
import { readConfiguration } from '../../../config/read-configuration.ts';
import { checkFlags, configure } from '../../../console/setup/configure.ts';
import { askTimeZone, ownQuestions } from '../../../console/setup/questions.ts';
import { sampleConfiguration } from '../../../console/setup/sample.ts';
import { answering, createSetup } from '../../helpers/setup.ts';

/** What becomes of the configuration. */

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hire-invites-test-'));
  file = join(folder, 'config.json');
});
afterEach(() => rm(folder, { recursive: true }));

const answers = {
  host: 'initech.onelogin.com',
  'hr-system': 'bamboohr',
  company: 'initech',
  'time-zone': 'Europe/Berlin',
  'alarm-email': 'it@initech.example',
};
const run = (change: Parameters<typeof createSetup>[0]) => configure.run(createSetup({ file, ...change }));
const written = async (): Promise<unknown> => JSON.parse(await readFile(file, 'utf8'));
const write = (content: unknown) => writeFile(file, JSON.stringify(content));

const own = {
  $schema: './hire-invites.schema.json',
  name: 'mine',
  oneLogin: { host: 'initech.onelogin.com', reservePercent: 20 },
  sources: { bamboohr: { type: 'bamboohr', company: 'initech', toleranceSeconds: 60 } },
  invite: { at: '07:00', timeZone: 'UTC' },
  alarms: { email: 'it@initech.example', waitingHours: 24 },
};

test('the sample is that of a fresh clone', async () => {
  expect(JSON.parse(await readFile('hire-invites.json', 'utf8'))).toEqual(sampleConfiguration);
});

test('the sample is nobody’s: on AWS nothing of it is carried on', async () => {
  await write(sampleConfiguration);
  await run({ answers: { ...answers, 'hr-system': 'hibob', company: undefined } });
  expect(await written()).toEqual({
    $schema: expect.stringMatching(/^\.\..*\/hire-invites\.schema\.json$/),
    oneLogin: { host: 'initech.onelogin.com' },
    sources: { hibob: { type: 'hibob', refusalStatus: 503 } },
    invite: { timeZone: 'Europe/Berlin' },
    alarms: { email: 'it@initech.example' },
  });
  expect(readConfiguration(file).sources['hibob']?.refusalStatus).toBe(503);
});

describe('on this machine', () => {
  const bamboohr = { type: 'bamboohr', company: 'acme', refusalStatus: 503 };
  const local = { isOnAws: false };
  const few = { 'time-zone': 'UTC', 'alarm-email': '' };

  test('the sample will do, and is not live yet', async () => {
    await write(sampleConfiguration);
    await run({ ...local, answers: few });
    const tried = { ...sampleConfiguration, sources: { bamboohr }, invite: { timeZone: 'UTC' } };
    expect(await written()).toEqual(tried);
    await run({ ...local, answers: few });
    expect(await written()).toEqual(tried);
    await expect(run({ answers: {} })).rejects.toThrow(/--host.*--hr-system/s);
  });

  test('another HR system takes the place of the sample’s', async () => {
    await write({ ...sampleConfiguration, sources: { bamboohr } });
    const said: string[] = [];
    const say = (text: string) => said.push(text);
    await run({ ...local, answers: { ...few, 'hr-system': 'hibob' }, say });
    const sources = { hibob: { type: 'hibob', refusalStatus: 503 } };
    expect(await written()).toEqual({ ...sampleConfiguration, sources, invite: { timeZone: 'UTC' } });
    expect(said).toEqual([`${file} is written.`]);
    await expect(run({ answers: {} })).rejects.toThrow('--host');
  });
});

test('what was set while trying the sample is carried on, but not the sample’s OneLogin and HR system', async () => {
  const tried = { ...sampleConfiguration, invite: { timeZone: 'Europe/Rome' }, alarms: { waitingHours: 24 } };
  await write(tried);
  await expect(run({ answers: { 'alarm-email': '' } })).rejects.toThrow(
    /missing:\n {2}--host.*\n {2}--hr-system/,
  );
  const { 'time-zone': zone, ...others } = answers;
  await run({ answers: others });
  expect(await written()).toEqual({
    $schema: expect.any(String),
    oneLogin: { host: 'initech.onelogin.com' },
    sources: { bamboohr: { type: 'bamboohr', company: 'initech', refusalStatus: 503 } },
    invite: { timeZone: 'Europe/Rome' },
    alarms: { email: 'it@initech.example', waitingHours: 24 },
  });
});

test('a link to a file elsewhere stays a link', async () => {
  const elsewhere = join(folder, 'elsewhere.json');
  await writeFile(elsewhere, JSON.stringify(own));
  await symlink(elsewhere, file);
  await run({ answers: { 'time-zone': 'Europe/Rome' } });
  expect(JSON.parse(await readFile(elsewhere, 'utf8'))).toMatchObject({
    invite: { timeZone: 'Europe/Rome' },
  });
  expect((await lstat(file)).isSymbolicLink()).toBe(true);
});

describe('a file of one’s own', () => {
  beforeEach(() => write(own));

  test('is carried on: without a flag, an answer stays, and other settings do too', async () => {
    const before = await readFile(file, 'utf8');
    const said: string[] = [];
    await run({ say: (text) => said.push(text) });
    expect(await readFile(file, 'utf8')).toBe(before);
    expect(said).toEqual([`${file} stays as it is.`]);
    await run({ answers: { 'time-zone': 'Europe/Rome', 'alarm-email': '' } });
    expect(await written()).toEqual({
      ...own,
      invite: { at: '07:00', timeZone: 'Europe/Rome' },
      alarms: { waitingHours: 24 },
    });
    expect(await readdir(folder)).toEqual(['config.json']);
  });

  test('keeps its HR system beside a new one, and says so', async () => {
    const said: string[] = [];
    const say = (text: string) => said.push(text);
    await run({ answers: { 'hr-system': 'workable', subdomain: 'initech' }, say });
    expect(said[0]).toContain('"sources" keeps bamboohr beside the new one.');
    expect(await written()).toEqual({
      ...own,
      sources: { ...own.sources, workable: { type: 'workable', refusalStatus: 503, subdomain: 'initech' } },
    });
  });

  test('offers its answers to a person, and is written only if the person agrees', async () => {
    const host = { 'OneLogin host': 'other.onelogin.com' };
    const refuses = answering({ ...host, Write: false });
    await expect(run({ asker: refuses.asker })).rejects.toThrow(
      `${file} stays as it is. Nothing was deployed.`,
    );
    expect(refuses.offered).toMatchObject({
      'Your OneLogin host, such as acme.onelogin.com:': 'initech.onelogin.com',
      'Who is told when something is wrong? An e-mail address; leave it empty to tell nobody.':
        'it@initech.example',
    });
    expect(await written()).toEqual(own);
    await run({ asker: answering(host).asker });
    expect(await written()).toMatchObject({ oneLogin: { host: 'other.onelogin.com', reservePercent: 20 } });
  });
});

test('a file that is not there is begun, and its stack gets a name', async () => {
  await run({ answers: { ...answers, name: 'stage-two' } });
  expect(readConfiguration(file)).toMatchObject({ name: 'stage-two', oneLogin: { host: answers.host } });
});

describe('without a terminal', () => {
  test('every flag that is missing is named, and nothing is written', async () => {
    const error = await run({ answers: { 'hr-system': 'bamboohr' } }).catch(String);
    expect(error).toContain('There is no terminal to ask on. These are missing:');
    expect(String(error).match(/--[a-z-]+/g)).toEqual([
      '--name',
      '--host',
      '--company',
      '--time-zone',
      '--alarm-email',
    ]);
    expect(error).toContain('--name: What is this stack called? The first one: hire-invites.');
    await expect(run({ answers: {} })).rejects.toThrow('--hr-system');
    expect(await readdir(folder)).toEqual([]);
  });

  test('a setting that a system can do without is not missing', async () => {
    await run({ answers: { ...answers, name: 'mine', 'hr-system': 'workable' } });
    expect(readConfiguration(file).sources['workable']?.api).toBeUndefined();
  });

  test.each([
    ['host', 'https://acme.onelogin.com', /--host: got "https:.*Allowed: a host such as/],
    ['host', '', /--host: got ""/],
    ['time-zone', 'Berlin', /--time-zone: got "Berlin"\. Allowed: a time zone/],
    ['alarm-email', 'me', /--alarm-email: got "me"\. Allowed: an e-mail address/],
    ['hr-system', 'bambohr', /"bambohr" is not known\. Did you mean "bamboohr"\?/],
    ['hr-system', 'Workday', /Did you mean "workday-core-connector" or "workday-report"\?/],
    ['hr-system', 'nope', /"nope" is not known\. Allowed: bamboohr, cloudevents, .*, workos\./],
    ['company', 'acme.bamboohr.com', /--company: got/],
  ])('--%s %s is refused', async (flag, value, said) => {
    await write(sampleConfiguration);
    const wrong = { ...answers, [flag]: value };
    await expect(run({ answers: wrong })).rejects.toThrow(said);
    for (const isAsked of [true, false])
      await expect(checkFlags({ file, answers: wrong, isOnAws: true }, isAsked)).rejects.toThrow(said);
    expect(await written()).toEqual(sampleConfiguration);
  });
});

test('who sits at a terminal may leave flags out', async () => {
  await checkFlags({ file, answers: {}, isOnAws: true }, true);
  await expect(checkFlags({ file, answers: {}, isOnAws: true }, false)).rejects.toThrow('missing');
});

test('the time zone of this machine is offered, and UTC with a warning', () => {
  expect(askTimeZone('Europe/Berlin')).toMatchObject({
    suggested: 'Europe/Berlin',
    message: expect.not.stringContaining('UTC'),
  });
  expect(askTimeZone('Etc/UTC').message).toContain('UTC, which is rarely what you want');
});

test('what the schema refuses is not written', async () => {
  await write({ ...own, invit: {} });
  await expect(run({ answers: { 'time-zone': 'Europe/Rome' } })).rejects.toThrow(
    'invit: there is no such setting',
  );
  expect(await written()).toEqual({ ...own, invit: {} });
});

test('every setting that only one HR system has can be answered by a flag', async () => {
  const usage = await readFile('console/setup.ts', 'utf8');
  const flags = Object.keys(presets).flatMap((type) => ownQuestions('hr', type).map(({ flag }) => flag));
  expect(flags).toContain('api-version');
  for (const flag of flags) expect(usage).toContain(`--${flag}`);
});
