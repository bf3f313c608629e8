import { request } from 'node:http';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { askRun } from '../../console/ask-run.ts';
import { readRun, titleOf } from '../../console/find-run.ts';
import { type LocalServer, serve } from '../../local/aws/json-service.ts';
import { type Clock, startClock } from '../../local/clock.ts';
import { ClockMoved, clockPath, runPath, sendPath } from '../../local/requests.ts';
import { createRoutes } from '../../local/routes.ts';
import { createWorkbench } from '../../local/workbench.ts';
import { createConfiguration } from '../helpers/configuration.ts';
import { startLocalRun } from '../helpers/local-run.ts';

const configuration = createConfiguration();

let clock: Clock;
let local: Awaited<ReturnType<typeof startLocalRun>>;
let server: LocalServer;
/** Whether the stack has something to do that does not end. */
let isBusy: boolean;
beforeEach(async () => {
  isBusy = true;
  clock = startClock();
  local = await startLocalRun(configuration, clock);
  const stack = { ...local.stack, isWorking: () => isBusy || local.stack.isWorking() };
  const parts = { run: { ...local, stack }, configuration, secrets: local.secrets };
  const workbench = createWorkbench(parts, clock);
  const routes = createRoutes(parts, workbench, { id: 'run-1', page: async () => false });
  server = await serve(async (request, response) => {
    if (!(await routes(request, response))) response.writeHead(404).end();
  });
});
afterEach(async () => {
  await server.close();
  await local.close();
  clock.stop();
});

const title = async () => titleOf(await readRun(server.url));

test('a stack answers while its clock moves, and says so', async () => {
  expect(await title()).toBe(`Hire Invites on this machine, ${local.stack.url}, hire-invites`);
  const moving = askRun(server, clockPath, { moveSeconds: 60 }, ClockMoved);
  // The request is taken before the next one.
  while (!(await title()).includes('; its clock is being moved, and says 2'));
  expect(clock.aheadMs()).toBe(0);
  isBusy = false;
  expect(await moving).toEqual({ now: expect.any(String), mails: 0 });
  expect(await title()).toMatch(/; its clock was moved, and says \d{4}-\d\d-\d\d \d\d:\d\d UTC$/);
});

test('a page in a browser cannot send a hire: what it may send without asking is not taken', async () => {
  const body = '{"employeeId":"101","event":"created"}';
  const post = (headers: Record<string, string>) =>
    fetch(`${server.url}${sendPath}`, { method: 'POST', headers, body });
  expect((await post({ 'content-type': 'text/plain' })).status).toBe(404);
  expect((await post({ 'content-type': 'application/json' })).status).toBe(200);
});

test.each([
  ['GET', runPath, undefined],
  ['POST', sendPath, '{"employeeId":"101","event":"created"}'],
])('nothing is answered under another name of this machine: %s %s', async (method, path, body) => {
  const { hostname, port } = new URL(server.url);
  const headers = { host: `evil.example:${port}`, 'content-type': 'application/json' };
  const status = await new Promise((resolve, reject) => {
    request({ hostname, port, path, method, headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .once('error', reject)
      .end(body);
  });
  expect(status).toBe(404);
});
