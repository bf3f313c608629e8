import { createServer } from 'node:http';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import * as v from 'valibot';
import { sendLoad } from '../../bench/local-api/send-load.ts';

let answered = 0;
let status = 202;
const sockets = new Set<unknown>();
const server = createServer((request, response) => {
  sockets.add(request.socket);
  answered += 1;
  request.resume().on('end', () => response.writeHead(status).end());
});

let webhook: Parameters<typeof sendLoad>[0];
beforeEach(async () => {
  [answered, status] = [0, 202];
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = v.parse(v.object({ port: v.number() }), server.address());
  webhook = { url: `http://127.0.0.1:${port}/`, body: '{}', headers: {} };
});
afterEach(() => {
  sockets.clear();
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
});

test('every connection sends at least once, and what was answered gives the figures', async () => {
  const figures = await sendLoad(webhook, { connections: 4, forMs: 0 });
  expect([answered, sockets.size]).toEqual([4, 4]);
  for (const figure of Object.values(figures)) expect(figure).toBeGreaterThan(0);
  expect(figures.p99Ms).toBeGreaterThanOrEqual(figures.p50Ms);
});

test('a webhook that is not acknowledged ends the load', async () => {
  status = 503;
  await expect(sendLoad(webhook, { connections: 2, forMs: 60_000 })).rejects.toThrow('answers 503');
});
