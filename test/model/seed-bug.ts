import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { seededBugs } from './seeded-bugs.ts';

/**
 * `node --import` this, with a seeded bug's name in SEEDED_BUG: the files that the bug changes are loaded with the slip in
 * them. On the disk nothing changes, so the process can use all that Node has compiled before.
 */

const bug = seededBugs.find(({ name }) => name === process.env['SEEDED_BUG']);
if (bug === undefined) throw new Error('SEEDED_BUG is not the name of a seeded bug');
const root = fileURLToPath(new URL('../..', import.meta.url));

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    const path = url.startsWith('file:') ? fileURLToPath(url) : undefined;
    const changes = bug.changes.filter(({ file }) => join(root, file) === path);
    if (changes.length === 0) return loaded;
    const source = changes.reduce(
      (text, { from, to }) => text.replace(from, () => to),
      String(loaded.source),
    );
    return { ...loaded, source };
  },
});
