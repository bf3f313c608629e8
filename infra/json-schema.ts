import { writeFileSync } from 'node:fs';
import { toJsonSchema } from '@valibot/to-json-schema';
import { Configuration } from '../lambda/shared/configuration.ts';

/** The JSON schema by which editors complete `hire-invites.json`, made of the one that the code checks it with. */
export function createJsonSchema(): string {
  const schema = toJsonSchema(Configuration, { typeMode: 'input', errorMode: 'ignore' });
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}

if (import.meta.main) {
  writeFileSync(new URL('../hire-invites.schema.json', import.meta.url), createJsonSchema());
}
