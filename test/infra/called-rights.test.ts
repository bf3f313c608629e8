import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { bundleOptions, functionNames } from '../../infra/bundle.ts';
import { permissionsOf } from './permissions.ts';
import { createResources } from './template.ts';

const resources = await createResources({
  sources: { gusto: { type: 'gusto', alarms: { silentDays: 14 } } },
  events: true,
});

/** What the function's own code says once it is bundled, without comments. */
async function codeOf(name: string): Promise<string> {
  const { metafile } = await build({
    ...bundleOptions,
    entryPoints: [`lambda/${name}/handler.ts`],
    outdir: 'unused',
    write: false,
    metafile: true,
  });
  return Object.values(metafile.outputs)
    .flatMap(({ inputs }) => Object.entries(inputs))
    .filter(([file, { bytesInOutput }]) => file.startsWith('lambda/') && bytesInOutput > 0)
    .map(([file]) =>
      stripTypeScriptTypes(readFileSync(file, 'utf8')).replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, ''),
    )
    .join('\n');
}

/** What Lambda and Scheduler do or ask for by a function's role, without a call in its code. */
const withoutCall: Record<string, string[]> = {
  invite: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'iam:PassRole'],
};
const ofEach = ['logs:CreateLogStream', 'logs:PutLogEvents'];

test.each(functionNames)('%s calls whatever its role may do', async (name) => {
  const construct = name === 'receive' ? 'ReceiveApi' : `${name[0]?.toUpperCase()}${name.slice(1)}Function`;
  const role = `hire-invites/${construct}/${name[0]?.toUpperCase()}${name.slice(1)}Role/Resource`;
  const actions = permissionsOf(resources, role).map((permission) => permission.split(' ')[0] ?? '');
  expect(actions).toContain('logs:PutLogEvents');
  const code = await codeOf(name);
  const idle = [...new Set(actions)]
    .filter((action) => ![...ofEach, ...(withoutCall[name] ?? [])].includes(action))
    .filter((action) => {
      const call = action.slice(action.indexOf(':') + 1).replace('InvokeFunction', 'Invoke');
      return !new RegExp(`(?:\\b|paginate)${call}(?:Batch)?(?:Command)?\\b`).test(code);
    });
  expect(idle).toEqual([]);
});
