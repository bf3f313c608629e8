/** What stands in a field in place of nothing. Two people with such an id would be taken for one. */
const placeholders =
  /^(?:n[/.]?a\.?|not[ _-]?(?:available|applicable|assigned|known|set|yet)|no(?:ne|[ _-]?id)?|null|nil|undefined|unknown|pending|t\.?b\.?[acd]\.?|-1|[-–—_.*?#0\s]+|0{8}-0{4}-0{4}-0{4}-0{12})$/i;

export function isPlaceholder(text: string): boolean {
  return placeholders.test(text);
}
