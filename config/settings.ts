import * as v from 'valibot';

/** The building blocks of the schemas of `hire-invites.json`. Each message says what is allowed. */

export const describe = v.description;

/** An object with these settings and no others. */
export const section = <const Entries extends v.ObjectEntries>(entries: Entries) =>
  v.strictObject(entries, Object.keys(entries).join(', '));

export const wholeNumber = (min: number, max: number) =>
  v.pipe(
    v.number(`a whole number from ${min} to ${max}`),
    v.integer(`a whole number from ${min} to ${max}`),
    v.minValue(min, `a whole number from ${min} to ${max}`),
    v.maxValue(max, `a whole number from ${min} to ${max}`),
  );

export const matching = (pattern: RegExp, allowed: string) =>
  v.pipe(v.string(allowed), v.regex(pattern, allowed));

export const oneOf = <const Options extends readonly (string | number)[]>(options: Options) =>
  v.picklist(options, `one of ${options.map((option) => JSON.stringify(option)).join(', ')}`);

export const trueOrFalse = v.boolean('true or false');

/** A list of one to `most` items. A single item may be written without brackets. */
export const oneOrMore = <const Item extends v.GenericSchema>(item: Item, most: number, allowed: string) =>
  v.union(
    [
      item,
      v.pipe(
        v.array(item, allowed),
        v.minLength(1, `${allowed}; at least one`),
        v.maxLength(most, `${allowed}; at most ${most}`),
      ),
    ],
    allowed,
  );
