import { readFileSync } from 'node:fs';
import * as v from 'valibot';

/** The file beside the bundle of `operate` that says what was deployed. */
export const buildFile = 'build.json';

const digest = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

/** What was deployed, so that it can be compared with what is here. */
export const Build = v.object({
  version: v.string(),
  /** SHA-256 of the code of all functions. */
  code: digest,
  /** SHA-256 of the configuration with its defaults. */
  configuration: digest,
});
export type Build = v.InferOutput<typeof Build>;

/** @throws ValiError, or the error of the file. */
export function readBuild(bundleUrl: string): Build {
  return v.parse(Build, JSON.parse(readFileSync(new URL(buildFile, bundleUrl), 'utf8')));
}
