import { hashText } from './hash.ts';

/**
 * The row key of a hire: source, tenant and employee id, or the hash of the record if it has no id. An id that may be a
 * name or an address is hashed. What else may say something about a person stands here, but is not shown: see
 * `showHire`. The keys of hires must never change, or the hires would be new.
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

/** A row key and what it consists of, as answers and events have it. */
export interface NamedHire {
  hire: string;
  source: string;
  tenant?: string;
  employeeId?: string;
}

export function nameHire(hire: string): NamedHire {
  const [source = ''] = hire.split('/');
  const { employeeId, tenant } = readHireKey(hire) ?? {};
  return { hire, source, ...(tenant && { tenant }), ...(employeeId && { employeeId }) };
}

const plainId = '(?=[\\w-]*\\d)[\\w-]{1,64}';
const ourKey = new RegExp(
  `^[a-z][a-z0-9-]{0,39}/(?:${plainId}|sha256:[0-9a-f]+)?/(?:${plainId}|(?:sha256:|record-)[0-9a-f]+)$`,
);

/** Whether a row key looks like one of ours. Somebody may have edited the row, and written anything there. */
export function isOurKey(key: string): boolean {
  return ourKey.test(key);
}

/**
 * A row key as logs, notices and reports show it: an employee id that may say something about the person is replaced by
 * its hash (`jane-doe-1990`, `123-45-6789`). What is no row key of ours stays as it is.
 */
export function showHire(key: string): string {
  const [source, tenant, id, ...more] = key.split('/');
  if (id === undefined || more.length > 0) return key;
  const isShown = !isPlain(id) || isRecordHash(id) || saysNothing(id);
  return isShown ? key : `${source}/${tenant}/${hashed(id)}`;
}

/**
 * Whether an id is surely only a number or a code. Numbers of persons have eight digits or more, and at most 18; a
 * longer one is made by a machine. A word before a number may be a name, but for these.
 */
function saysNothing(id: string): boolean {
  const isNumber = /^(?:(?:[a-z]|id|ee|emp)[_-]?)?\d{1,7}$|^\d{19,20}$/i.test(id);
  const isMadeByMachine = /^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{24}|[0-9a-f]{32})$/i.test(
    id,
  );
  return isNumber || isMadeByMachine;
}

function isRecordHash(id: string): boolean {
  return /^record-[0-9a-f]{32}$/.test(id);
}

function hashed(id: string): string {
  return `sha256:${hashText(id)}`;
}

function plainOrHashed(id: string): string {
  return isPlain(id) ? id : hashed(id);
}

/** Whether an id has a digit, and nothing that only a name or an address has. */
function isPlain(id: string): boolean {
  return /^(?=.*\d)[A-Za-z0-9_-]{1,64}$/.test(id);
}
