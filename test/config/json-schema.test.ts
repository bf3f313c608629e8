import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { createJsonSchema } from '../../config/json-schema.ts';

test('the committed JSON schema matches the configuration’s own schema', () => {
  expect(readFileSync('hire-invites.schema.json', 'utf8')).toBe(createJsonSchema());
});
