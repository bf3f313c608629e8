import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseConfiguration } from '../config/read-configuration.ts';
import { bundle } from '../infra/bundle.ts';
import { generateSecrets } from '../local/local-secrets.ts';
import { allShapes } from '../test/receive/large-bodies.ts';
import { bundleAtCommit } from './at-commit.ts';
import { makeBundles } from './bundles.ts';
import { type Case, type Figures, runFunction } from './run-function.ts';
import { startStandIns } from './stand-ins.ts';
import { printTable, quantile } from './table.ts';
import { createHire, createLargeWebhooks, createWebhooks } from './webhooks.ts';

/**
 * `npm run bench`: what a cold start and a webhook cost, as multiples of a baseline. Each round measures every case
 * once, so that other work on the machine affects a case and its baseline alike. `-- --against COMMIT` also measures
 * the cold starts at that commit. At the end: what a byte of a large and hostile body costs.
 */

const { values: options } = parseArgs({ options: { against: { type: 'string' } } });

const rounds = 15;
/** This many calls to get warm, and as many again that are measured. */
const warmCalls = 100;
/** Lambda's limit for a body that arrives as base64. */
const largeBytes = 4.5 * 1024 * 1024;
const largeRounds = 3;

/** The sizes at which Lambda's share of a core is played. */
const memoryMbs = [256, 512, 1024];

const email = 'ada@acme.example';
const written = {
  oneLogin: { host: 'acme.onelogin.com' },
  sources: {
    bamboohr: { type: 'bamboohr', company: 'acme' },
    'home-made': {
      type: 'generic',
      authentication: [{ type: 'bearer' }],
      employee: { id: 'id', workEmail: 'email' },
    },
  },
};
const configuration = parseConfiguration(written);
const folder = await mkdtemp(join(tmpdir(), 'hire-invites-bench-'));
const secrets = generateSecrets(configuration);
const standIns = await startStandIns(configuration, secrets, email);
const bundles = await makeBundles(folder, configuration);

const createWebhook = createWebhooks(configuration, secrets);
const small = createWebhook({ employees: 1, fieldsEach: 38, action: 'Created' });
const noHire = createWebhook({ employees: 1, fieldsEach: 38, action: 'Updated' });
const large = createWebhook({ employees: 200, fieldsEach: 9, action: 'Created' });

const hire = createHire(email);
const list = { action: 'list' };
const earlier = options.against === undefined ? undefined : await bundleEarlier(options.against);
const empty = await prepare('an empty handler', bundles.empty, small.event, 0);
const toStart = [
  { name: 'receive, a webhook of 2 KB', folder: bundles.receive, event: small.event },
  ...(earlier ? [{ name: '  at that commit', folder: earlier.receive, event: small.event }] : []),
  { name: '  without the built-ins shim', folder: bundles.withoutShim, event: small.event },
  { name: '  without priming', folder: bundles.withoutPriming, event: small.event },
  { name: 'invite, to its first mail', folder: bundles.invite, event: hire },
  ...(earlier ? [{ name: '  at that commit', folder: earlier.invite, event: hire }] : []),
  { name: 'operate, to its first list', folder: bundles.operate, event: list },
  ...(earlier ? [{ name: '  at that commit', folder: earlier.operate, event: list }] : []),
];
const coldStarts = [
  empty,
  ...(await Promise.all(toStart.map(({ name, folder, event }) => prepare(name, folder, event, 0)))),
];
const [, receive = empty] = coldStarts;
/** The same at each memory size. */
const shares = coldStarts.map((one) => ({
  name: one.name,
  sizes: memoryMbs.map((memoryMb) => ({ ...one, memoryMb, figures: [] as Figures[] })),
}));
const webhooks = [
  {
    receive: await prepare('2 KB, 1 hire', bundles.receive, small.event, warmCalls),
    bare: await prepare('bare, 1 hire', bundles.bare, small.bareEvent, warmCalls * 20),
  },
  {
    receive: await prepare('2 KB, no hire to queue', bundles.receive, noHire.event, warmCalls),
    bare: await prepare('bare, no hire', bundles.bare, noHire.bareEvent, warmCalls * 20),
  },
  {
    receive: await prepare('100 KB, 200 hires', bundles.receive, large.event, warmCalls / 10),
    bare: await prepare('bare, 200 hires', bundles.bare, large.bareEvent, warmCalls * 2),
  },
];

const largeBundle = await bundleOf('large', {
  ...written,
  sources: { bamboohr: { type: 'bamboohr', company: 'acme' }, workday: { type: 'workday-core-connector' } },
});
const createLarge = createLargeWebhooks(largeBundle.configuration, largeBundle.secrets);
const largeStandIns = await startStandIns(largeBundle.configuration, largeBundle.secrets, email);
const largeOnes = await Promise.all(
  allShapes.map(async (shape) => {
    const { event, bytes } = createLarge(shape, largeBytes);
    const one = await prepare(shape, largeBundle.folder, event, 0);
    return { ...one, bytes, answers: [202, 400, 413] };
  }),
);

