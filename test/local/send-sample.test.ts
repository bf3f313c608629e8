import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { presets } from '../../config/presets/index.ts';
import { hireEvents } from '../../lambda/hire/hr-event.ts';
import { startClock } from '../../local/clock.ts';
import type { SendRequest } from '../../local/requests.ts';
import { type Sender, sendSample } from '../../local/send-sample.ts';
import { createWorkbench } from '../../local/workbench.ts';
import { createConfiguration } from '../helpers/configuration.ts';
import { startLocalRun } from '../helpers/local-run.ts';
import { sourcesOfPresets } from '../helpers/preset-sources.ts';

const types = Object.keys(presets);
const configuration = createConfiguration({
  sources: {
    generic: { type: 'generic', authentication: [{ type: 'bearer' }], employee: { workEmail: 'mail' } },
    ...sourcesOfPresets,
  },
});

let local: Awaited<ReturnType<typeof startLocalRun>>;
let sender: Sender;
beforeAll(async () => {
  local = await startLocalRun(configuration);
  sender = { run: local, configuration, secrets: local.secrets, nowMs: Date.now };
});
afterAll(() => local.close());

const send = (request: Partial<SendRequest>) =>
  sendSample({ employeeId: '101', event: 'created', ...request }, sender);

/** What the log says next about this hire: how it is now, or this message. */
const nextLine = (key: string, said?: string) =>
  local.nextLine(
    ({ message, hire, code }) => hire === key && (said === undefined ? code !== undefined : message === said),
  );

const acceptedStatus = (source: string) => configuration.sources[source]?.acceptedStatus;

/** In their sample webhooks no word can be exchanged for that of another event. */
const onlyCreated = [
  'factorial',
  'humi',
  'paychex',
  'paylocity',
  'successfactors',
  'ukg-pro',
  'workday-core-connector',
  'workday-report',
];
/** Their events have no word for it. */
const neverRemoved = [...onlyCreated, 'keypay'];

describe.each(types)('%s', (source) => {
  test('announces somebody, as it writes and signs', async () => {
    const announced = local.nextLine(({ state, source: from }) => state !== undefined && from === source);
    const sent = await send({ source });
    expect(sent).toMatchObject({ source, status: acceptedStatus(source), isAccepted: true });
    expect(sent).not.toHaveProperty('missingUser');
    expect((await announced).state).toBe('invited');
  });

  test('says that somebody was removed, if it can', async () => {
    if (neverRemoved.includes(source)) {
      await expect(send({ source, event: 'removed' })).rejects.toThrow(
        'can only say that somebody was created',
      );
      return;
    }
    const cancelled = local.nextLine(
      ({ message, source: from }) => message === 'hire cancelled' && from === source,
    );
    expect(await send({ source, event: 'removed' })).toMatchObject({
      status: acceptedStatus(source),
      isAccepted: true,
    });
    await cancelled;
  });
});

test('a workbench offers what the samples can say', () => {
  const clock = startClock();
  clock.stop(); // nothing is moved here
  const { sources } = createWorkbench({ run: local, configuration, secrets: local.secrets }, clock);
  expect([...sources.keys()]).toEqual(types);
  for (const [source, events] of sources)
    expect(events).toEqual(
      hireEvents.filter(
        (event) =>
          event === 'created' || !(event === 'removed' ? neverRemoved : onlyCreated).includes(source),
      ),
    );
});

test.each(types.filter((type) => !onlyCreated.includes(type)))(
  '%s says that somebody was changed, if it can',
  async (source) => {
    const sent = await send({ source, employeeId: '102', event: 'updated' });
    expect(sent).toMatchObject({
      status: acceptedStatus(source),
      isAccepted: true,
    });
  },
);

test('who is created again after a removal is hired again: what is sent has the date of today', async () => {
  const [source, employeeId, key] = ['bamboohr', '103', 'bamboohr//103'];
  const invited = nextLine(key);
  await send({ source, employeeId });
  expect(await invited).toMatchObject({ code: 'INVITED' });
  const cancelled = nextLine(key, 'hire cancelled');
  await send({ source, employeeId, event: 'removed' });
  await cancelled;
  const again = nextLine(key, 'hire invited');
  await send({ source, employeeId });
  await again;
});

test('what the webhook does not say, the sandbox of the API says: another address, another start', async () => {
  const source = 'hibob';
  local.oneLogin.addUser({ email: 'barbara@acme.example' });
  const key = 'hibob//105';
  const parked = nextLine(key);
  const workEmail = 'barbara@acme.example';
  await send({ source, employeeId: '105', workEmail, startDate: '2101-01-03' });
  expect(await parked).toMatchObject({ code: 'START_DATE_UNREADABLE' });
  const invited = nextLine(key, 'hire invited');
  await send({ source, employeeId: '105', startDate: '2026-03-02', event: 'updated' });
  expect(await invited).toMatchObject({ code: 'INVITED' });
  expect(local.oneLogin.mails.at(-1)).toMatchObject({ user: workEmail });
});

test('without a source, the first that has samples sends; a user who is not in OneLogin is named', async () => {
  const [first] = types;
  const email = 'nobody@acme.example';
  expect(await send({ employeeId: '106', workEmail: email })).toMatchObject({
    source: first,
    missingUser: { email, addAt: `${local.oneLogin.url}/_sandbox/users` },
  });
});

test.each<[Partial<SendRequest>, string]>([
  [{ source: 'generic' }, 'Only you know what generic sends.'],
  [{ source: 'nowhere' }, 'There is no source "nowhere". The configuration has: generic, bamboohr,'],
  [{ employeeId: '999' }, 'There is no sample 999. There are 101, 102, 103, 104; 104 starts on'],
])('%j is refused in words', async (request, message) => {
  await expect(send(request)).rejects.toThrow(message);
});

test('nothing is signed without the secret', async () => {
  const secrets = new Map([...local.secrets].filter(([name]) => !name.includes('personio')));
  const request = { employeeId: '101', event: 'created', source: 'personio' } as const;
  await expect(sendSample(request, { ...sender, secrets })).rejects.toThrow(
    'the secret hire-invites/personio/webhook is not known here',
  );
});

test('behind a proxy nothing is sent: only the proxy knows its key', async () => {
  const receive = { ...configuration.receive, proxyKeySha256: ['0'.repeat(64)] };
  const behind = { ...sender, configuration: { ...configuration, receive } };
  await expect(sendSample({ employeeId: '101', event: 'created' }, behind)).rejects.toThrow(
    'run a configuration without "proxyKeySha256"',
  );
});

test('a configuration of generic sources has no samples', async () => {
  const { generic } = configuration.sources;
  const onlyGeneric = { ...configuration, sources: generic === undefined ? {} : { generic } };
  const request = { employeeId: '101', event: 'created' } as const;
  await expect(sendSample(request, { ...sender, configuration: onlyGeneric })).rejects.toThrow(
    'npm run try -- --source generic FILE',
  );
});
