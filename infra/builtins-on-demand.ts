import { builtinModules } from 'node:module';
import type { Plugin } from 'esbuild';

/**
 * `import 'node:http'` in an ES module evaluates all exports of the module, even the lazy ones. That loads undici,
 * which costs a cold start some ten milliseconds (nodejs/node 57649 and 59686). `process.getBuiltinModule` does not. So
 * each built-in becomes a small module that reads only the exports that the bundle uses.
 */
export const builtinsOnDemand: Plugin = {
  name: 'builtins-on-demand',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: builtins }, ({ path, kind }) => ({
      path,
      namespace: kind === 'import-statement' ? 'imported-builtin' : 'whole-builtin',
    }));
    onLoad({ filter: /./, namespace: 'imported-builtin' }, ({ path }) => ({ contents: toImported(path) }));
    onLoad({ filter: /./, namespace: 'whole-builtin' }, ({ path }) => ({
      contents: `module.exports = ${get(path)};`,
    }));
  },
};

/** esbuild itself looks by this: to ask this process about every import would take another half of a build's time. */
const builtins = new RegExp(`^(?:node:.*|${builtinModules.join('|')})$`);

const get = (path: string) => `process.getBuiltinModule(${JSON.stringify(path)})`;

/** What is marked as pure is left out if nobody uses it. The names are those of the Node that builds. */
function toImported(path: string): string {
  const names = Object.keys(process.getBuiltinModule(path) ?? {}).filter((name) => name !== 'default');
  return [
    `const builtin = /* @__PURE__ */ ${get(path)};`,
    'const read = (name) => builtin[name];',
    'export default builtin;',
    ...names.map((name, index) => {
      const text = JSON.stringify(name);
      return `const export${index} = /* @__PURE__ */ read(${text}); export { export${index} as ${text} };`;
    }),
  ].join('\n');
}
