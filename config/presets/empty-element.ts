/**
 * Expressions that give an empty list if the document's root is empty, as on a day when nobody was hired. Attributes
 * and the children named in `passedOver` do not count. With any other child the document is not empty, but unknown.
 */
export function emptyElement(root: string, passedOver: readonly string[] = []): string[] {
  const others = ["!starts_with(@, '@')", ...passedOver.map((name) => `@ != '${name}'`)].join(' && ');
  return [`${root} == '' && \`[]\``, `keys(${root})[?${others}] == \`[]\` && \`[]\``];
}
