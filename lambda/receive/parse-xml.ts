import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { attributePrefix, textKey } from '../hr-systems/xml-record.ts';

/** Deeper than any record: what is nested deeper is an attack on whoever walks through it. */
const maxDepth = 100;

/** An element that is being read. */
interface Open {
  name: string;
  text: string;
  children: Map<string, unknown>;
}

/**
 * Parses XML into the objects described at `xml-record.ts`. All values stay text (`00021`), prefixes of namespaces are
 * dropped, CDATA is text. Strict: the parser takes nothing that is not well-formed, and expands no entities but XML's
 * own five and characters by number.
 * @throws Error: not well-formed, a DOCTYPE (there is no honest use for one, and entities hide in it), nested more than
 *   100 deep, an element `__proto__`.
 */
export function parseXml(text: string): unknown {
  const parser = new SaxesParser();
  const root: Open = { name: '', text: '', children: new Map() };
  const open: Open[] = [root];

  parser.on('error', (error) => {
    throw error;
  });
  parser.on('doctype', () => {
    throw new Error('a DOCTYPE is not allowed');
  });
  parser.on('opentag', (tag) => {
    if (open.length > maxDepth) throw new Error('nested too deep');
    open.push(begin(tag));
  });
  const addText = (part: string) => {
    const element = open.at(-1);
    if (element !== undefined) element.text += part;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    const element = open.pop();
    if (element !== undefined) add(open.at(-1) ?? root, element.name, toValue(element));
  });
  parser.write(text).close();
  return Object.fromEntries(root.children);
}

function begin({ name, attributes }: SaxesTagPlain): Open {
  if (withoutPrefix(name) === '__proto__') throw new Error('a forbidden name');
  const own = Object.entries(attributes).filter(([attribute]) => !/^xmlns(?::|$)/.test(attribute));
  return {
    name: withoutPrefix(name),
    text: '',
    children: new Map(
      own.map(([attribute, value]) => [`${attributePrefix}${withoutPrefix(attribute)}`, value]),
    ),
  };
}

/** Several of one name become a list. */
function add({ children }: Open, name: string, value: unknown): void {
  const standing = children.get(name);
  if (standing === undefined) children.set(name, value);
  else if (Array.isArray(standing)) standing.push(value);
  else children.set(name, [standing, value]);
}

/** White space around text is layout. */
function toValue({ text, children }: Open): unknown {
  if (children.size === 0) return text.trim();
  if (text.trim() !== '') children.set(textKey, text.trim());
  return Object.fromEntries(children);
}

function withoutPrefix(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
