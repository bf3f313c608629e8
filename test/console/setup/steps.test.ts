import { expect, test } from '@jest/globals';
import * as v from 'valibot';
import type { Connection } from '../../../console/connection.ts';
import { giveAddress } from '../../../console/setup/give-address.ts';
import { prepareOneLogin } from '../../../console/setup/prepare-one-login.ts';
import { waitForHire } from '../../../console/setup/wait-for-hire.ts';
import { answering, createSetup } from '../../helpers/setup.ts';

/** The steps in which a person does something elsewhere. */

const file = 'hire-invites.json';

test('a person who has not prepared OneLogin does so first', async () => {
  const no = answering({ 'Is that done': false });
  await expect(prepareOneLogin.run(createSetup({ asker: no.asker }))).rejects.toThrow(
    'Prepare OneLogin first.',
  );
  await prepareOneLogin.run(createSetup({ asker: answering({}).asker }));
});

test('the HR system gets its address before the key of the webhook is asked for', async () => {
  const no = answering({ 'have the address': false });
  await expect(giveAddress.run(createSetup({ file, asker: no.asker }))).rejects.toThrow(
    'Give the HR system its address first.',
  );
});

test('an address that is not known here is in the outputs of the stack', async () => {
  const said: string[] = [];
  await giveAddress.run(createSetup({ file, say: (text) => said.push(text) }));
  expect(said[0]).toBe('BambooHR: its address is in the outputs of the stack, as Step2…Address.');
});

/** A stack whose hires are these, one list after the other; then the person presses Ctrl+C. */
function connectionTo(lists: readonly unknown[][]): Connection {
  const left = [...lists];
  const toAnswer = (body: object) => ({
    Payload: new TextEncoder().encode(JSON.stringify({ ok: true, ...body })),
  });
  const Asked = v.pipe(v.string(), v.parseJson(), v.object({ action: v.string() }));
  return {
    title: '',
    functionName: 'hire-invites-operate',
    by: 'test',
    isOnAws: true,
    now: () => new Date(),
    lambda: {
      send: async ({ input }: { input: { Payload?: Uint8Array } }) => {
        const { action } = v.parse(Asked, new TextDecoder().decode(input.Payload));
        if (action === 'show') return toAnswer({ hire: { ...hire, outcomes: [], engagement: 1 } });
        const hires = left.shift() ?? [];
        if (left.length === 0) process.emit('SIGINT');
        return toAnswer({ hires });
      },
    },
  };
}

const hire = {
  hire: 'bamboohr//1',
  source: 'bamboohr',
  state: 'parked',
  code: 'USER_SUSPENDED',
  needsHand: true,
};

async function wait(lists: readonly unknown[][]): Promise<{ said: string; faults: string[] }> {
  const said: string[] = [];
  const faults: string[] = [];
  await waitForHire.run(
    createSetup({
      file,
      waits: true,
      faults,
      say: (text) => said.push(text),
      place: { connect: async () => connectionTo(lists) },
    }),
  );
  return { said: said.join('\n'), faults };
}

test('Ctrl+C ends the wait, and nothing else', async () => {
  const { said, faults } = await wait([[hire], [hire]]);
  expect(said).toContain('Nobody has come yet.');
  expect(faults).toEqual([]);
});

test('the hire who comes is told of, also one who needs a hand', async () => {
  const { said, faults } = await wait([[], [hire], []]);
  expect(said).toContain('parked, needs a hand');
  expect(faults).toEqual(['The test hire needs a hand.']);
});
