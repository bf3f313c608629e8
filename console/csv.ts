/** Comma-separated values (RFC 4180), which are mostly opened in a spreadsheet. */

type Row = Readonly<Record<string, string | number | boolean | undefined>>;

export function csvLine(columns: readonly string[], row?: Row): string {
  return columns.map((column) => toField(row === undefined ? column : row[column])).join(',');
}

/** A spreadsheet would run a text that begins like a formula. An apostrophe before it makes it a text. */
function toField(value: Row[string] = ''): string {
  const text = String(value);
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
