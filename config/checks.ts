import { isIP } from 'node:net';
import * as v from 'valibot';
import { isZoneName } from '../lambda/hire/time-zone.ts';
import { findExpressionFault, isConstantExpression, isQuestion } from './expression-fault.ts';
import { oneOrMore } from './settings.ts';

/** The checks that take time, or need a library. */

export const expression = v.pipe(
  v.string('a JMESPath expression'),
  v.check(
    (text) => findExpressionFault(text) === undefined,
    ({ input }) => `a JMESPath expression (${findExpressionFault(String(input)) ?? ''})`,
  ),
);

/** One expression or several; the first that gives a value counts. */
export const expressions = oneOrMore(
  expression,
  20,
  'a JMESPath expression, or a list of them (the first that gives a value counts)',
);

/** The same, for what is a value: a yes or no would be taken for an empty field. */
export const valueExpressions = v.pipe(
  expressions,
  v.check(
    (given) => ![given].flat().some(isQuestion),
    "an expression for a value, and not a yes or no: emails.type=='work' is true or false, emails[?type=='work'].value gives the value",
  ),
);

/** The same, for what has to differ from record to record. */
export const varyingExpressions = v.pipe(
  valueExpressions,
  v.check(
    (given) => ![given].flat().some(isConstantExpression),
    "an expression that finds something in the record: a name in single quotes is always that same text, so write id for 'id'",
  ),
);

export const network = v.pipe(
  v.string('an address or a range such as "203.0.113.0/24" or "2001:db8::/32"'),
  v.check(isNetwork, 'an address or a range such as "203.0.113.0/24" or "2001:db8::/32"'),
);

export const timeZone = v.pipe(
  v.string('a time zone such as "Europe/Berlin"'),
  v.check(isZoneName, 'a time zone of the IANA database, such as "Europe/Berlin"'),
);

function isNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const most = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  const isLength = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most);
  return most > 0 && isLength && more.length === 0;
}
