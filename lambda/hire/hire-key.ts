import { hashText } from './hash.ts';

/**
 * The row key of a hire: source, tenant and employee id, or the hash of the record if it has no id. An id that may be a
 * name or an address is hashed: the table and the logs hold no personal data.
 */
export function hireKey(hire: {
  source: string;
  tenant?: string;
  employeeId?: string;
  recordHash: string;
}): string {
  const id = hire.employeeId === undefined ? `record-${hire.recordHash}` : plainOrHashed(hire.employeeId);
  const tenant = hire.tenant === undefined ? '' : plainOrHashed(hire.tenant);
  return `${hire.source}/${tenant}/${id}`;
}

/**
 * The employee that a row key names; undefined if the key holds only a hash, or is not a row key.
 */
export function readHireKey(
  key: string,
): { source: string; tenant?: string; employeeId: string } | undefined {
  const [source = '', tenant = '', employeeId = '', ...more] = key.split('/');
  const isHash = /^record-[0-9a-f]{32}$|^$|:/.test(employeeId) || tenant.includes(':');
  if (isHash || source === '' || more.length > 0) return undefined;
  return { source, employeeId, ...(tenant !== '' && { tenant }) };
}

function plainOrHashed(id: string): string {
  return /^(?=.*\d)[A-Za-z0-9_-]{1,64}$/.test(id) ? id : `sha256:${hashText(id)}`;
}
