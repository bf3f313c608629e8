import * as v from 'valibot';
import type { Expressions, Source } from '../../config/source.ts';
import { readEmployeeId, readId, readInstant, toPerson } from '../hire/person.ts';
import type { EmployeeRecord } from '../hire/record.ts';
import { compileAhead } from './expression.ts';
import { findField } from './find-field.ts';
import type { HrSystem } from './hr-system.ts';
import { isPlainId } from './plain-id.ts';
import { createEventReader } from './read-events.ts';
import { SweptRecord } from './swept-record.ts';

/** The HR system behind a source of the configuration. */
export function createHrSystem(source: Source): HrSystem {
  const { records, event, employee, api, updatesInvite, eligible, startDateFormat } = source;
  const { id, tenant, workEmail, personalEmail, startDate, timestamp } = employee;
  compileAhead([records, event?.type, id, tenant, workEmail, personalEmail, startDate, timestamp]);
  const read = (record: EmployeeRecord, expressions: Expressions | undefined) =>
    findField(record, expressions, source.formats)?.value;
  const readAnyId = (record: EmployeeRecord) =>
    v.is(SweptRecord, record) ? record.sweptEmployeeId : readEmployeeId(read(record, id));

  return {
    updatesInvite,
    eligible,
    readEvents: createEventReader(source),
    readEmployeeId: (record) => {
      const found = readAnyId(record);
      return api === undefined || isPlainId(found) ? found : undefined;
    },
    readTenant: (record) => readId(read(record, tenant)),
    readPerson(record) {
      if (v.is(SweptRecord, record)) return toPerson({ startDate: record.startDate });
      return toPerson(
        {
          workEmail: read(record, workEmail),
          personalEmail: read(record, personalEmail),
          startDate: read(record, startDate),
        },
        startDateFormat,
      );
    },
    // If a change may make a hire, it may also bring what is missing.
    mayCome: (field) => updatesInvite || employee.mayCome.includes(field),
    readTimestamp: (record) => readInstant(read(record, timestamp)),
  };
}
