import { compile, type JSONValue, TreeInterpreter } from '@jmespath-community/jmespath';
import type { Expressions } from '../../config/source.ts';

/** JMESPath (https://jmespath.site), by which the settings of a source say where in a body is what. */

type Compiled = ReturnType<typeof compile>;

const compiledByText = new Map<string, Compiled>();

/** @throws Error if the text is no JMESPath expression. */
function compileOnce(expression: string): Compiled {
  const known = compiledByText.get(expression);
  if (known !== undefined) return known;
  const compiled = compile(expression);
  compiledByText.set(expression, compiled);
  return compiled;
}

/** Compiles what webhooks will need while the function starts: then it has a whole CPU, later only a share. */
export function compileAhead(expressions: readonly (Expressions | undefined)[]): void {
  for (const expression of expressions.flat()) if (expression !== undefined) compileOnce(expression);
}

/**
 * What an expression finds; undefined if nothing, or if it cannot be worked out for this data (`join` of a number).
 * Never throws for an expression that was compiled at synth, whatever the data.
 */
export function evaluate(expression: string, data: unknown): unknown {
  try {
    return (isJson(data) ? TreeInterpreter.search(compileOnce(expression), data) : undefined) ?? undefined;
  } catch {
    return undefined;
  }
}

/** The first of several expressions that finds something that will do. */
export function findFirst<Found>(
  expressions: Expressions | undefined,
  data: unknown,
  read: (found: unknown) => Found | undefined,
): Found | undefined {
  for (const expression of [expressions ?? []].flat()) {
    const found = read(evaluate(expression, data));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** All that the parsers of bodies and answers make is JSON. */
function isJson(data: unknown): data is JSONValue {
  return data !== undefined;
}
