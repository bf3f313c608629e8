import { type DefaultTreeAdapterTypes, parseFragment, defaultTreeAdapter as tree } from 'parse5';
import * as v from 'valibot';

/**
 * The CloudWatch console, as far as it shows a custom widget: it invokes what the widget names, shows the HTML without
 * what it takes out, and calls an alias again when the element right before a `cwdb-action` is clicked.
 */

/** Gives the answer of a function. @param arn with the alias. */
export type Invoke = (arn: string, event: unknown) => Promise<unknown>;

/** What the console adds to each call. @param all what stands in the fields. */
export function contextOf(all: Readonly<Record<string, string>> = {}) {
  const params = {};
  return {
    widgetContext: {
      ...{ dashboardName: 'hire-invites-us-east-1', widgetId: 'widget-1', accountId: '000000000000' },
      ...{ locale: 'en', timezone: { label: 'UTC', offsetISO: '+00:00', offsetInMinutes: 0 } },
      ...{ period: 300, isAutoPeriod: true, theme: 'light', linkCharts: true, title: 'Hires' },
      timeRange: { mode: 'relative', start: 1, end: 2, relativeStart: 1 },
      ...{ forms: { all }, params, width: 588, height: 369 },
    },
  };
}

/** What of a page can be pressed. */
export interface Pressable {
  /** What a reader of the screen says, or else the text. */
  label: string;
  endpoint: string;
  confirmation: string | undefined;
  request: object;
}

/** What the widget shows now. */
export interface Shown {
  html: string;
  /** As a person reads it, without the JSON of the buttons. */
  text: string;
  /** The names of all elements. */
  elements: ReadonlySet<string>;
  /** The names of all attributes. */
  attributes: ReadonlySet<string>;
  pressables: readonly Pressable[];
  fields: readonly string[];
}

export function openWidget(invoke: Invoke, endpoint: string) {
  let shown: Shown;
  const call = async (arn: string, request: object, fields: Readonly<Record<string, string>>) => {
    shown = readHtml(v.parse(v.string(), await invoke(arn, { ...request, ...contextOf(fields) })));
    return shown;
  };
  return {
    /** At first, and when somebody presses the dashboard's *Refresh*. */
    refresh: () => call(endpoint, {}, {}),
    /** @param fields what was typed into fields that are shown. */
    press: (label: string, fields: Readonly<Record<string, string>> = {}) => {
      for (const field of Object.keys(fields))
        if (!shown.fields.includes(field)) throw new Error(`There is no field ${field}`);
      const [pressable, ...more] = shown.pressables.filter((one) => one.label === label);
      if (pressable === undefined || more.length > 0)
        throw new Error(`Not one "${label}", but of ${shown.pressables.map((one) => one.label).join(', ')}`);
      return call(pressable.endpoint, pressable.request, fields);
    },
  };
}

const Request = v.pipe(v.string(), v.parseJson(), v.looseObject({}));
const removed: readonly string[] = ['script', 'iframe', 'use'];
const inline: readonly string[] = ['a', 'strong', 'time'];

/** @throws Error if a `cwdb-action` could not be pressed: the console would say nothing. */
export function readHtml(html: string): Shown {
  const elements = new Set<string>();
  const attributes = new Set<string>();
  const pressables: Pressable[] = [];
  const fields: string[] = [];
  let text = '';
  const read = (
    node: DefaultTreeAdapterTypes.ChildNode,
    before: DefaultTreeAdapterTypes.Element | undefined,
  ) => {
    if (tree.isTextNode(node)) text += node.value;
    if (!tree.isElementNode(node) || removed.includes(node.tagName)) return;
    elements.add(node.tagName);
    for (const { name } of node.attrs) attributes.add(name);
    if (node.tagName === 'cwdb-action') {
      pressables.push(readAction(node, before));
      return;
    }
    const name = attributeOf(node, 'name');
    if (name !== undefined) fields.push(name);
    const gap = inline.includes(node.tagName) ? '' : ' ';
    text += gap;
    readAll(node.childNodes);
    text += gap;
  };
  const readAll = (nodes: readonly DefaultTreeAdapterTypes.ChildNode[]) => {
    let before: DefaultTreeAdapterTypes.Element | undefined;
    for (const node of nodes) {
      read(node, before);
      if (tree.isElementNode(node)) before = node;
    }
  };
  readAll(parseFragment(html).childNodes);
  return { html, text: text.replace(/\s+/g, ' ').trim(), elements, attributes, pressables, fields };
}

function readAction(
  action: DefaultTreeAdapterTypes.Element,
  before: DefaultTreeAdapterTypes.Element | undefined,
): Pressable {
  const endpoint = attributeOf(action, 'endpoint');
  if (before?.tagName !== 'a') throw new Error('A cwdb-action has nothing before it that can be clicked');
  if (attributeOf(action, 'action') !== 'call' || endpoint === undefined)
    throw new Error('A cwdb-action calls nothing');
  return {
    label: attributeOf(before, 'aria-label') ?? textOf(before),
    endpoint,
    confirmation: attributeOf(action, 'confirmation'),
    request: v.parse(Request, textOf(action)),
  };
}

function attributeOf({ attrs }: DefaultTreeAdapterTypes.Element, name: string): string | undefined {
  return attrs.find((attribute) => attribute.name === name)?.value;
}

function textOf(node: DefaultTreeAdapterTypes.Element): string {
  return node.childNodes
    .map((child) => (tree.isTextNode(child) ? child.value : tree.isElementNode(child) ? textOf(child) : ''))
    .join('');
}
