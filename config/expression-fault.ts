import { compile, getRegisteredFunctions, TreeInterpreter, tokenize } from '@jmespath-community/jmespath';
import '../lambda/hr-systems/from-json.ts';
import { nearest } from './nearest.ts';

/**
 * What is wrong with a JMESPath expression. Many slips are valid in this dialect and mean something else: `=` binds a
 * name and counts as true, `"hired"` is a field, `'a' || 'b'` is always `'a'`, `[?...][0]` finds nothing. Nobody would
 * notice: the wrong people
 * are invited, or nobody is. So whatever cannot have been meant is refused, with what was probably meant.
 */

/** What other languages write as words. */
const words = new Map([
  ['and', '&&'],
  ['or', '||'],
  ['not', '!'],
]);

type Node = ReturnType<typeof compile>;
type NodeOf<Type extends Node['type']> = Extract<Node, { type: Type }>;

/** Why a text is not a JMESPath expression that means what it seems to; undefined if it is one. */
export function findExpressionFault(text: string): string | undefined {
  let root: Node;
  try {
    root = compile(text);
  } catch (error) {
    const message = error instanceof Error ? error.message.replace(/\s+/g, ' ') : 'it cannot be compiled';
    const hint = findSyntaxHint(text);
    return hint === undefined ? message : `${message}; ${hint}`;
  }
  const nodes = [...nodesIn(root)];
  const bindings = nodes.flatMap((node) => (node.type === 'LetExpression' ? node.bindings : []));
  const found = [findJoinedNames(text), ...nodes.map((node) => findFault(node, bindings))];
  return found.find((fault) => fault !== undefined);
}

/** Whether an expression gives the same value for every input, such as `'id'`, which is a text and no field. */
export function isConstantExpression(text: string): boolean {
  return findExpressionFault(text) === undefined && isConstant(compile(text));
}

/** Whether an expression gives a yes or no, and never a value. */
export function isQuestion(text: string): boolean {
  return findExpressionFault(text) === undefined && isYesOrNo(compile(text));
}

function findFault(node: Node, bindings: readonly Node[]): string | undefined {
  switch (node.type) {
    case 'Binding':
      return bindings.includes(node) ? undefined : explainAssignment(node);
    case 'Variable':
      if (bindings.some((one) => one.type === 'Binding' && one.variable === node.name)) return undefined;
      return `there is no variable $${node.name}: a field of the whole input is $.${toName(node.name)}`;
    case 'Comparator':
      return findComparisonFault(node);
    case 'FilterProjection':
      return findTruthFault(node.condition) ?? findItemFault(node);
    case 'Ternary':
      return findTruthFault(node.condition);
    case 'NotExpression':
      return findTruthFault(node.child);
    case 'OrExpression':
      if (isYesOrNo(node.left) && isWrittenText(node.right))
        return `${toText(node.right)} is not compared with anything: compare with each, as in kind == 'a' || kind == ${toText(node.right)}`;
      if (node.left.type !== 'Literal' || isFalse(node.left.value)) return undefined;
      return `${toText(node.left)} || ... is always ${toText(node.left)}: compare with each, as in kind == 'a' || kind == 'b'`;
    case 'Pipe':
      return isYesOrNo(node.left) && !mentions(node.right, ['Current', 'Root'])
        ? 'what follows | starts from a yes or no, which has no fields: for "or" write ||'
        : undefined;
    case 'Function':
      return findCallFault(node);
    default:
      return undefined;
  }
}

/** What stands behind a filter starts from each item that it finds. An item that is asked for a name is no list. */
function findItemFault({ condition, right }: NodeOf<'FilterProjection'>): string | undefined {
  const isNamed = mentions(condition, ['Field']) && !mentions(condition, ['Index', 'Slice', 'Root']);
  const step = isNamed ? listStepOn(right) : undefined;
  if (step === undefined) return undefined;
  const what = step.type === 'IndexExpression' ? 'a number in brackets' : 'what follows in brackets';
  return `${what} behind a filter asks each item that was found, and finds nothing: for the first that was found write [?...] | [0]`;
}

/** The part of a path that takes the current value for a list: `[0]`, `[:1]`, `[*]` or another filter. */
function listStepOn(path: Node): Node | undefined {
  if (!('left' in path)) return undefined;
  const isListStep = ['IndexExpression', 'Projection', 'FilterProjection'].includes(path.type);
  return isListStep && path.left.type === 'Identity' ? path : listStepOn(path.left);
}

function explainAssignment({ variable, reference }: NodeOf<'Binding'>): string {
  const left = variable === undefined ? '...' : toName(variable);
  return `= is only for "let", and always true elsewhere: to compare, write ${left} == ${toText(reference)}`;
}

