import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import * as v from 'valibot';
import { createDeployment, type Deployment } from '../../../local/aws/deployment.ts';
import { type LocalSqs, startSqs } from '../../../local/aws/sqs.ts';
import type { StackDefinition } from '../../../local/aws/template.ts';

/** A function says of which version it is, once the test lets it. */
const bundle = (version: string) => `
export const handler = async (url) => {
  await fetch(url);
  return '${version}';
};`;

let folder: string;
let sqs: LocalSqs;
let deployment: Deployment;
let door: Server;
let arrived: PromiseWithResolvers<void>;
let opened: PromiseWithResolvers<void>;
let url: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hire-invites-test-'));
  for (const version of ['old', 'new']) {
    await mkdir(join(folder, version));
    await writeFile(join(folder, version, 'index.mjs'), bundle(version));
  }
  arrived = Promise.withResolvers();
  opened = Promise.withResolvers();
  door = createServer((_, response) => {
    arrived.resolve();
    void opened.promise.then(() => response.end());
  });
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${v.parse(v.object({ port: v.number() }), door.address()).port}`;
  sqs = await startSqs();
  deployment = createDeployment({ sqs, onLog: () => undefined });
});
afterEach(async () => {
  opened.resolve();
  await deployment.close();
  await sqs.close();
  door.closeAllConnections();
  await new Promise((resolve) => door.close(resolve));
  await rm(folder, { recursive: true });
});

const definitionOf = (version: string): StackDefinition => ({
  queues: [],
  tables: [],
  topicArns: [],
  subscriptions: [],
  alarmNames: [],
  functions: [
    {
      FunctionName: 'invite',
      Handler: 'index.handler',
      Timeout: 300,
      MemorySize: 128,
      Environment: { Variables: {} },
      codeFolder: join(folder, version),
      role: 'Role',
    },
  ],
  aliases: [],
  eventSources: [],
  routes: [],
  schedules: [],
  policies: [],
});

test('at an update, what runs ends with the old code, and what comes waits for the new', async () => {
  const steps: string[] = [];
  await deployment.update(definitionOf('old'), {}, async () => undefined);
  const before = deployment.invoke('invite', url);
  await arrived.promise;
  const updated = deployment.update(definitionOf('new'), {}, async () => {
    steps.push('the services are updated');
  });
  const meanwhile = deployment.invoke('invite', url);
  await new Promise(setImmediate);
  steps.push('the invocation may end');
  opened.resolve();
  await updated;
  expect(await Promise.all([before, meanwhile])).toEqual(['old', 'new']);
  expect(steps).toEqual(['the invocation may end', 'the services are updated']);
});

test('who is no function of the stack cannot be invoked', async () => {
  await expect(deployment.invoke('invite', url)).rejects.toThrow('no function invite');
});
