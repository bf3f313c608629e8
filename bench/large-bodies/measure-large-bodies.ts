import { allShapes } from '../../test/receive/large-bodies.ts';
import { type Figures, runFunction } from '../functions/run-function.ts';
import { quantile, type Table } from '../table.ts';
import { createLargeWebhooks, createWebhooks } from '../webhooks.ts';
import { jsonAndXml, openWorkshop } from '../workshop.ts';

/** Lambda's limit for a body that arrives as base64. */
const largeBytes = 4.5 * 1024 * 1024;

/** Bodies as large and as dear as can be, each the first that a process of `receive` gets, beside a small one. */
export async function measureLargeBodies({ rounds = 3 }: { rounds?: number } = {}): Promise<Table[]> {
  await using workshop = await openWorkshop(jsonAndXml);
  const { configuration, secrets, environment, bundle, writeEvent } = workshop;
  const processFolder = await bundle('bench/functions/process.ts', 'process');
  const bundleFolder = await bundle('lambda/receive/handler.ts', 'receive');

  const prepare = async (name: string, event: unknown, bytes: number, answers: number[]) => {
    const figures: Figures[] = [];
    return { name, bundleFolder, eventFile: await writeEvent(event), bytes, answers, figures };
  };
  const createLarge = createLargeWebhooks(configuration, secrets);
  const { event } = createWebhooks(
    configuration,
    secrets,
  )({ employees: 1, fieldsEach: 38, action: 'Created' });
  const small = await prepare('small', event, event.body.length, [202]);
  const large = await Promise.all(
    allShapes.map((shape) => {
      const { event, bytes } = createLarge(shape, largeBytes);
      return prepare(shape, event, bytes, [202, 400, 413]);
    }),
  );
  for (let round = 0; round < rounds; round += 1)
    for (const one of [small, ...large])
      one.figures.push(await runFunction(one, { environment, processFolder }));

  return [
    {
      id: 'large-bodies',
      title: `Bodies of ${largeBytes / 1024 / 1024} MB, as dear as can be: what a byte costs above a small webhook`,
      columns: [
        { name: 'CPU in µs', unit: 'number' },
        { name: 'memory', unit: 'bytes' },
      ],
      rows: large.map(({ name, figures, bytes }) => {
        const above = (read: (figures: Figures) => number) => {
          const ofSmall = quantile(small.figures.map(read), 0.5);
          return figures.map((one) => (read(one) - ofSmall) / bytes);
        };
        return { name, cells: [above(coldCpuUs), above(({ memoryMb }) => memoryMb * 1024 * 1024)] };
      }),
    },
  ];
}

function coldCpuUs({ initCpuMs, firstCallCpuMs }: Figures): number {
  return (initCpuMs + firstCallCpuMs) * 1000;
}
