import type { Configuration } from '../config/configuration.ts';
import type { Expressions, Source } from '../config/source.ts';
import type { HireEvent } from '../lambda/hire/hr-event.ts';
import { type Invitee, isComplete, toInvitee, userKeyOf } from '../lambda/hire/invitee.ts';
import { judgeHire } from '../lambda/hire/judge-hire.ts';
import { momentOf } from '../lambda/hire/moment.ts';
import { type Consequence, type Failure, isFailure, outcomeOf } from '../lambda/hire/outcomes.ts';
import type { Person } from '../lambda/hire/person.ts';
import { type EmployeeRecord, isJsonObject } from '../lambda/hire/record.ts';
import { unreadableDate } from '../lambda/hire/start-date.ts';
import { unknownZone, zoneOf } from '../lambda/hire/time-zone.ts';
import type { ConnectedApi } from '../lambda/hr-systems/api/api.ts';
import { toRequest } from '../lambda/hr-systems/api/call-api.ts';
import { findField, findValue } from '../lambda/hr-systems/find-field.ts';
import type { HrEvent, HrSystem } from '../lambda/hr-systems/hr-system.ts';
import { readScalar } from '../lambda/hr-systems/scalar.ts';
import {
  hintAtFormat,
  whyNoAddress,
  whyNoDate,
  whyNoExternalId,
  whyNoId,
  whyNoZone,
} from './explain-value.ts';
import { findJsonTexts } from './find-json-texts.ts';
import { note } from './marks.ts';

interface RecordParts {
  source: Source;
  hr: HrSystem;
  /** Absent if the HR system has no API to ask. */
  api: ConnectedApi | undefined;
  invite: Configuration['invite'];
  nowMs: number;
}

/** The outcomes after which somebody gets an invite. */
const invitedOutcomes = ['invited at once', 'invited later', 'fetched'];

export function isInvited(outcome: string): boolean {
  return invitedOutcomes.includes(outcome);
}

/** Says what a record is, what was read from it and by which expression, and what would happen to it. */
export function explainRecord(event: HrEvent, parts: RecordParts): { lines: string[]; outcome: string } {
  const kind = explainKind(event, parts.source);
  const texts = findJsonTexts('record' in event ? event.record : event.ignored);
  if (!('record' in event)) return { lines: [kind, ...texts], outcome: 'ignored' };
  const { lines, outcome } = explainEmployee(event.event, event.record, parts);
  return { lines: [kind, ...lines, ...texts, note(`→ ${outcome.text}`)], outcome: outcome.name };
}

function explainKind(event: HrEvent, { event: settings, formats }: Source): string {
  const record = 'record' in event ? event.record : event.ignored;
  if (!isJsonObject(record)) return note('ignored: it is not an object');
  if (settings === undefined) return note('created: this source has no "event", so every record is a hire');
  const { type, ...values } = settings;
  const found = findField(record, type, formats) ?? findValue(record, type, formats);
  const isText = found === undefined || typeof found.value !== 'object';
  const seen =
    found === undefined
      ? '"event.type" finds nothing'
      : `${found.expression} is ${shorten(JSON.stringify(found.value))}${isText ? '' : ', which is no text'}`;
  if ('record' in event) return note(`${event.event}: ${seen}`);
  const meant = Object.entries(values).flatMap(([kind, texts]) => texts.map((text) => `"${text}" (${kind})`));
  return note(`ignored: ${seen}; the known values are ${meant.join(', ')}`);
}

