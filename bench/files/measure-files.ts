import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Configuration } from '../../config/configuration.ts';
import { parseConfiguration } from '../../config/read-configuration.ts';
import { bundle } from '../../infra/bundle.ts';
import { generateSecrets } from '../../local/local-secrets.ts';
import { startStandIns } from '../stand-ins.ts';
import type { Table } from '../table.ts';
import { createJsonFile, createXmlFile, type WorkersFile } from './create-files.ts';
import { type CallFigures, runOnce } from './run-once.ts';

interface Options {
  rounds?: number;
  /** The first is what the others are compared with. */
  workerCounts?: readonly number[];
}

/**
 * Webhooks that are files of many workers, each taken by `receive` in a new process, and beside it the bare parsing of the
 * same bytes. @throws Error if not every worker is queued.
 */
export async function measureFiles({
  rounds = 5,
  workerCounts = [1000, 100, 5000],
}: Options = {}): Promise<Table[]> {
  await using started = new AsyncDisposableStack();
  const configuration = parseConfiguration({
    oneLogin: { host: 'acme.onelogin.com' },
    sources: {
      bamboohr: { type: 'bamboohr', company: 'acme' },
      workday: { type: 'workday-core-connector' },
    },
  });
  const secrets = generateSecrets(configuration);
  const folder = await mkdtemp(join(tmpdir(), 'hire-invites-bench-files-'));
  started.defer(() => rm(folder, { recursive: true }));
  const standIns = await startStandIns(configuration, secrets, 'ada@acme.example');
  started.defer(async () => void (await standIns.close()));
  const bundles = await makeBundles(folder, configuration);

  const cases: Measured[] = [];
  for (const format of ['json', 'xml'] as const)
    for (const workers of workerCounts) {
      const create = format === 'json' ? createJsonFile : createXmlFile;
      const file = create(workers, configuration, secrets);
      const bare = format === 'json' ? bundles.bare : bundles.bareXml;
      cases.push(await prepare({ format, workers, file }, { receive: bundles.receive, bare }, folder));
    }
  const at = { processFolder: bundles.process, environment: standIns.environment };
  for (let round = 0; round < rounds; round += 1)
    for (const one of cases) {
      one.bareFigures.push(await runOnce(one.bare, at));
      const figures = await runOnce(one.receive, at);
      if (figures.statusCode !== 202 || figures.accepted !== one.workers)
        throw new Error(`${one.name}: ${figures.statusCode}, ${figures.accepted} hires`);
      one.figures.push(figures);
    }
  return [toTable(cases)];
}

async function makeBundles(folder: string, configuration: Configuration) {
  const make = (entry: string, name: string) => bundle(entry, join(folder, name), configuration);
  return {
    process: await make('bench/files/process.ts', 'process'),
    receive: await make('lambda/receive/handler.ts', 'receive'),
    bare: await make('bench/baselines/bare.ts', 'bare'),
    bareXml: await make('bench/baselines/bare-xml.ts', 'bare-xml'),
  };
}

type Call = Parameters<typeof runOnce>[0];

interface Measured {
  name: string;
  format: 'json' | 'xml';
  workers: number;
  bytes: number;
  receive: Call;
  bare: Call;
  /** One for each round. */
  figures: CallFigures[];
  bareFigures: CallFigures[];
}

async function prepare(
  { format, workers, file }: { format: 'json' | 'xml'; workers: number; file: WorkersFile },
  bundles: { receive: string; bare: string },
  folder: string,
): Promise<Measured> {
  const write = async (name: string, event: unknown) => {
    const path = join(folder, `${format}-${workers}-${name}.json`);
    await writeFile(path, JSON.stringify(event));
    return path;
  };
  return {
    name: `${format.toUpperCase()}, ${workers.toLocaleString('en-US')} workers`,
    format,
    workers,
    bytes: file.bytes,
    receive: { bundleFolder: bundles.receive, eventFile: await write('event', file.event) },
    bare: { bundleFolder: bundles.bare, eventFile: await write('bare', file.bareEvent) },
    figures: [],
    bareFigures: [],
  };
}

function toTable(cases: readonly Measured[]): Table {
  const rows = cases.map((one) => {
    const usual = cases.find(({ format }) => format === one.format) ?? one;
    const perWorker = ({ figures, workers }: Measured, round: number) =>
      (figures[round]?.cpuMs ?? Number.NaN) / workers;
    const against = (read: (figures: CallFigures) => number) =>
      one.figures.map((figures, round) => read(figures) / read(one.bareFigures[round] ?? figures));
    return {
      order: one.workers,
      format: one.format,
      name: one.name,
      cells: [
        [one.bytes / 1024],
        against(({ cpuMs }) => cpuMs),
        one.figures.map((_, round) => perWorker(one, round) / perWorker(usual, round)),
        against(({ peakMb }) => peakMb),
        one.figures.map(({ peakMb }) => peakMb),
      ],
    };
  });
  const usualWorkers = cases[0]?.workers ?? 0;
  return {
    id: 'files',
    title:
      'A file of workers through receive, first call of a process; 1 = bare HMAC and JSON.parse, or the bare XML parser, of the same bytes',
    columns: [
      { name: 'file', unit: 'KB' },
      { name: 'CPU', unit: 'times' },
      { name: `CPU per worker, 1 = of ${usualWorkers.toLocaleString('en-US')}`, unit: 'times' },
      { name: 'peak memory', unit: 'times' },
      { name: 'peak memory', unit: 'MB' },
    ],
    rows: rows
      .toSorted((a, b) => a.format.localeCompare(b.format) || a.order - b.order)
      .map(({ name, cells }) => ({ name, cells })),
  };
}
