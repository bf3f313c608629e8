import { expect, test } from '@jest/globals';
import { formatLogLine } from '../../local/log-line.ts';

const line = JSON.stringify({
  level: 'INFO',
  message: 'hire waiting',
  timestamp: '2026-03-02T23:59:30.123Z',
  hire: 'bamboohr//101',
  requestId: 'request-1',
});
const dayMs = 24 * 60 * 60 * 1000;

test('a line for a person begins with the time of the stack, whichever clock it was written by', () => {
  expect(formatLogLine(line, 0)).toBe('2026-03-02 23:59:30Z  hire waiting  hire=bamboohr//101');
  expect(formatLogLine(line, 2 * dayMs)).toBe('2026-03-04 23:59:30Z  hire waiting  hire=bamboohr//101');
});

test('metrics are left out, and what is no log line is kept as it is', () => {
  expect(formatLogLine('{"_aws":{},"HireInvited":1}', 0)).toBeUndefined();
  expect(formatLogLine('a warning of Node', dayMs)).toBe('a warning of Node');
});
