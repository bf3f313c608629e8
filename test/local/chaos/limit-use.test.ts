import { expect, test } from '@jest/globals';
import { toLimitUse } from '../../../local/chaos/limit-use.ts';
import { createRateLimit } from '../../../local/sandbox/onelogin-rate-limit.ts';
import { jsonReply } from '../../../local/sandbox/reply.ts';

const limit = { calls: 4, windowSeconds: 6 };

test('it counts by windows what was asked, refused, and used of the full ones', () => {
  let nowMs = 0;
  const sandbox = createRateLimit(() => new Date(nowMs));
  sandbox.set({ ...limit, status: 429 });
  const ask = (calls: number) => {
    for (let call = 0; call < calls; call += 1) sandbox.pass(() => jsonReply(200, {}));
    nowMs += limit.windowSeconds * 1000;
  };
  ask(6);
  ask(2);
  ask(1);
  const windows = sandbox.windows();
  expect(windows).toEqual([
    { asked: 6, refused: 2 },
    { asked: 2, refused: 0 },
    { asked: 1, refused: 0 },
  ]);
  expect(toLimitUse(limit, windows, windows.slice(0, -1))).toEqual({ ...limit, refused: 2, percentUsed: 75 });
  expect(toLimitUse(limit, windows, [])).toEqual({ ...limit, refused: 2 });
});
