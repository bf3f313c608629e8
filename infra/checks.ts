import { isIP } from 'node:net';
import { compile, getRegisteredFunctions } from '@jmespath-community/jmespath';
import * as v from 'valibot';
import { createConfigurationSchema } from '../lambda/shared/configuration.ts';
import { isJsonObject } from '../lambda/shared/hire.ts';
import { createSourceSchema, type SourceChecks } from '../lambda/shared/source.ts';
import { nearest } from './nearest.ts';

/** What takes time, or a library, to find out. */
const checks: SourceChecks = {
  expression: v.pipe(
    v.string('a JMESPath expression'),
    v.check(
      (text) => findExpressionFault(text) === undefined,
      ({ input }) => `a JMESPath expression (${findExpressionFault(String(input)) ?? ''})`,
    ),
  ),
  network: v.pipe(
    v.string('an address or a range such as "203.0.113.0/24" or "2001:db8::/32"'),
    v.check(isNetwork, 'an address or a range such as "203.0.113.0/24" or "2001:db8::/32"'),
  ),
};

export const CheckedSource = createSourceSchema(checks);

export const CheckedConfiguration = createConfigurationSchema({
  source: CheckedSource,
  timeZone: v.pipe(
    v.string('a time zone such as "Europe/Berlin"'),
    v.check(isTimeZone, 'a time zone of the IANA database, such as "Europe/Berlin"'),
  ),
});

/** Why a text is no JMESPath expression that could ever be worked out; undefined if it is one. */
export function findExpressionFault(text: string): string | undefined {
  try {
    const [unknown] = findFunctions(compile(text)).filter((name) => !getRegisteredFunctions().includes(name));
    if (unknown === undefined) return undefined;
    const meant = nearest(unknown, getRegisteredFunctions());
    return `there is no function ${unknown}()${meant === undefined ? '' : `; ${meant}()?`}`;
  } catch (error) {
    return error instanceof Error ? error.message.replace(/\s+/g, ' ') : 'it cannot be compiled';
  }
}

function findFunctions(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(findFunctions);
  if (!isJsonObject(node)) return [];
  const own = node['type'] === 'Function' ? [String(node['name'])] : [];
  return [...own, ...Object.values(node).flatMap(findFunctions)];
}

function isNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const most = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  const isLength = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most);
  return most > 0 && isLength && more.length === 0;
}

/** By name: an offset such as `+02:00` would know nothing of summer time. */
function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return name === 'UTC' || new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}
