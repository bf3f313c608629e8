import { expect, test } from '@jest/globals';
import { toWorkers } from '../../bench/files/create-files.ts';
import { measureFiles } from '../../bench/files/measure-files.ts';
import { parseXml } from '../../lambda/receive/parse-xml.ts';

test('a file of a few workers is queued whole, and each of its figures is one', async () => {
  const [table] = await measureFiles({ rounds: 1, workerCounts: [2, 3] });
  expect(table?.rows.map(({ name }) => name)).toEqual([
    'JSON, 2 workers',
    'JSON, 3 workers',
    'XML, 2 workers',
    'XML, 3 workers',
  ]);
  for (const { cells } of table?.rows ?? []) {
    expect(cells).toHaveLength(table?.columns.length ?? 0);
    for (const figure of cells.flat()) expect(figure).toBeGreaterThan(0);
  }
});

test('a file of workers has each of them once', () => {
  const ids = toWorkers(3).match(/(?<=Employee_ID>)\d+/g);
  expect(ids).toEqual(['1', '2', '3']);
  expect(parseXml(toWorkers(3))).toMatchObject({ Worker_Sync: { Worker: { length: 3 } } });
});
