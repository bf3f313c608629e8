import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseConfiguration } from '../../config/read-configuration.ts';
import { generateSecrets } from '../../local/local-secrets.ts';
import { startStandIns } from '../stand-ins.ts';
import type { Table } from '../table.ts';
import { createHire, createWebhooks } from '../webhooks.ts';
import { bundleAtCommit } from './at-commit.ts';
import { makeBundles } from './bundles.ts';
import { type Case, type Figures, runFunction } from './run-function.ts';

interface Options {
  rounds?: number;
  /** Cold starts at that commit are measured too. */
  against?: string | undefined;
}

interface Measured extends Case {
  name: string;
  /** One for each round. */
  figures: Figures[];
}

/** This many calls to get warm, and as many again that are measured. */
const warmCalls = 100;
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

/**
 * Cold starts of the functions as they are deployed, and the calls that follow, each in a process of its own. Their baselines
 * are an empty handler, the leanest receiver, and bare HMAC and JSON.parse. AWS is a stand-in on loopback, without TLS.
 */
export async function measureFunctions({ rounds = 15, against }: Options = {}): Promise<Table[]> {
  await using started = new AsyncDisposableStack();
  const configuration = parseConfiguration(written);
  const folder = await mkdtemp(join(tmpdir(), 'hire-invites-bench-'));
  started.defer(() => rm(folder, { recursive: true }));
  const secrets = generateSecrets(configuration);
  const standIns = await startStandIns(configuration, secrets, email);
  started.defer(async () => void (await standIns.close()));
  const bundles = await makeBundles(folder, configuration);
  const earlier = against === undefined ? undefined : await bundleEarlier(against, folder);

  const createWebhook = createWebhooks(configuration, secrets);
  const small = createWebhook({ employees: 1, fieldsEach: 38, action: 'Created' });
  const noHire = createWebhook({ employees: 1, fieldsEach: 38, action: 'Photographed' });
  const large = createWebhook({ employees: 200, fieldsEach: 9, action: 'Created' });
  const hire = createHire(email);
  const list = { action: 'list' };
  const prepare = async (
    name: string,
    bundleFolder: string,
    event: unknown,
    calls = 0,
  ): Promise<Measured> => {
    const eventFile = join(folder, `${randomUUID()}.json`);
    await writeFile(eventFile, JSON.stringify(event));
    return { name, bundleFolder, eventFile, warmCalls: calls, figures: [] };
  };
  const withEarlier = async (name: string, of: 'receive' | 'invite' | 'operate', event: unknown) => [
    await prepare(name, bundles[of], event),
    ...(earlier ? [await prepare(`  ${of} at ${against}`, earlier[of], event)] : []),
  ];

  const empty = await prepare('an empty handler', bundles.empty, small.event);
  const coldStarts = [
    empty,
    await prepare('the leanest receiver', bundles.leanest, small.bareEvent),
    ...(await withEarlier('receive, to its first 202', 'receive', small.event)),
    await prepare('  receive without the built-ins shim', bundles.withoutShim, small.event),
    await prepare('  receive without priming', bundles.withoutPriming, small.event),
    ...(await withEarlier('invite, to its first mail', 'invite', hire)),
    ...(await withEarlier('operate, to its first list', 'operate', list)),
  ];
  /** The same at each memory size. */
  const shares = coldStarts.map(({ figures: _, ...one }) => ({
    name: one.name,
    sizes: memoryMbs.map((memoryMb): Measured => ({ ...one, memoryMb, figures: [] })),
  }));
  const webhooks = [
    {
      receive: await prepare('2 KB, 1 hire', bundles.receive, small.event, warmCalls),
      leanest: await prepare('leanest, 1 hire', bundles.leanest, small.bareEvent, warmCalls),
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

  const all = [
    ...coldStarts,
    ...shares.flatMap(({ sizes }) => sizes),
    ...webhooks.flatMap(({ receive, leanest, bare }) => [bare, ...(leanest ? [leanest] : []), receive]),
  ];
  for (let round = 0; round < rounds; round += 1)
    for (const one of all)
      one.figures.push(await runFunction(one, { ...standIns, processFolder: bundles.process }));

  return [
    {
      id: 'cold-start',
      title:
        'Cold start on a whole core; 1 = the same of an empty handler (init, to the first answer), or its whole CPU',
      columns: [
        'init',
        'to the first answer',
        'CPU of init',
        'CPU of the first call',
        'CPU of each of the calls 2 to 10',
      ].map(times),
      rows: coldStarts.map((one) => ({
        name: one.name,
        cells: [
          ratios(one, empty, ({ initMs }) => initMs),
          ratios(one, empty, toFirstAnswer),
          ratios(one, empty, ({ initCpuMs }) => initCpuMs, coldCpu),
          ratios(one, empty, ({ firstCallCpuMs }) => firstCallCpuMs, coldCpu),
          ratios(one, empty, ({ earlyCpuMs }) => earlyCpuMs, coldCpu),
        ],
      })),
    },
    {
      id: 'cold-start-by-memory',
      title:
        'To the first answer, with the share of a core that Lambda gives to a call; 1 = the same of an empty handler',
      columns: memoryMbs.map((memoryMb) => times(`${memoryMb} MB`)),
      rows: shares.map(({ name, sizes }) => ({
        name,
        cells: sizes.map((one, index) => ratios(one, shares[0]?.sizes[index] ?? one, toFirstAnswer)),
      })),
    },
    ...(earlier ? [comparison(coldStarts, shares)] : []),
    {
      id: 'warm',
      title: 'CPU of a webhook through receive when warm; 1 = bare HMAC and JSON.parse of the same body',
      columns: [times('receive'), times('the leanest receiver')],
      rows: webhooks.map(({ receive, leanest, bare }) => ({
        name: receive.name,
        cells: [ratios(receive, bare, warmCpu), leanest ? ratios(leanest, bare, warmCpu) : []],
      })),
    },
  ];
}

/** Each function against itself at the earlier commit, round by round. */
function comparison(
  coldStarts: readonly Measured[],
  shares: readonly { name: string; sizes: readonly Measured[] }[],
): Table {
  const pairs = coldStarts.flatMap((now, index) => {
    const before = coldStarts[index + 1];
    return before?.name.includes(' at ') ? [{ now, before, index }] : [];
  });
  return {
    id: 'against',
    title: '1 = the same function at the earlier commit',
    columns: [
      ...memoryMbs.map((memoryMb) => times(`first answer, ${memoryMb} MB`)),
      times('CPU of the first call'),
      times('CPU of the calls 2 to 10'),
    ],
    rows: pairs.map(({ now, before, index }) => ({
      name: now.name,
      cells: [
        ...memoryMbs.map((_, size) =>
          ratios(shares[index]?.sizes[size] ?? now, shares[index + 1]?.sizes[size] ?? before, toFirstAnswer),
        ),
        ratios(now, before, ({ firstCallCpuMs }) => firstCallCpuMs),
        ratios(now, before, ({ earlyCpuMs }) => earlyCpuMs),
      ],
    })),
  };
}

async function bundleEarlier(commit: string, folder: string) {
  const configurationFile = join(folder, 'hire-invites.json');
  await writeFile(configurationFile, JSON.stringify(written));
  return bundleAtCommit(commit, join(folder, 'against'), configurationFile);
}

function times(name: string) {
  return { name, unit: 'times' as const };
}

function toFirstAnswer({ initMs, firstCallMs }: Figures): number {
  return initMs + firstCallMs;
}

function coldCpu({ initCpuMs, firstCallCpuMs }: Figures): number {
  return initCpuMs + firstCallCpuMs;
}

function warmCpu({ warmCpuMs }: Figures): number {
  return warmCpuMs ?? Number.NaN;
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
