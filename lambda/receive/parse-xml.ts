import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { maxValues, TooMuch } from '../hr-systems/too-much.ts';
import { attributePrefix, textKey } from '../hr-systems/xml-record.ts';

/** Deeper than any record. Deeper nesting is an attack on the code that walks through it. */
const maxDepth = 100;

/** More than any element has. */
const maxAttributes = 1000;

/** An element that is still being read. */
interface Open {
  name: string;
  text: string;
  children: Map<string, unknown>;
}

/**
 * Parses XML into the objects that `xml-record.ts` describes. All values stay text (`00021`), namespace prefixes are
 * dropped, CDATA is text. The parser is strict: it accepts only well-formed XML, and expands only XML's own five
 * entities and characters by number.
 * @throws Error if the XML is not well-formed, has a DOCTYPE (there is no honest use for one, and it can hide
 * entities), is nested more than 100 levels deep, has an element `__proto__` or one with more than 1,000 attributes.
 * @throws TooMuch
 */
export function parseXml(text: string): unknown {
  const parser = new SaxesParser();
  const root: Open = { name: '', text: '', children: new Map() };
  const open: Open[] = [root];
  let values = 0;
  let attributes = 0; // of the element that is being opened

  parser.on('error', (error) => {
    throw error;
  });
  parser.on('doctype', () => {
    throw new Error('a DOCTYPE is not allowed');
  });
  const count = () => {
    values += 1;
    if (values > maxValues) throw new TooMuch('too-many-values');
  };
  parser.on('attribute', () => {
    count();
    attributes += 1;
    if (attributes > maxAttributes) throw new Error('too many attributes');
  });
  parser.on('opentag', (tag) => {
    attributes = 0;
    if (open.length > maxDepth) throw new Error('nested too deep');
    count();
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

/** Several children of the same name become a list. */
function add({ children }: Open, name: string, value: unknown): void {
  const standing = children.get(name);
  if (standing === undefined) children.set(name, value);
  else if (Array.isArray(standing)) standing.push(value);
  else children.set(name, [standing, value]);
}

/** White space around text is only layout. */
function toValue({ text, children }: Open): unknown {
  if (children.size === 0) return text.trim();
  if (text.trim() !== '') children.set(textKey, text.trim());
  return Object.fromEntries(children);
}

function withoutPrefix(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
