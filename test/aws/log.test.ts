import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import '../helpers/fixed-seed.ts';
import { createLog, errorFields } from '../../lambda/aws/log.ts';
import { captureOutput } from '../helpers/captured-output.ts';

const hostileText = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1 }),
  fc.constantFrom(
    '\r\n',
    '\u2028',
    '\u001b[31m',
    '"}\n{"level":"ERROR","message":"forged"}',
    '\ud800',
    '\u0000',
  ),
);

test('whatever a field holds, a line stays one line of JSON, with only the given fields', async () => {
  const log = createLog('hire-invites');
  const fields = fc.record(
    { requestId: hostileText, hire: hostileText, reason: hostileText, vendorRequestId: hostileText },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(fields, async (given) => {
      const { lines } = await captureOutput(async () => log.warn('hire waiting', given));
      expect(lines).toHaveLength(1);
      const { level, timestamp, service, sampling_rate, message, ...rest } = JSON.parse(lines[0] ?? '');
      expect({ level, service, message }).toEqual({
        level: 'WARN',
        service: 'hire-invites',
        message: 'hire waiting',
      });
      expect(rest).toEqual(given);
    }),
  );
});

test('only the name and place of an error are logged: its message may quote the input, its cause may be the body', () => {
  const parse = () => {
    try {
      return JSON.parse('ada@home.example is no JSON');
    } catch (cause) {
      throw new Error('cannot read ada@home.example\n    at home', { cause });
    }
  };
  let fields: unknown;
  try {
    parse();
  } catch (error) {
    fields = errorFields(error);
  }
  expect(fields).toMatchObject({ errorName: 'Error', errorStack: expect.stringMatching(/^\s+at parse/) });
  expect(JSON.stringify(fields)).not.toContain('ada@');
});

test('if the message of an error was changed, the first one, which its stack still holds, is not logged', () => {
  const error = new Error('cannot read\n    at ada@home.example');
  error.message =
    'a longer message than the first one, so that it ends somewhere within the places of the stack';
  const { errorStack = '' } = errorFields(error);
  expect(errorStack).toMatch(/^\s+at .*log\.test\.ts:\d+:\d+/);
  expect(errorStack).not.toContain('ada@');
});

test.each(['ada@home.example', { email: 'ada@home.example' }, undefined])(
  'of %j that was thrown, not even that',
  (thrown) => {
    expect(errorFields(thrown)).toEqual({ errorName: typeof thrown });
  },
);