function explainEmployee(
  kind: HireEvent,
  record: EmployeeRecord,
  parts: RecordParts,
): { lines: string[]; outcome: Outcome } {
  const { source, hr, api, invite } = parts;
  const person = hr.readPerson(record);
  const id = hr.readEmployeeId(record);
  const tenant = hr.readTenant(record);
  const timestamp = hr.readTimestamp(record);
  const { employee, formats } = source;
  const field = (
    name: string,
    expressions: Expressions | undefined,
    value: unknown,
    reasons: Pick<Field, 'form' | 'why' | 'unused'> = {},
  ) => explainField({ name, expressions, value, ...reasons }, record, formats);
  const started = findValue(record, employee.startDate, formats);
  const placing = { startDateFormat: source.startDateFormat, timeZone: zoneOf(person, invite) };
  return {
    lines: [
      field('employee id', employee.id, id, { why: (found) => whyNoId(found, api !== undefined) }),
      ...(employee.tenant === undefined
        ? []
        : [field('tenant', employee.tenant, tenant, { why: (found) => whyNoId(found, false) })]),
      field('work address', employee.workEmail, person.workEmail, { why: whyNoAddress }),
      field('personal address', employee.personalEmail, person.personalEmail, {
        why: whyNoAddress,
        ...(invite.sendTo === 'work' && { unused: '"invite.sendTo" is "work"' }),
      }),
      ...(employee.externalId === undefined
        ? []
        : [field('external id', employee.externalId, person.externalId, { why: whyNoExternalId })]),
      field('start date', employee.startDate, person.startDate, {
        form: ` in the format ${source.startDateFormat} ("startDateFormat")`,
        why: whyNoDate,
      }),
      ...(started === undefined ? [] : hintAtFormat(started.value, placing)),
      ...(employee.timeZone === undefined
        ? []
        : [field('time zone', employee.timeZone, person.timeZone, { why: whyNoZone(invite) })]),
      field(
        'written at',
        employee.timestamp,
        timestamp === undefined ? undefined : new Date(timestamp).toISOString(),
        {
          why: () => 'it is not a moment in ISO 8601 with its offset, such as 2026-03-02T08:00:00Z',
          ...(isAhead(timestamp, parts.nowMs) && { unused: 'it is in the future' }),
        },
      ),
    ],
    outcome: judge(kind, id, person, parts),
  };
}

interface Field {
  name: string;
  expressions: Expressions | undefined;
  /** What was read from it. Undefined if it is empty; no text if it cannot be read. */
  value: unknown;
  /** The format that the value must have. */
  form?: string;
  /** Why a value that was found is not valid. */
  why?: (found: unknown) => string;
  /** Why a value that is valid does not count. */
  unused?: string;
}

/** By more than the clocks may differ. */
function isAhead(timestamp: number | undefined, nowMs: number): boolean {
  return timestamp !== undefined && timestamp > nowMs + 60 * 60 * 1000;
}

function explainField(
  { name, expressions, value, form = '', why, unused }: Field,
  record: EmployeeRecord,
  formats: Source['formats'],
): string {
  const found = findValue(record, expressions, formats);
  const title = `${name}:`.padEnd(18);
  if (expressions === undefined) return note(`${title}not in this source’s records`);
  if (found === undefined) {
    const tried = [expressions].flat();
    const unquoted = tried.find((text) => readScalar(record[text]) !== undefined);
    const hint = unquoted === undefined ? '' : `; for the key ${unquoted} write "\\"${unquoted}\\""`;
    return note(`${title}nothing found by ${tried.join('  or  ')}${hint}`);
  }
  const written = JSON.stringify(found.value);
  if (typeof value !== 'string' || value === unreadableDate || value === unknownZone) {
    const reason = why?.(found.value) ?? '';
    const because = reason === '' ? '' : `: ${reason}`;
    return note(
      `${title}none: ${shorten(written)}, found by ${found.expression}, is not valid${form}${because}`,
    );
  }
  const isClean = String(found.value).trim() === value || name === 'start date' || name === 'written at';
  const seen = isClean ? found.expression : `${found.expression}: ${shorten(written)}`;
  return note(`${title}${value}   (${seen})${unused === undefined ? '' : `; not used: ${unused}`}`);
}

/** A value may be a whole object. */
function shorten(written: string): string {
  return written.length <= 200 ? written : `${written.slice(0, 200)}…`;
}

interface Outcome {
  /** The name in a count of outcomes. */
  name: string;
  text: string;
}

