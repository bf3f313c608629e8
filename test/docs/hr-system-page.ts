import * as v from 'valibot';
import { read } from './markdown.ts';

/** What a person takes from the page of an HR system, to connect it. */
export interface HrSystemPage {
  title: string;
  headings: string[];
  /** The numbered steps, until the first heading. */
  steps: string;
  /** What stands under a heading. */
  under(heading: string): string;
  /** The first JSON of the page: what is written into `hire-invites.json`. */
  configuration: PageConfiguration;
  /** The name and the value of each secret that a step has stored, with something that fits in place of the dots. */
  secrets: Record<string, Record<string, string>>;
}

const PageConfiguration = v.looseObject({
  sources: v.record(v.string(), v.looseObject({ type: v.string() })),
});
type PageConfiguration = v.InferOutput<typeof PageConfiguration>;

const Secret = v.record(v.string(), v.string());

/** Fits wherever a page leaves the value to its reader: it is base64 too, and may stand in a header. */
export const ofTheReader = Buffer.alloc(32, 7).toString('base64');

/** @throws Error if there is no such page, or if it lacks its configuration. */
export function readHrSystemPage(type: string): HrSystemPage {
  const text = read(`docs/hr-systems/${type}.md`);
  const [steps = '', ...parts] = text.split(/^## /m);
  const [, json] = /^ *```json\n(.*?)^ *```$/ms.exec(steps) ?? [];
  if (json === undefined) throw new Error(`The steps of docs/hr-systems/${type}.md have no configuration`);
  const stored = steps.matchAll(/`([\w-]+\/[\w-]+\/\w+)`,\s+`(\{[^`]+\})`/g);
  return {
    title: /^# (.+)$/m.exec(text)?.[1] ?? '',
    headings: parts.map((part) => part.split('\n')[0] ?? ''),
    steps,
    under: (heading) => parts.find((part) => part.startsWith(`${heading}\n`))?.slice(heading.length) ?? '',
    configuration: v.parse(PageConfiguration, JSON.parse(json)),
    secrets: Object.fromEntries(
      Array.from(stored, ([, name = '', value = '']) => [
        name,
        v.parse(Secret, JSON.parse(value.replaceAll('...', ofTheReader))),
      ]),
    ),
  };
}
