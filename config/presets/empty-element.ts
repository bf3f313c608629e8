/**
 * Expressions that give an empty list for a document whose root has nothing in it, as on a day on which nobody was hired:
 * no children, whatever attributes. What has others than the known ones is not empty, but unknown.
 */
export function emptyElement(root: string, passedOver: readonly string[] = []): string[] {
  const others = ["!starts_with(@, '@')", ...passedOver.map((name) => `@ != '${name}'`)].join(' && ');
  return [`${root} == '' && \`[]\``, `keys(${root})[?${others}] == \`[]\` && \`[]\``];
}