function judge(kind: HireEvent, id: string | undefined, person: Person, parts: RecordParts): Outcome {
  const { hr, api } = parts;
  if (kind !== 'created' && id === undefined)
    return {
      name: 'parked',
      text: `RECORD_UNMAPPABLE: without an id the record cannot be matched to an employee`,
    };
  if (kind === 'removed')
    return { name: 'cancelled', text: 'an invite that has not gone out yet is cancelled for good' };
  const isFetched =
    api !== undefined && !isComplete(person, { sendTo: parts.invite.sendTo, asked: api.employee });
  if (kind === 'updated' && !(hr.updatesInvite && userKeyOf(person) !== undefined))
    return {
      name: 'changed',
      text: 'if the person is waiting for an invite, the hire is looked at again; nobody else is invited by a change ("updatesInvite")',
    };
  if (isFetched) return judgeFetched(id, parts);
  return judgeKnown(kind, person, parts);
}

function judgeFetched(id: string | undefined, { api }: RecordParts): Outcome {
  if (id === undefined || api === undefined)
    return { name: 'parked', text: `RECORD_UNMAPPABLE: ${outcomeOf('RECORD_UNMAPPABLE').meaning}` };
  const calls = [api.employee.request, ...Object.values(api.employee.also)];
  const asked = calls
    .map((call) => toRequest(api, call, { id }, {}))
    .map(({ method, url }) => `${method} ${url}`);
  return { name: 'fetched', text: `the HR system is asked for the rest: ${asked.join(', then ')}` };
}

function judgeKnown(kind: string, person: Person, { hr, invite, nowMs }: RecordParts): Outcome {
  const { startDate } = person;
  const isDated = startDate !== undefined && startDate !== unreadableDate;
  const timeZone = zoneOf(person, invite);
  const moment = isDated ? momentOf(startDate, { ...invite, timeZone }) : undefined;
  const known = {
    invitee: toInvitee(person, invite.sendTo, hr.mayCome),
    startDate,
    timeZone: person.timeZone,
    wasRead: false,
    isAsRecorded: true,
    userKey: userKeyOf(person),
    startDateMayCome: false,
  };
  const circumstances = {
    eligible: hr.eligible,
    isUpdate: hr.updatesInvite && kind === 'updated',
    timeZone,
    announcedAt: nowMs,
    notBefore: moment,
    isFirstLook: true,
  };
  const verdict = judgeHire(known, circumstances, nowMs);
  if (!isFailure(verdict)) return toInvited(verdict, moment, timeZone, nowMs);
  if (verdict.code !== 'NOT_DUE_YET') return toOutcome(verdict);
  return isFailure(known.invitee) ? toOutcome(verdict) : toInvited(known.invitee, moment, timeZone, nowMs);
}

const endings: Partial<Record<Consequence, string>> = { park: 'parked', done: 'not eligible' };

function toOutcome({ code, reason }: Failure): Outcome {
  const { consequence, meaning } = outcomeOf(code);
  const name = endings[consequence] ?? 'waiting';
  return { name, text: `${name}: ${code}${reason === undefined ? '' : ` (${reason})`}: ${meaning}` };
}

function toInvited(
  { workEmail, externalId, sendTo }: Invitee,
  moment: number | undefined,
  timeZone: string,
  nowMs: number,
): Outcome {
  const byId = externalId !== undefined && `with the external id ${externalId}`;
  const user = byId && workEmail !== undefined ? `${byId}, or else ${workEmail},` : byId || workEmail;
  const where = sendTo ?? (byId ? 'the address that the user has in OneLogin' : workEmail);
  const who = `the OneLogin user ${user} gets the invite at ${where}`;
  if (moment === undefined)
    return { name: 'invited at once', text: `${who} at once: there is no start date` };
  if (moment <= nowMs) return { name: 'invited at once', text: `${who} at once: the time for it has passed` };
  const local = new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'full', timeStyle: 'short' }).format(
    moment,
  );
  return { name: 'invited later', text: `${who} on ${local} (${timeZone})` };
}
