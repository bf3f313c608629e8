import * as v from 'valibot';
import { codeIn, read } from './markdown.ts';

/** What a person takes from the page of an HR system, to connect it. */
export interface HrSystemPage {
  text: string;
  /** The numbered steps, until the first heading. */
  steps: string;
  /** The first JSON of the page: what is written into `hire-invites.json`. */
  configuration: PageConfiguration;
  /** The name and the value of each secret that a step has stored, with something that fits in place of the dots. */
  secrets: Record<string, Record<string, string>>;
}

/** What a page writes into `hire-invites.json`. */
export const PageConfiguration = v.looseObject({
  sources: v.record(v.string(), v.looseObject({ type: v.string() })),
});
type PageConfiguration = v.InferOutput<typeof PageConfiguration>;

const Secret = v.record(v.string(), v.string());

/** Fits wherever a page leaves the value to its reader: it is base64 too, and may stand in a header. */
const ofTheReader = Buffer.alloc(32, 7).toString('base64');

/** @throws Error if there is no such page, or if it lacks its configuration. */
export function readHrSystemPage(type: string): HrSystemPage {
  const text = read(`docs/hr-systems/${type}.md`);
  const [steps = ''] = text.split(/^## /m);
  const [json] = codeIn(steps, 'json');
  if (json === undefined) throw new Error(`The steps of docs/hr-systems/${type}.md have no configuration`);
  const stored = steps.matchAll(/`([\w-]+\/[\w-]+\/\w+)`,\s+`(\{[^`]+\})`/g);
  return {
    text,
    steps,
    configuration: v.parse(PageConfiguration, JSON.parse(json)),
    secrets: Object.fromEntries(
      Array.from(stored, ([, name = '', value = '']) => [
        name,
        v.parse(Secret, JSON.parse(value.replaceAll('...', ofTheReader))),
      ]),
    ),
  };
}