const all = [
  ...coldStarts,
  ...shares.flatMap(({ sizes }) => sizes),
  ...webhooks.flatMap(({ receive, bare }) => [bare, receive]),
];
try {
  for (let round = 0; round < rounds; round += 1) {
    for (const one of all) {
      one.figures.push(await runFunction(one, { ...standIns, processFolder: bundles.process }));
    }
  }
  for (let round = 0; round < largeRounds; round += 1) {
    for (const one of largeOnes) {
      one.figures.push(await runFunction(one, { ...largeStandIns, processFolder: bundles.process }));
    }
  }
} finally {
  await Promise.all([standIns.close(), largeStandIns.close()]);
  await rm(folder, { recursive: true });
}

console.log(
  `Medians of ${rounds} interleaved rounds [quartiles]. AWS is a stand-in on loopback, without TLS.`,
);
printTable({
  id: 'cold-start',
  title:
    'Cold start on a whole core; 1 = the same of an empty handler (init, to the first answer), or its whole CPU',
  columns: ['init', 'to the first answer', 'CPU of init', 'CPU of the first call'].map(times),
  rows: coldStarts.map((one) => ({
    name: one.name,
    cells: [
      ratios(one, empty, ({ initMs }) => initMs),
      ratios(one, empty, toFirstAnswer),
      ratios(one, empty, ({ initCpuMs }) => initCpuMs, coldCpu),
      ratios(one, empty, ({ firstCallCpuMs }) => firstCallCpuMs, coldCpu),
    ],
  })),
});
printTable({
  id: 'cold-start-by-memory',
  title:
    'To the first answer, with the share of a core that Lambda gives to a call; 1 = the same of an empty handler',
  columns: memoryMbs.map((memoryMb) => times(`${memoryMb} MB`)),
  rows: shares.map(({ name, sizes }) => ({
    name,
    cells: sizes.map((one, index) => ratios(one, shares[0]?.sizes[index] ?? one, toFirstAnswer)),
  })),
});
printTable({
  id: 'warm',
  title: 'CPU of a webhook through receive when warm; 1 = bare HMAC and JSON.parse of the same body',
  columns: [times('CPU')],
  rows: webhooks.map(({ receive, bare }) => ({
    name: receive.name,
    cells: [ratios(receive, bare, ({ warmCpuMs }) => warmCpuMs ?? Number.NaN)],
  })),
});
printTable({
  id: 'large-bodies',
  title: `Bodies of ${largeBytes / 1024 / 1024} MB, as dear as can be: what a byte costs above a small webhook`,
  columns: [
    { name: 'CPU in µs', unit: 'number' },
    { name: 'memory', unit: 'bytes' },
  ],
  rows: largeOnes.map((one) => {
    const above = (read: (figures: Figures) => number) =>
      one.figures.map((figures) => (read(figures) - median(receive.figures.map(read))) / one.bytes);
    return {
      name: one.name,
      cells: [above((figures) => coldCpu(figures) * 1000), above(({ memoryMb }) => memoryMb * 1024 * 1024)],
    };
  }),
});

interface Measured extends Case {
  name: string;
  /** One for each round. */
  figures: Figures[];
}

async function prepare(
  name: string,
  bundleFolder: string,
  event: unknown,
  warmCalls: number,
): Promise<Measured> {
  const eventFile = join(folder, `${randomUUID()}.json`);
  await writeFile(eventFile, JSON.stringify(event));
  return { name, bundleFolder, eventFile, warmCalls, figures: [] };
}

async function bundleEarlier(commit: string) {
  const configurationFile = join(folder, 'hire-invites.json');
  await writeFile(configurationFile, JSON.stringify(written));
  return bundleAtCommit(commit, join(folder, 'against'), configurationFile);
}

function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

function times(name: string) {
  return { name, unit: 'times' as const };
}

async function bundleOf(name: string, input: unknown) {
  const own = parseConfiguration(input);
  const out = await bundle('lambda/receive/handler.ts', join(folder, name), own);
  return { configuration: own, folder: out, secrets: generateSecrets(own) };
}

function toFirstAnswer({ initMs, firstCallMs }: Figures): number {
  return initMs + firstCallMs;
}

function coldCpu({ initCpuMs, firstCallCpuMs }: Figures): number {
  return initCpuMs + firstCallCpuMs;
}

/** One ratio for each round, from figures that were measured close together. */
function ratios(
  one: Measured,
  baseline: Measured,
  read: (figures: Figures) => number,
  readBaseline = read,
): number[] {
  const units = baseline.figures.map(readBaseline);
  return one.figures.map((figures, round) => read(figures) / (units[round] ?? Number.NaN));
}
