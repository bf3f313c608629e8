import { deflateRawSync, inflateRawSync } from 'node:zlib';
import * as v from 'valibot';
import { type Refused, refuse } from './answer.ts';
import type { lists } from './request.ts';

/** Where the next page of a list begins. To the caller it is a text that means nothing. */

type List = (typeof lists)[number] | 'export';

const key = v.pipe(v.string(), v.nonEmpty(), v.maxLength(2048));
const order = v.pipe(v.string(), v.regex(/^[1-4](?:#\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)?$/));
const stretch = v.pipe(
  v.strictObject({ from: order, to: order, after: v.exactOptional(key) }),
  v.check(({ from, to }) => from <= to),
);

const Position = v.variant('by', [
  /** The row of the table after which a scan goes on; absent at its start. */
  v.strictObject({ by: v.literal('scan'), after: v.exactOptional(key) }),
  /** The hires that the index has named already, and the stretches on which it names more. */
  v.strictObject({ by: v.literal('index'), keys: v.array(key), left: v.array(stretch) }),
]);
export type Position = v.InferOutput<typeof Position>;

const Token = v.strictObject({ of: v.string(), position: Position });

/** It may stand in an address. 500 keys that are UUIDs take 13 KB, those with hashes more. */
export function toPageToken(of: List, position: Position): string {
  return deflateRawSync(JSON.stringify({ of, position })).toString('base64url');
}

const mostBytes = 2_000_000;

const Compressed = v.pipe(
  v.string(),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    try {
      return inflateRawSync(Buffer.from(dataset.value, 'base64url'), {
        maxOutputLength: mostBytes,
      }).toString();
    } catch {
      addIssue({ message: 'is not compressed' });
      return NEVER;
    }
  }),
);

/** @param of the list whose next page is asked for. */
export function readPageToken(of: List, token: string): Position | Refused {
  const read = v.safeParse(v.pipe(Compressed, v.parseJson(), Token), token);
  if (read.success && read.output.of === of) return read.output.position;
  return refuse('PAGE_UNKNOWN', 'The "after" is no page of this list. Ask for the first page again.');
}
