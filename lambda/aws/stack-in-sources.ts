import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';

/** The source maps by the bundled file; undefined if it has none. */
const maps = new Map<string, SourceMap | undefined>();

/**
 * A line of a stack, with the place in the sources: the names in a bundle are short and mean nothing. The source map lies
 * beside the bundled file, and is read at the first unexpected error.
 * @param frame such as `at a (file:///var/task/index.mjs:1:2345)`. It stays as it is if its file has no source map.
 */
export function toSourceFrame(frame: string): string {
  const [, file, line, column] = /(?:file:\/\/)?(\/\S+\.mjs):(\d+):(\d+)\)?$/.exec(frame) ?? [];
  const map = file === undefined ? undefined : mapOf(file);
  const origin = map?.findOrigin(Number(line), Number(column));
  if (origin === undefined || !('fileName' in origin)) return frame;
  return `    at ${origin.fileName}:${origin.lineNumber}:${origin.columnNumber}`;
}

function mapOf(file: string): SourceMap | undefined {
  if (!maps.has(file)) maps.set(file, readMap(file));
  return maps.get(file);
}

/** A stack must not be lost because its map is. */
function readMap(file: string): SourceMap | undefined {
  try {
    return new SourceMap(JSON.parse(readFileSync(`${file}.map`, 'utf8')));
  } catch {
    return undefined;
  }
}
