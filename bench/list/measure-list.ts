import { parseConfiguration } from '../../config/read-configuration.ts';
import { askOperate } from '../../console/ask-operate.ts';
import { Counted, Listed } from '../../lambda/operate/answer.ts';
import { synthesizeForRun } from '../../local/synthesize-for-run.ts';
import type { Table } from '../table.ts';
import { homeMade } from '../webhooks.ts';
import { type FilledStack, type Reads, startFilledStack } from './start-tables.ts';

interface Options {
  rounds?: number;
  /** The first is what the others are compared with. */
  rowCounts?: readonly number[];
}

/**
 * What `operate` reads to list and count, and what a run of `tell` and of `sweep` reads, from tables of several sizes, side
 * by side on this machine. @throws Error if a list lacks an open hire, or is read from the whole table.
 */
export async function measureList({
  rounds = 3,
  rowCounts = [1000, 10_000, 100_000],
}: Options = {}): Promise<Table[]> {
  await using started = new AsyncDisposableStack();
  const configuration = parseConfiguration({
    oneLogin: { host: 'acme.onelogin.com' },
    // No HR system to ask, so that what the sweep does is to read the tables.
    sources: { 'home-made': homeMade },
  });
  const { assembly, remove } = await synthesizeForRun(configuration);
  started.defer(remove);
  const stacks: FilledStack[] = [];
  for (const rows of rowCounts)
    stacks.push(started.use(await startFilledStack(rows, configuration, assembly)));

  const tasks = tasksOf();
  const measured = tasks.flatMap((task) =>
    stacks.map((stack): Measured => ({ task, stack, times: [], reads: [] })),
  );
  for (const { task, stack } of measured) if (task.by === 'operate') await task.work(stack); // to get warm
  for (let round = 0; round < rounds; round += 1)
    for (const { task, stack, times, reads } of measured) {
      if (round >= (task.mostRounds ?? rounds)) continue;
      stack.takeReads(task.by);
      const before = performance.now();
      await task.work(stack);
      times.push(performance.now() - before);
      reads.push(stack.takeReads(task.by));
    }

  return [
    {
      id: 'rows',
      title: `What is read of tables of hires, 1 % of them open; 1 = the time of the table of ${stacks[0]?.rows.toLocaleString('en-US')} rows`,
      columns: [
        { name: 'calls', unit: 'number' },
        { name: 'read units', unit: 'number' },
        { name: 'answers', unit: 'KB' },
        { name: 'time', unit: 'times' },
      ],
      rows: measured.map(({ task, stack, times, reads }) => {
        const smallest = measured.find((other) => other.task === task)?.times ?? [];
        const [{ calls, units, bytes } = { calls: Number.NaN, units: Number.NaN, bytes: Number.NaN }] = reads;
        return {
          name: `${task.name}, ${stack.rows.toLocaleString('en-US')} rows`,
          cells: [
            [calls],
            [units],
            [bytes / 1024],
            times.map((time, round) => time / (smallest[round] ?? Number.NaN)),
          ],
        };
      }),
    },
  ];
}

interface Measured {
  task: Task;
  stack: FilledStack;
  /** One for each round. */
  times: number[];
  reads: Reads[];
}

interface Task {
  name: string;
  by: 'operate' | 'tell' | 'sweep';
  work: (stack: FilledStack) => Promise<unknown>;
  /** A scan of a large table takes the local DynamoDB many seconds. */
  mostRounds?: number;
}

function tasksOf(): Task[] {
  return [
    { name: 'operate, first page of who is open', by: 'operate', work: (stack) => listPage(stack) },
    { name: 'operate, all pages of who is open', by: 'operate', work: listAll },
    {
      name: 'operate, counts',
      by: 'operate',
      work: ({ connection }) => askOperate({ action: 'counts' }, Counted, connection),
    },
    { name: 'tell, a run', by: 'tell', work: (stack) => stack.run('tell'), mostRounds: 1 },
    { name: 'sweep, a run', by: 'sweep', work: (stack) => stack.run('sweep'), mostRounds: 1 },
  ];
}

async function listPage({ connection }: FilledStack, after?: string): Promise<Listed> {
  const request = { action: 'list', which: 'open', ...(after !== undefined && { after }) } as const;
  const page = await askOperate(request, Listed, connection);
  if (page.scanned) throw new Error('The list was read from the whole table');
  return page;
}

async function listAll(stack: FilledStack): Promise<void> {
  const hires = new Set<string>();
  let after: string | undefined;
  do {
    const page = await listPage(stack, after);
    for (const { hire } of page.hires) hires.add(hire);
    after = page.next;
  } while (after !== undefined);
  if (hires.size !== stack.rows / 100) throw new Error(`${hires.size} of ${stack.rows} hires are listed`);
}