function findComparisonFault({ name, left, right }: NodeOf<'Comparator'>): string | undefined {
  if (name !== 'EQ' && name !== 'NE') {
    const other = [left, right].find((side) => side.type === 'Literal' && typeof side.value !== 'number');
    if (other === undefined) return undefined;
    return `< and > compare numbers only, so a comparison with ${toText(other)} is never true`;
  }
  const sign = name === 'EQ' ? '==' : '!=';
  const truth = [left, right].find((side) => side.type === 'Field' && /^(?:true|false)$/.test(side.name));
  if (truth?.type === 'Field')
    return `${truth.name} is a field here: write \`${truth.name}\` in backticks, or '${truth.name}' if it is sent as text`;
  if (isConstant(left) && isConstant(right))
    return `both sides of ${sign} are fixed: write a field without quotes, or a name with other characters in double quotes`;
  if (right.type === 'Field' && right.name !== 'null' && !isConstant(left))
    return `${sign} ${explainBareField(right)}`;
  const list = [left, right].find(
    (side) => side.type === 'MultiSelectList' && side.children.some(isWrittenText),
  );
  if (list !== undefined && isConstant(list))
    return `${sign} compares with the whole list: for one of them write contains(['a', 'b'], kind)`;
  const fixed = [left, right].find((side) => side.type === 'Literal' && typeof side.value !== 'boolean');
  if (fixed !== undefined && [left, right].some(isYesOrNo))
    return `a yes or no is compared with ${toText(fixed)}: ! counts before ${sign}, and a comparison has two sides; write a != ${toText(fixed)}, or !(a == ${toText(fixed)})`;
  return undefined;
}

/** Of a field alone, where a text is usual. */
function explainBareField({ name }: NodeOf<'Field'>): string {
  return `${toName(name)} is the field of that name: for the text write ${quote(name)}, for the field @.${toName(name)}`;
}

/** What a filter asks, or what stands before `?` or after `!`, has to depend on the data. */
function findTruthFault(node: Node): string | undefined {
  if (node.type === 'AndExpression' || node.type === 'OrExpression')
    return findTruthFault(node.left) ?? findTruthFault(node.right);
  if (node.type !== 'Literal' || typeof node.value === 'boolean' || node.value === null) return undefined;
  return `${toText(node)} alone asks nothing and is always the same: write the whole comparison, as in kind == ${toText(node)}`;
}

/** Where a function takes an expression, such as `&date`, by its place among the arguments. */
const referencePlaces: Record<string, number> = { group_by: 1, map: 0, max_by: 1, min_by: 1, sort_by: 1 };

/** Where a function takes a text that is mostly written down, such as the glue of `join`. */
const textPlaces: Record<string, number[]> = {
  contains: [1],
  ends_with: [1],
  find_first: [1],
  find_last: [1],
  join: [0],
  pad_left: [2],
  pad_right: [2],
  replace: [1, 2],
  split: [1],
  starts_with: [1],
  trim: [1],
  trim_left: [1],
  trim_right: [1],
};

/** Functions that are asked of a field. */
const fieldFunctions = new Set(['contains', 'ends_with', 'from_json', 'starts_with']);

function findCallFault({ name, children }: NodeOf<'Function'>): string | undefined {
  if (!getRegisteredFunctions().includes(name)) {
    const sign = words.get(name.toLowerCase());
    if (sign !== undefined) return `for "${name}" write ${sign}`;
    const meant = nearest(name, getRegisteredFunctions());
    return `there is no function ${name}()${meant === undefined ? '' : `; ${meant}()?`}`;
  }
  const arity = findArityFault(name, children.length);
  if (arity !== undefined) return arity;
  if (fieldFunctions.has(name) && children.some(isWrittenText) && children.every(isConstant))
    return `${name}() is given only fixed texts: write a field without quotes`;
  const place = referencePlaces[name];
  if (place !== undefined && children[place]?.type !== 'ExpressionReference')
    return `argument ${place + 1} of ${name}() is an expression for each item, and needs an & before it, as in &name`;
  const bare = (textPlaces[name] ?? []).map((index) => children[index]).find((one) => one?.type === 'Field');
  if (bare?.type !== 'Field') return undefined;
  // `contains(['a', 'b'], kind)` asks for the field.
  return children.every((one) => one === bare || isConstant(one))
    ? undefined
    : `in ${name}() ${explainBareField(bare)}`;
}

/** Calls the function with that many nulls: the library counts the arguments before it looks at them. */
function findArityFault(name: string, arity: number): string | undefined {
  try {
    TreeInterpreter.search(compile(`${name}(${Array(arity).fill('`null`').join(', ')})`), null);
    return undefined;
  } catch (error) {
    return error instanceof Error && /arity/.test(error.message) ? error.message : undefined;
  }
}

/** A node and all within it. What a literal holds is data. */
function* nodesIn(node: Node): Generator<Node> {
  yield node;
  for (const part of partsOf(node)) yield* nodesIn(part);
}

