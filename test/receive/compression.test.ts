import { gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { undoCompression, undoUnproven } from '../../lambda/receive/compression.ts';

const headers = { 'content-encoding': 'gzip' };
const zipped = (bytes: number) => ({ headers, rawBody: gzipSync(Buffer.alloc(bytes, 'x')) });

test('what a stranger sends is undone up to a hundred times its size, or 256 KB', () => {
  expect(undoUnproven(zipped(256 * 1024))).toHaveLength(256 * 1024);
  expect(undoUnproven(zipped(6 * 1024 * 1024))).toBeUndefined();
  const hires = Array.from(
    { length: 10_000 },
    (_, id) => `{"id":"${id}","email":"person.${id}@acme.example"}`,
  );
  const honest = Buffer.from(`[${hires}]`);
  expect(honest.length).toBeGreaterThan(256 * 1024);
  expect(undoUnproven({ headers, rawBody: gzipSync(honest) })?.equals(honest)).toBe(true);
});

test('it is undone once, whatever the number of ways and tries', () => {
  const body = zipped(1000);
  expect(undoUnproven(body)).toBe(undoUnproven({ ...body }));
});

test('what is not compressed is not copied', () => {
  const rawBody = Buffer.from('{}');
  expect(undoCompression({ headers, rawBody }, 10)).toBe(rawBody);
  expect(undoUnproven({ headers, rawBody })).toBeUndefined();
});

test('the limit counts what comes out', () => {
  expect(undoCompression(zipped(1000), 1000)).toHaveLength(1000);
  expect(undoCompression(zipped(1001), 1000)).toBe('too-large');
});
