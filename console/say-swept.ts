import * as v from 'valibot';

const names = v.array(v.string());

/** The report of the function `sweep`. */
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
      unreadableIds: v.number(),
      unreadableDates: v.number(),
      hiddenDates: v.number(),
    }),
  ),
  woken: names,
  asleep: names,
  oneLogin: v.optional(v.looseObject({ ended: v.string(), asked: v.number(), missed: names })),
});
export type Swept = v.InferOutput<typeof Swept>;

/** What `npm run sweep` prints for a person. */
export function saySwept({ dryRun, sources, woken, asleep, oneLogin }: Swept): string {
  const done = (word: string) => (dryRun ? `to be ${word}` : word);
  const lines = [
    ...(dryRun ? [['Nothing was done: this was a dry run.']] : []),
    ...(sources.length === 0 ? [['No source has a list of employees.']] : []),
    ...sources.map((source) => [
      `${source.source}: ${count(source.asked, 'employee')} listed, ${source.inWindow} of them about to start or just started`,
      ...list(done('queued'), source.queued),
      ...list(done('moved to another day'), source.moved),
      ...some(source.unreadableIds, 'id', 'cannot be read'),
      ...some(source.unreadableDates, 'start date', 'cannot be read'),
      ...some(source.hiddenDates, 'start date', 'hidden from the API key'),
      ...sayEnd(source),
    ]),
    ...(oneLogin === undefined
      ? []
      : [
          [
            `OneLogin: ${count(oneLogin.asked, 'user')} looked at`,
            ...list('announced by nobody', oneLogin.missed),
            ...sayEnd(oneLogin),
          ],
        ]),
    list(`${dryRun ? 'To be woken' : 'Woken'}, because the wake-up was lost`, woken),
    list('Asleep, to be sent again by the HR system', asleep),
  ];
  return lines
    .filter((line) => line.length > 0)
    .map((line) => line.join('; '))
    .join('\n');
}

function list(what: string, hires: readonly string[]): string[] {
  return hires.length === 0 ? [] : [`${what}: ${hires.join(', ')}`];
}

function some(number: number, what: string, how: string): string[] {
  return number === 0 ? [] : [`${count(number, what)} ${how}`];
}

function sayEnd({ ended }: { ended: string }): string[] {
  return ended === 'FINISHED' ? [] : [`not finished: ${ended}`];
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
