/** Whether an employee's id may be part of a path. There `..` would lead elsewhere, even when it is encoded. */
export function isPlainId(id: string | undefined): id is string {
  return id !== undefined && /^[A-Za-z0-9_-]{1,64}$/.test(id);
}
