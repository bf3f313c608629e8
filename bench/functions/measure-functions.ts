import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Table } from '../table.ts';
import { createHire, createWebhooks, homeMade } from '../webhooks.ts';
import { knownEmail, openWorkshop, type Workshop } from '../workshop.ts';
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

interface ColdStart extends Measured {
  /** The same at each memory size. */
  sizes: Measured[];
  /** The same function at the earlier commit. */
  earlier?: ColdStart | undefined;
}

/** The calls 2 to 10. */
const earlyCalls = 9;
/** This many calls to get warm, and as many again that are measured. */
const warmCalls = 100;
/** The sizes at which Lambda's share of a core is played. */
const memoryMbs = [256, 512, 1024];

const written = {
  oneLogin: { host: 'acme.onelogin.com' },
  sources: { bamboohr: { type: 'bamboohr', company: 'acme' }, 'home-made': homeMade },
};

/**
 * Cold starts of the functions as they are deployed, and the calls that follow, each in a process of its own. Their baselines
 * are an empty handler, the leanest receiver, and bare HMAC and JSON.parse. AWS is a stand-in on loopback, without TLS.
 */
export async function measureFunctions({ rounds = 15, against }: Options = {}): Promise<Table[]> {
  await using workshop = await openWorkshop(written);
  const { configuration, secrets, environment, writeEvent } = workshop;
  const bundles = await makeBundles(workshop);
  const earlier = against === undefined ? undefined : await bundleEarlier(against, workshop);

  const createWebhook = createWebhooks(configuration, secrets);
  const small = createWebhook({ employees: 1, fieldsEach: 38, action: 'Created' });
  const noHire = createWebhook({ employees: 1, fieldsEach: 38, action: 'Photographed' });
  const large = createWebhook({ employees: 200, fieldsEach: 9, action: 'Created' });
  const prepare = async (name: string, bundleFolder: string, event: unknown): Promise<Measured> => ({
    name,
    bundleFolder,
    eventFile: await writeEvent(event),
    figures: [],
  });
  const prepareStart = async (name: string, bundleFolder: string, event: unknown): Promise<ColdStart> => {
    const one = await prepare(name, bundleFolder, event);
    return { ...one, earlyCalls, sizes: memoryMbs.map((memoryMb) => ({ ...one, memoryMb, figures: [] })) };
  };
  const prepareWarm = async (name: string, bundleFolder: string, event: unknown, calls: number) => ({
    ...(await prepare(name, bundleFolder, event)),
    warmCalls: calls,
  });
  const withEarlier = async (name: string, of: keyof EarlierBundles, event: unknown) => {
    const before = earlier && (await prepareStart(`  ${of} at ${against}`, earlier[of], event));
    return [
      { ...(await prepareStart(name, bundles[of], event)), earlier: before },
      ...(before ? [before] : []),
    ];
  };

  const empty = await prepareStart('an empty handler', bundles.empty, small.event);
  const coldStarts: ColdStart[] = [
    empty,
    await prepareStart('the leanest receiver', bundles.leanest, small.bareEvent),
    ...(await withEarlier('receive, to its first 202', 'receive', small.event)),
    await prepareStart('  receive without the built-ins shim', bundles.withoutShim, small.event),
    await prepareStart('  receive without priming', bundles.withoutPriming, small.event),
    ...(await withEarlier('invite, to its first mail', 'invite', createHire(knownEmail))),
    ...(await withEarlier('operate, to its first list', 'operate', { action: 'list' })),
  ];
  const webhooks = [
    {
      receive: await prepareWarm('2 KB, 1 hire', bundles.receive, small.event, warmCalls),
      leanest: await prepareWarm('leanest, 1 hire', bundles.leanest, small.bareEvent, warmCalls),
      bare: await prepareWarm('bare, 1 hire', bundles.bare, small.bareEvent, warmCalls * 20),
    },
    {
      receive: await prepareWarm('2 KB, no hire to queue', bundles.receive, noHire.event, warmCalls),
      bare: await prepareWarm('bare, no hire', bundles.bare, noHire.bareEvent, warmCalls * 20),
    },
    {
      receive: await prepareWarm('100 KB, 200 hires', bundles.receive, large.event, warmCalls / 10),
      bare: await prepareWarm('bare, 200 hires', bundles.bare, large.bareEvent, warmCalls * 2),
    },
  ];

  const all = [
    ...coldStarts,
    ...coldStarts.flatMap(({ sizes }) => sizes),
    ...webhooks.flatMap(({ receive, leanest, bare }) => [bare, ...(leanest ? [leanest] : []), receive]),
  ];
  for (let round = 0; round < rounds; round += 1)
    for (const one of all)
      one.figures.push(await runFunction(one, { environment, processFolder: bundles.process }));

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
          ratios(one, empty, earlyCpu, coldCpu),
        ],
      })),
    },
    {
      id: 'cold-start-by-memory',
      title:
        'To the first answer, with the share of a core that Lambda gives to a call; 1 = the same of an empty handler',
      columns: memoryMbs.map((memoryMb) => times(`${memoryMb} MB`)),
      rows: coldStarts.map(({ name, sizes }) => ({ name, cells: sizesOver(sizes, empty.sizes) })),
    },
    ...(earlier ? [toComparison(coldStarts)] : []),
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
function toComparison(coldStarts: readonly ColdStart[]): Table {
  return {
    id: 'against',
    title: '1 = the same function at the earlier commit',
    columns: [
      ...memoryMbs.map((memoryMb) => times(`first answer, ${memoryMb} MB`)),
      times('CPU of the first call'),
      times('CPU of the calls 2 to 10'),
    ],
    rows: coldStarts.flatMap((now) => {
      const { name, sizes, earlier } = now;
      if (earlier === undefined) return [];
      const cells = [
        ...sizesOver(sizes, earlier.sizes),
        ratios(now, earlier, ({ firstCallCpuMs }) => firstCallCpuMs),
        ratios(now, earlier, earlyCpu),
      ];
      return [{ name, cells }];
    }),
  };
}

function sizesOver(sizes: readonly Measured[], baselines: readonly Measured[]): number[][] {
  return sizes.map((one, index) => ratios(one, baselines[index] ?? one, toFirstAnswer));
}

type EarlierBundles = Awaited<ReturnType<typeof bundleAtCommit>>;

async function bundleEarlier(commit: string, { folder }: Workshop): Promise<EarlierBundles> {
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

function earlyCpu({ earlyCpuMs }: Figures): number {
  return earlyCpuMs ?? Number.NaN;
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
