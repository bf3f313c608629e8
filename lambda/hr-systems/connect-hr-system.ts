import * as v from 'valibot';
import type { Expressions, Source } from '../../config/source.ts';
import { type EmployeeRecord, readId, readInstant, toPerson } from '../hire/hire.ts';
import { connectApi } from './api/connect-api.ts';
import { compileAhead } from './expression.ts';
import { findField } from './find-field.ts';
import type { HrSystem } from './hr-system.ts';
import { isPlainId } from './plain-id.ts';
import { createEventReader } from './read-events.ts';

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
  const { records, event, employee, api, updatesInvite, eligible, startDateFormat } = source;
  const { id, tenant, workEmail, personalEmail, startDate, timestamp } = employee;
  compileAhead([records, event?.type, id, tenant, workEmail, personalEmail, startDate, timestamp]);
  const read = (record: EmployeeRecord, expressions: Expressions | undefined) =>
    findField(record, expressions, source.formats)?.value;
  const readAnyId = (record: EmployeeRecord) =>
    v.is(SweptRecord, record) ? record.sweptEmployeeId : readId(read(record, id));

  return {
    updatesInvite,
    eligible,
    readEvents: createEventReader(source),
    readEmployeeId: (record) => {
      const found = readAnyId(record);
      return api === undefined || isPlainId(found) ? found : undefined;
    },
    readTenant: (record) => readId(read(record, tenant)),
    readPerson: (record) =>
      toPerson(
        {
          workEmail: read(record, workEmail),
          personalEmail: read(record, personalEmail),
          startDate: read(record, startDate),
        },
        startDateFormat,
      ),
    // Where a change may make a hire, it may also bring what is missing.
    mayCome: (field) => updatesInvite || employee.mayCome.includes(field),
    readTimestamp: (record) => readInstant(read(record, timestamp)),
    ...(api && { api: connectApi(api, source, apiUrl) }),
  };
}
