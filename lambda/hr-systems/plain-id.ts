/** Whether an employee's id may become a part of a path, in which `..` would lead elsewhere even when encoded. */
export function isPlainId(id: string | undefined): id is string {
  return id !== undefined && /^[A-Za-z0-9_-]{1,64}$/.test(id);
}
