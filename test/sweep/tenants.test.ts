import { afterEach, expect, test } from '@jest/globals';
import { jsonAnswer } from '../helpers/answers.ts';
import { startSweep } from '../helpers/sweep.ts';

/** A source whose employees are of several companies: the list names the same one as the webhooks. */

const hr = {
  type: 'generic',
  authentication: [{ type: 'bearer' }],
  employee: { id: 'id', tenant: 'company' },
  api: {
    baseUrl: 'https://api.hr.example',
    authentication: { type: 'bearer' },
    employee: { request: { path: '/people/{id}' } },
    list: { request: { path: '/people' }, tenant: 'company', startDate: 'start' },
  },
} as const;

let sweep: Awaited<ReturnType<typeof startSweep>>;
afterEach(() => sweep.close());

const today = '2026-03-02';

async function start(list: object, people: object[]) {
  const source = { ...hr, api: { ...hr.api, list: { ...hr.api.list, ...list } } };
  sweep = await startSweep({ sources: { hr: source } });
  sweep.invite.secrets.set('hire-invites/hr/api', { apiKey: 'the-key' });
  sweep.parts.http = async () => jsonAnswer(200, people);
}

test('who was announced by a webhook keeps the key, and is not found again', async () => {
  await start({}, [
    { id: 101, company: 7, start: today },
    { id: 101, company: 8, start: today },
  ]);
  await sweep.putRow('hr/7/101', { state: 'invited' });
  expect((await sweep.run()).sources).toMatchObject([{ ended: 'FINISHED', queued: ['hr/8/101'] }]);
  expect(await sweep.messages()).toMatchObject([{ tenant: '8', record: { sweptEmployeeId: '101' } }]);
});

test('a list of one company, which does not name it, says it in its settings', async () => {
  await start({ tenant: "'7'" }, [{ id: 101, start: today }]);
  await sweep.putRow('hr/7/101', { state: 'invited' });
  expect((await sweep.run()).sources).toMatchObject([{ ended: 'FINISHED', inWindow: 1, queued: [] }]);
});
