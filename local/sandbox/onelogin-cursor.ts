/** Where a page of a list begins, written as OneLogin does: nothing that a client could read or make up. */
export function toCursor(position: number): string {
  return Buffer.from(`at ${position}`).toString('base64');
}

export function fromCursor(cursor: string | null): number {
  return cursor === null ? 0 : Number(Buffer.from(cursor, 'base64').toString().replace('at ', ''));
}
