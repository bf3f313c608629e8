import { PassThrough } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { createAsker } from '../../../console/setup/asker.ts';

/** The questions as a person at a terminal sees and answers them. */

const enter = '\r';
const down = '\u001b[B';
const ctrlC = '\u0003';

/** @param keys what the person presses, each once the text before it has been shown. */
function sit(...keys: readonly (readonly [shown: string, ...pressed: string[]])[]) {
  const input = new PassThrough();
  const output = new PassThrough();
  const left = [...keys];
  let shown = '';
  let since = '';
  output.on('data', (chunk: Buffer) => {
    shown += String(chunk);
    since += String(chunk);
    const [text, ...pressed] = left[0] ?? [''];
    if (text === '' || !since.includes(text)) return;
    left.shift();
    since = '';
    // A question listens once it is shown.
    setImmediate(() => {
      for (const key of pressed) input.write(key);
    });
  });
  return { asker: createAsker({ input, output }), shown: () => shown };
}

const host = (initial?: string) => ({
  message: 'Your host?',
  initial,
  judge: (answer: string) => (answer === 'acme.onelogin.com' ? undefined : 'Allowed: a host.'),
});

test('what is known is offered, and taken by Enter', async () => {
  const { asker } = sit(['Your host?', enter]);
  expect(await asker.text(host('acme.onelogin.com'))).toBe('acme.onelogin.com');
});

describe('Enter that was pressed before the question came empties the field:', () => {
  /** What a terminal makes of Enter while no question is there. */
  const early = '\n';

  test('another Enter takes what was offered', async () => {
    const { asker } = sit(['Your host?', early, enter]);
    expect(await asker.text(host('acme.onelogin.com'))).toBe('acme.onelogin.com');
  });

  test.each([
    ['stays, if nobody says otherwise', [enter], 'it@acme.example'],
    ['is left out, if that is meant', ['y'], ''],
  ])('what can be left out %s', async (_, keys, expected) => {
    const { asker } = sit(['Who?', early, enter], ['Leave it empty?', ...keys]);
    const question = { message: 'Who?', initial: 'it@acme.example', judge: () => undefined };
    expect(await asker.text(question)).toBe(expected);
  });
});

test('a wrong answer is asked for again, with what is allowed', async () => {
  const { asker, shown } = sit(['Your host?', 'acm', enter], ['Allowed: a host.', 'e.onelogin.com', enter]);
  const asked = asker.text({
    ...host(),
    judge: (answer) => (answer.includes('.') ? undefined : 'Allowed: a host.'),
  });
  expect(await asked).toBe('acme.onelogin.com');
  expect(shown()).toContain('Allowed: a host.');
});

test('one of several is chosen with the arrow keys', async () => {
  const { asker } = sit(['Which?', down, enter]);
  const options = [
    { value: 'bamboohr', label: 'BambooHR' },
    { value: 'hibob', label: 'HiBob' },
  ];
  expect(await asker.choose({ message: 'Which?', options, initial: 'bamboohr' })).toBe('hibob');
});

test('a secret is not shown, neither while it is typed nor afterwards', async () => {
  const { asker, shown } = sit(['The key?', 'hush-hush', enter]);
  expect(await asker.secret('The key?')).toBe('hush-hush');
  expect(shown()).not.toMatch(/hush|h.*u.*s.*h/);
});

test('no secret is an empty text', async () => {
  const { asker } = sit(['The key?', enter]);
  expect(await asker.secret('The key?')).toBe('');
});

test('yes is what Enter means', async () => {
  const { asker } = sit(['Go on?', enter]);
  expect(await asker.confirm('Go on?')).toBe(true);
});

test.each(['text', 'choose', 'secret', 'confirm'] as const)(
  'Ctrl+C stops at a question: %s',
  async (kind) => {
    const { asker } = sit(['Well?', ctrlC]);
    const asked = {
      text: () => asker.text({ ...host(), message: 'Well?' }),
      choose: () => asker.choose({ message: 'Well?', options: [{ value: 'a', label: 'A' }] }),
      secret: () => asker.secret('Well?'),
      confirm: () => asker.confirm('Well?'),
    };
    await expect(asked[kind]()).rejects.toThrow('Stopped. What was done so far stays.');
  },
);