function partsOf(node: Node): Node[] {
  if (node.type === 'MultiSelectHash') return node.children.map(({ value }) => value);
  if (node.type === 'LetExpression') return [...node.bindings, node.expression];
  if (node.type === 'Ternary') return [node.condition, node.trueExpr, node.falseExpr];
  return [
    ...('left' in node ? [node.left] : []),
    ...('condition' in node ? [node.condition] : []),
    ...('right' in node ? [node.right] : []),
    ...('children' in node ? node.children : []),
    ...('child' in node ? [node.child] : []),
    ...('operand' in node ? [node.operand] : []),
    ...('reference' in node ? [node.reference] : []),
  ];
}

function mentions(node: Node, types: readonly Node['type'][]): boolean {
  return [...nodesIn(node)].some(({ type }) => types.includes(type));
}

function isConstant(node: Node): boolean {
  return !mentions(node, ['Field', 'Current', 'Root', 'Identity', 'Variable']);
}

function isYesOrNo(node: Node): boolean {
  if (node.type === 'AndExpression' || node.type === 'OrExpression')
    return isYesOrNo(node.left) && isYesOrNo(node.right);
  return node.type === 'Comparator' || node.type === 'NotExpression';
}

function isWrittenText(node: Node): boolean {
  return node.type === 'Literal' && typeof node.value === 'string' && node.value !== '';
}

/** What counts as false in JMESPath. */
function isFalse(value: unknown): boolean {
  return ['null', 'false', '""', '[]', '{}'].includes(JSON.stringify(value));
}

/** A value as it is to be written. A field is taken for the text that was meant. */
function toText(node: Node): string {
  if (node.type === 'Field') return quote(node.name);
  if (node.type !== 'Literal') return '...';
  return typeof node.value === 'string' ? quote(node.value) : `\`${JSON.stringify(node.value)}\``;
}

function quote(text: string): string {
  return `'${text.replace(/['\\]/g, '\\$&')}'`;
}

function toName(name: string): string {
  return /^[a-z_]\w*$/i.test(name) ? name : JSON.stringify(name);
}

/** `work-email` is read as `work - email`, and `Worker/ID` as a division. */
function findJoinedNames(text: string): string | undefined {
  const tokens = tokenize(text);
  const at = tokens.findIndex(({ value, start }, index) => {
    const isSign = (value === '-' || value === '/') && /[-/]/.test(text.charAt(start));
    const [before = '', after = ''] = [text.charAt(start - 1), text.charAt(start + 1)];
    const areNames = isName(tokens[index - 1]) && isName(tokens[index + 1]);
    return isSign && areNames && /\w/.test(before) && /\w/.test(after);
  });
  if (at === -1) return undefined;
  const [left, sign, right] = tokens.slice(at - 1).map(({ value }) => String(value));
  const joined = `${left}${sign}${right}`;
  return sign === '-'
    ? `${joined} is a subtraction: for the field write "${joined}" in double quotes, for the text ${quote(joined)}, to subtract ${left} - ${right}`
    : `${joined} is a division: for a path write ${left}.${right}, to divide ${left} / ${right}`;
}

/** What is written differently in other languages. */
function findSyntaxHint(text: string): string | undefined {
  const literals = [...text.matchAll(/`((?:[^`\\]|\\.)*)`/g)].map(([, literal = '']) => literal.trim());
  if (literals.some((literal) => /^(?!(?:true|false|null)$)['a-z]/i.test(literal)))
    return "in backticks stands JSON: write a text as 'work' in single quotes";
  const tokens = tokensOf(text);
  for (const [index, { value }] of tokens.entries()) {
    const next = tokens[index + 1];
    const word = String(value).toLowerCase();
    const sign = words.get(word);
    if (isName(tokens[index]) && sign !== undefined && tokens[index - 1]?.value !== '.')
      return `for "${value}" write ${sign}`;
    if (isName(tokens[index]) && isName(next) && word !== 'let' && String(next?.value) !== 'in')
      return `for a name with other characters write "${value} ${next?.value}" in double quotes`;
    if (isName(tokens[index]) && next?.value === '[' && isName(tokens[index + 2]))
      return 'a filter begins with [?';
    if (value === '==' && next?.value === '=') return 'for === write ==';
    if (value === '<' && next?.value === '>') return 'for <> write !=';
    if (value === '&' && index > 0 && !/^[(,]$/.test(String(tokens[index - 1]?.value)))
      return 'for "and" write &&';
    if (/^(?:[=!<>]=|[<>])$/.test(String(value)) && String(next?.type) === 'Number')
      return `write a number in backticks, \`${next?.value}\`, or as '${next?.value}' if it is sent as text`;
  }
  return undefined;
}

function isName(token: ReturnType<typeof tokenize>[number] | undefined): boolean {
  return String(token?.type) === 'UnquotedIdentifier';
}

/** None if the text cannot even be split. */
function tokensOf(text: string): ReturnType<typeof tokenize> {
  try {
    return tokenize(text);
  } catch {
    return [];
  }
}
