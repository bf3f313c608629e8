import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import * as v from 'valibot';
import { bundleOptions, functionNames } from '../infra/bundle.ts';

/** `npm run docs`: writes docs/licences.md, which names every package of which code ships in a function, and its licence. */

const root = fileURLToPath(new URL('..', import.meta.url));

const Package = v.object({ name: v.string(), version: v.string(), license: v.string() });

export interface ShippedPackage extends v.InferOutput<typeof Package> {
  /** The functions that it ships in. */
  shipsIn: (typeof functionNames)[number][];
}

/** Every package of which at least one byte is in a bundle, by name. */
export async function findShippedPackages(): Promise<ShippedPackage[]> {
  const shipped = new Map<string, ShippedPackage>();
  for (const name of functionNames) {
    for (const folder of await findPackageFolders(`lambda/${name}/handler.ts`)) {
      const known = shipped.get(folder) ?? { ...readPackage(folder), shipsIn: [] };
      shipped.set(folder, { ...known, shipsIn: [...known.shipsIn, name] });
    }
  }
  return [...shipped.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function findPackageFolders(entry: string): Promise<Set<string>> {
  const { metafile } = await build({
    ...bundleOptions,
    entryPoints: { index: entry },
    outdir: 'unused',
    write: false,
    metafile: true,
  });
  const files = Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? file : [])),
  );
  return new Set(files.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []));
}

function readPackage(folder: string): v.InferOutput<typeof Package> {
  return v.parse(Package, JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')));
}

export function toLicenceList(packages: readonly ShippedPackage[]): string {
  const rows = packages.map(
    ({ name, version, license, shipsIn }) => `| ${name} | ${version} | ${license} | ${shipsIn.join(', ')} |`,
  );
  return `# Licences of what ships

Hire Invites itself is under [MIT-0](../LICENSE). Its functions contain code of the packages below: what esbuild takes
into the bundles of the functions. \`npm run docs\` writes this page from them and from each package's \`package.json\`.

Deploying them to your own account hands them to nobody. If you do hand the bundles on, take the licence texts along:
they are in \`node_modules\`, or on the package's own page. The code under MPL-2.0 is used unchanged; its source is the
package itself.

| package | version | licence | ships in |
|---|---|---|---|
${rows.join('\n')}
`;
}

if (import.meta.main) {
  writeFileSync(join(root, 'docs/licences.md'), toLicenceList(await findShippedPackages()));
}
