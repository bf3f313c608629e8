import * as v from 'valibot';

const names = v.array(v.string());

/** The report of the function `sweep`. What is not said in words is passed on to programs. */
export const Swept = v.looseObject({
  dryRun: v.boolean(),
  sources: v.array(
    v.looseObject({
      source: v.string(),
      ended: v.string(),
      asked: v.number(),
      inWindow: v.number(),
      queued: names,
      moved: names,
    }),
  ),
  woken: names,
  asleep: names,
  oneLogin: v.optional(v.looseObject({ ended: v.string(), asked: v.number(), missed: names })),
});
export type Swept = v.InferOutput<typeof Swept>;

/** What `npm run sweep` prints for a person. */
export function saySwept({ dryRun, sources, woken, asleep, oneLogin }: Swept): string {
  const would = dryRun ? 'to be ' : '';
  const lines = [
    ...sources.map(({ source, ended, asked, inWindow, queued, moved }) =>
      [
        `${source}: ${count(asked, 'employee')} listed, ${inWindow} of them start about now`,
        ...say(`${would}queued`, queued),
        ...say(`${would}moved to another moment`, moved),
        ...sayEnd(ended),
      ].join('; '),
    ),
    ...(oneLogin === undefined
      ? []
      : [
          [
            `OneLogin: ${count(oneLogin.asked, 'user')} looked at`,
            ...say('whom nobody announced', oneLogin.missed),
            ...sayEnd(oneLogin.ended),
          ].join('; '),
        ]),
    ...say(`Hires whose wake-up was lost, ${would}woken`, woken),
    ...say('Hires whose message was lost, and that HR must send again', asleep),
  ];
  if (sources.length === 0) lines.unshift('No source has a list of employees that could be asked for.');
  return [...(dryRun ? ['Nothing was done: this was a dry run.'] : []), ...lines].join('\n');
}

function say(what: string, hires: readonly string[]): string[] {
  return hires.length === 0 ? [] : [`${what}: ${hires.join(', ')}`];
}

function sayEnd(ended: string): string[] {
  return ended === 'FINISHED' ? [] : [`not finished: ${ended}`];
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
