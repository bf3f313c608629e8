import { compile, type JSONValue, TreeInterpreter } from '@jmespath-community/jmespath';
import type { Expressions } from '../../config/source.ts';
import './from-json.ts';

/** JMESPath (https://jmespath.site): with it the settings of a source say where the fields are in a body. */

type Compiled = ReturnType<typeof compile>;

const compiledByText = new Map<string, Compiled>();

/** @throws Error if the text is not a JMESPath expression. */
function compileOnce(expression: string): Compiled {
  const known = compiledByText.get(expression);
  if (known !== undefined) return known;
  const compiled = compile(expression);
  compiledByText.set(expression, compiled);
  return compiled;
}

/** Compiles the expressions while the function starts: then it has a whole CPU, and later only a share of one. */
export function compileAhead(expressions: readonly (Expressions | undefined)[]): void {
  for (const expression of expressions.flat()) if (expression !== undefined) compileOnce(expression);
}

/**
 * What an expression finds; undefined if it finds nothing, or cannot be evaluated for this data (`join` of a number).
 * An expression that was compiled at synth never throws, whatever the data.
 */
export function evaluate(expression: string, data: unknown): unknown {
  try {
    return (isJson(data) ? TreeInterpreter.search(compileOnce(expression), data) : undefined) ?? undefined;
  } catch {
    return undefined;
  }
}

/** What the first expression finds that gives an acceptable value. */
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

/** The parsers of bodies and answers only produce JSON values. */
function isJson(data: unknown): data is JSONValue {
  return data !== undefined;
}
