import { isIP } from 'node:net';
import { compile, getRegisteredFunctions, TreeInterpreter } from '@jmespath-community/jmespath';
import * as v from 'valibot';
import { isJsonObject } from '../lambda/hire/record.ts';
import { nearest } from './nearest.ts';
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

export const network = v.pipe(
  v.string('an address or a range such as "203.0.113.0/24" or "2001:db8::/32"'),
  v.check(isNetwork, 'an address or a range such as "203.0.113.0/24" or "2001:db8::/32"'),
);

export const timeZone = v.pipe(
  v.string('a time zone such as "Europe/Berlin"'),
  v.check(isTimeZone, 'a time zone of the IANA database, such as "Europe/Berlin"'),
);

/** Why a text is not a JMESPath expression that can be evaluated; undefined if it is one. */
export function findExpressionFault(text: string): string | undefined {
  try {
    const calls = findCalls(compile(text));
    const unknown = calls.find(({ name }) => !getRegisteredFunctions().includes(name));
    if (unknown === undefined) return calls.map(findArityFault).find((fault) => fault !== undefined);
    const meant = nearest(unknown.name, getRegisteredFunctions());
    return `there is no function ${unknown.name}()${meant === undefined ? '' : `; ${meant}()?`}`;
  } catch (error) {
    return error instanceof Error ? error.message.replace(/\s+/g, ' ') : 'it cannot be compiled';
  }
}

interface Call {
  name: string;
  arity: number;
}

function findCalls(node: unknown): Call[] {
  if (Array.isArray(node)) return node.flatMap(findCalls);
  if (!isJsonObject(node)) return [];
  const { type, name, children } = node;
  const own = type === 'Function' ? [{ name: String(name), arity: [children].flat().length }] : [];
  return [...own, ...Object.values(node).flatMap(findCalls)];
}

/** Calls the function with that many nulls: the library counts the arguments before it looks at them. */
function findArityFault({ name, arity }: Call): string | undefined {
  try {
    TreeInterpreter.search(compile(`${name}(${Array(arity).fill('`null`').join(', ')})`), null);
    return undefined;
  } catch (error) {
    return error instanceof Error && /arity/.test(error.message) ? error.message : undefined;
  }
}

function isNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const most = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  const isLength = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most);
  return most > 0 && isLength && more.length === 0;
}

/** Only by name: an offset such as `+02:00` knows nothing about summer time. */
function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return name === 'UTC' || new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}
