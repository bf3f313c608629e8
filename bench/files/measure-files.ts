import type { Table } from '../table.ts';
import { jsonAndXml, openWorkshop, type Workshop } from '../workshop.ts';
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
  await using workshop = await openWorkshop(jsonAndXml);
  const { configuration, secrets, environment } = workshop;
  const bundles = await makeBundles(workshop);

  const cases: Measured[] = [];
  for (const format of ['json', 'xml'] as const)
    for (const workers of workerCounts) {
      const create = format === 'json' ? createJsonFile : createXmlFile;
      const file = create(workers, configuration, secrets);
      const bare = format === 'json' ? bundles.bare : bundles.bareXml;
      cases.push(await prepare({ format, workers, file }, { receive: bundles.receive, bare }, workshop));
    }
  const at = { processFolder: bundles.process, environment };
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

async function makeBundles({ bundle: make }: Workshop) {
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
  { writeEvent }: Workshop,
): Promise<Measured> {
  return {
    name: `${format.toUpperCase()}, ${workers.toLocaleString('en-US')} workers`,
    format,
    workers,
    bytes: file.bytes,
    receive: { bundleFolder: bundles.receive, eventFile: await writeEvent(file.event) },
    bare: { bundleFolder: bundles.bare, eventFile: await writeEvent(file.bareEvent) },
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
