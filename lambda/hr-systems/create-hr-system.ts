import * as v from 'valibot';
import type { Expressions, Source } from '../../config/source.ts';
import { readInstant } from '../hire/instant.ts';
import { readEmployeeId, readId, toPerson } from '../hire/person.ts';
import type { EmployeeRecord } from '../hire/record.ts';
import { inUtc, type ZoneSettings, zoneOf } from '../hire/time-zone.ts';
import { compileAhead } from './expression.ts';
import { findField, findValue } from './find-field.ts';
import type { HrSystem } from './hr-system.ts';
import { isPlainId } from './plain-id.ts';
import { createEventReader } from './read-events.ts';
import { SweptRecord } from './swept-record.ts';

/**
 * The HR system behind a source of the configuration.
 * @param zones where the hires' days begin, for start dates that are instants.
 */
export function createHrSystem(source: Source, zones: ZoneSettings = inUtc): HrSystem {
  const { records, event, employee, api, updatesInvite, eligible, startDateFormat } = source;
  const { id, tenant, workEmail, personalEmail, externalId, startDate, timeZone, timestamp } = employee;
  const ofPerson = [workEmail, personalEmail, externalId, startDate, timeZone];
  compileAhead([records, event?.type, id, tenant, ...ofPerson, timestamp]);
  const read = (record: EmployeeRecord, expressions: Expressions | undefined) =>
    findField(record, expressions, source.formats)?.value;
  const readValue = (record: EmployeeRecord, expressions: Expressions | undefined) =>
    findValue(record, expressions, source.formats)?.value;
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
    readPerson(record, knownZone) {
      if (v.is(SweptRecord, record)) return toPerson({ startDate: record.startDate });
      return toPerson(
        {
          workEmail: readValue(record, workEmail),
          personalEmail: readValue(record, personalEmail),
          externalId: readValue(record, externalId),
          startDate: readValue(record, startDate),
          timeZone: readValue(record, timeZone),
        },
        { startDateFormat, timeZones: zones.timeZones, timeZone: zoneOf({ timeZone: knownZone }, zones) },
      );
    },
    // If a change may make a hire, it may also bring what is missing.
    mayCome: (field) => updatesInvite || employee.mayCome.includes(field),
    readTimestamp: (record) => readInstant(read(record, timestamp)),
  };
}
