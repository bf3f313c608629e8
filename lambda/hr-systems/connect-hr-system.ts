import * as v from 'valibot';
import { type EmployeeRecord, readId, readInstant, toPerson } from '../shared/hire.ts';
import type { Expressions, Source } from '../shared/source.ts';
import { connectApi } from './connect-api.ts';
import { findFirst } from './expression.ts';
import type { HrSystem } from './hr-system.ts';
import { createEventReader } from './read-events.ts';
import { readScalar } from './scalar.ts';
import { withoutAttributes } from './xml-record.ts';

/** How an employee is announced whom no webhook announced, but the HR system's list has. */
const SweptRecord = v.strictObject({ sweptEmployeeId: v.string() });

export function toSweptRecord(employeeId: string): EmployeeRecord {
  return { sweptEmployeeId: employeeId } satisfies v.InferOutput<typeof SweptRecord>;
}

/**
 * The HR system behind a source of the configuration.
 * @param apiUrl the address of its API, if not the vendor's own.
 */
export function connectHrSystem(source: Source, apiUrl?: string): HrSystem {
  const { employee, api, updatesInvite, eligible, startDateFormat } = source;
  const read = (record: EmployeeRecord, expressions: Expressions | undefined) =>
    readField(record, expressions, source.formats);
  const readAnyId = (record: EmployeeRecord) =>
    v.is(SweptRecord, record) ? record.sweptEmployeeId : readId(read(record, employee.id));

  return {
    updatesInvite,
    eligible,
    readEvents: createEventReader(source),
    readEmployeeId: (record) => {
      const id = readAnyId(record);
      return api === undefined || isPlainId(id) ? id : undefined;
    },
    readTenant: (record) => readId(read(record, employee.tenant)),
    readPerson: (record) =>
      toPerson(
        {
          workEmail: read(record, employee.workEmail),
          personalEmail: read(record, employee.personalEmail),
          startDate: read(record, employee.startDate),
        },
        startDateFormat,
      ),
    readTimestamp: (record) => readInstant(read(record, employee.timestamp)),
    ...(api && { api: connectApi(api, source, apiUrl) }),
  };
}

/** In a record from XML an element counts as its text, but its attributes can be named too. */
function readField(record: EmployeeRecord, expressions: Expressions | undefined, formats: Source['formats']) {
  if (!formats.includes('xml')) return findFirst(expressions, record, readScalar);
  return (
    findFirst(expressions, withoutAttributes(record), readScalar) ??
    findFirst(expressions, record, readScalar)
  );
}

/** It becomes a part of a path, in which `..` would lead elsewhere even when encoded. */
export function isPlainId(id: string | undefined): id is string {
  return id !== undefined && /^[A-Za-z0-9_-]{1,64}$/.test(id);
}
