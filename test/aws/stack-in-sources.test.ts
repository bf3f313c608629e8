import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import * as v from 'valibot';
import { parseConfiguration } from '../../config/read-configuration.ts';
import { bundle } from '../../infra/bundle.ts';
import { errorFields } from '../../lambda/aws/log.ts';
import { toSourceFrame } from '../../lambda/aws/stack-in-sources.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stack-'));
});
afterEach(() => rm(folder, { recursive: true }));

const configuration = parseConfiguration({
  oneLogin: { host: 'acme.onelogin.com' },
  sources: { bamboohr: { type: 'bamboohr', company: 'acme' } },
});
const Thrower = v.object({ fail: v.function() });

/** A module in a folder of its own, bundled as the functions are. */
async function bundleThrower(): Promise<string> {
  const source = join(folder, 'thrower.ts');
  await writeFile(
    source,
    "const inner = (word: string) => {\n  throw new TypeError(word);\n};\nexport const fail = () => inner('ada@home.example');\n",
  );
  return bundle(source, join(folder, 'bundle'), configuration);
}

async function caught(file: string): Promise<unknown> {
  const { fail } = v.parse(Thrower, { ...(await import(pathToFileURL(file).href)) });
  try {
    return fail();
  } catch (error) {
    return error;
  }
}

test('the stack of an error in a bundle is logged as the places in the sources', async () => {
  const out = await bundleThrower();
  const { errorName, errorStack } = errorFields(await caught(join(out, 'index.mjs')));
  expect(errorName).toBe('TypeError');
  const [inner, outer] = errorStack?.split('\n') ?? [];
  expect(inner).toMatch(/^ {4}at \S*thrower\.ts:2:\d+$/);
  expect(outer).toMatch(/^ {4}at \S*thrower\.ts:4:\d+$/);
  expect(errorStack).not.toContain('ada@');
});

test.each(['missing', 'broken'])('with a map that is %s, the stack is logged as it is', async (how) => {
  const out = await bundleThrower();
  const map = join(out, 'index.mjs.map');
  await (how === 'missing' ? rm(map) : writeFile(map, '{'));
  const { errorStack } = errorFields(await caught(join(out, 'index.mjs')));
  expect(errorStack).toMatch(/at .*index\.mjs:\d+:\d+/);
});

test.each([
  '    at parse (/project/lambda/receive/read-body.ts:34:10)',
  '    at process.processTicksAndRejections (node:internal/process/task_queues:105:5)',
  '    at a (file:///nowhere/index.mjs:1:1)',
])('a line without a map stays as it is: %s', (frame) => {
  expect(toSourceFrame(frame)).toBe(frame);
});
