import * as v from 'valibot';
import { hireEvents, normalizeEventType } from '../lambda/hire/hr-event.ts';
import { expressions, network, valueExpressions, varyingExpressions } from './checks.ts';
import { describe, matching, oneOf, section, trueOrFalse, wholeNumber } from './settings.ts';
import { Api } from './source-api.ts';
import { Authentication, Handshake, headerName } from './source-authentication.ts';

/**
 * What Hire Invites has to know about an HR system: how it proves who it is, what it sends, which of that is a hire,
 * how a record becomes a person to invite, and how to ask its API. A preset is a value of this type, and
 * `hire-invites.json` can override every part of it.
 */

/** A header that is put on the queue with the record, so it must not be a credential. */
const recordHeader = v.pipe(
  headerName,
  v.check((name) => !/^(?:authorization|cookie)$/i.test(name), 'another header: this one holds a credential'),
);

const texts = v.optional(v.array(v.string('a text'), 'a list of texts'), []);
const Event = v.pipe(
  section({ type: expressions, created: texts, updated: texts, removed: texts }),
  v.check(({ created, updated }) => created.length + updated.length > 0, 'at least one text in "created"'),
  v.check((event) => {
    const all = hireEvents.flatMap((kind) => [...new Set(event[kind].map(normalizeEventType))]);
    return new Set(all).size === all.length;
  }, 'each text in one of "created", "updated" and "removed" only'),
);

const Employee = section({
  id: v.pipe(
    v.optional(varyingExpressions, 'id'),
    describe(
      'The employee’s id. It must be the same each time the person is sent. A placeholder such as N/A, 0 or - is not an id.',
    ),
  ),
  tenant: v.pipe(
    v.optional(valueExpressions),
    describe('The company, if one source sends employees of several companies, which may use the same ids.'),
  ),
  workEmail: v.pipe(v.optional(valueExpressions), describe('The work address. It is the login in OneLogin.')),
  personalEmail: v.pipe(v.optional(valueExpressions), describe('The personal address.')),
  externalId: v.pipe(
    v.optional(varyingExpressions),
    describe(
      'The `external_id` of the person’s OneLogin user, for records without a work address. Both have to be exactly the same text. Never take what the person has typed in.',
    ),
  ),
  startDate: v.pipe(v.optional(valueExpressions), describe('The first day at work.')),
  timeZone: v.pipe(
    v.optional(valueExpressions),
    describe(
      'The time zone of the person: an IANA name such as Europe/Berlin, or a place that is in `invite.timeZones`. If it finds nothing, `invite.timeZone` counts. If it finds another text, too, and you are told.',
    ),
  ),
  mayCome: v.pipe(
    v.optional(v.array(oneOf(['workEmail', 'externalId', 'personalEmail']), 'a list of fields'), []),
    describe(
      'Which addresses, or the external id, may come with a later record, if a record lacks them and no API can be asked: the hire waits for them.',
    ),
  ),
  timestamp: v.pipe(
    v.optional(valueExpressions),
    describe(
      'When the HR system wrote the record, in ISO 8601 with its offset. It puts records that arrive late into the right order.',
    ),
  ),
});

/** How a start date may be written. A name that is not an instant's is the pattern itself. */
export const startDateFormats = [
  'YYYY-MM-DD',
  'YYYY/MM/DD',
  'YYYYMMDD',
  'MM/DD/YYYY',
  'MM-DD-YYYY',
  'DD/MM/YYYY',
  'DD-MM-YYYY',
  'DD.MM.YYYY',
  'DD-MMM-YYYY',
  'MMM DD, YYYY',
  'instant',
  'instant-utc',
] as const;

const settings = section({
  type: v.string('the name of a preset, or "generic"'),
  authentication: v.pipe(
    v.array(Authentication, 'a list of ways, such as [{"type":"bearer"}]'),
    v.minLength(1, 'at least one way'),
    v.maxLength(5, 'at most 5 ways'),
    describe(
      'How a webhook proves that it comes from the HR system. If there are several ways, one is enough. All use the same secret.',
    ),
  ),
  sourceNetworks: v.pipe(
    v.optional(
      v.pipe(
        v.array(network, 'a list of addresses and ranges'),
        v.minLength(1, 'at least one'),
        v.maxLength(100, 'at most 100'),
      ),
    ),
    describe('An extra condition: only these networks may send.'),
  ),
  toleranceSeconds: v.pipe(
    v.optional(wholeNumber(0, 7 * 24 * 60 * 60), 5 * 60),
    describe(
      'How far the signed timestamp may be from now, in seconds, in the past or the future. With 0 it may be of any time, so that an old webhook can be sent again by anybody; the maximum is 7 days.',
    ),
  ),
  refusalStatus: v.pipe(
    v.optional(v.picklist([401, 503], '401 or 503'), 401),
    describe(
      'The answer to a webhook that is not authentic. Use 503 for the first days: HR systems send again after a 5xx, but never after a 401.',
    ),
  ),
  acceptedStatus: v.pipe(
    v.optional(v.picklist([202, 200], '202 or 200'), 202),
    describe(
      'The answer to an authentic webhook. Use 200 for senders that count anything else as a failure, such as Greenhouse.',
    ),
  ),
  acceptedXml: v.pipe(
    v.optional(
      v.pipe(
        v.string('XML'),
        v.startsWith('<', 'XML, which begins with "<"'),
        v.maxLength(2000, 'XML of at most 2000 characters'),
      ),
    ),
    describe(
      'What an authentic webhook in XML is answered in place of the counts, for senders that want SOAP. {now} in it becomes the time.',
    ),
  ),
  handshakes: v.pipe(
    v.optional(v.pipe(v.array(Handshake, 'a list of handshakes'), v.maxLength(5, 'at most 5')), []),
    describe(
      'Unsigned requests that the HR system sends before its first webhook, and that must be answered.',
    ),
  ),
  formats: v.pipe(
    v.optional(
      v.pipe(
        v.array(oneOf(['json', 'xml', 'form']), 'a list of "json", "xml" and "form"'),
        v.minLength(1, 'at least one'),
        v.maxLength(3, 'at most 3'),
      ),
      ['json'],
    ),
    describe(
      'How bodies are written. If there are several formats, the way a body begins decides, then the content type; if neither says, the first is used.',
    ),
  ),
  recordHeaders: v.pipe(
    v.optional(v.pipe(v.array(recordHeader, 'a list of header names'), v.maxLength(20, 'at most 20')), []),
    describe(
      'Headers that say what has happened. If a request has one of them, a record is {"headers": {...}, "body": ...}, with header names in lower case.',
    ),
  ),
  records: v.pipe(
    v.optional(varyingExpressions, '@'),
    describe(
      'Where the records are in the body, each for one employee. The first expression that finds something counts. A text with JSON in it, such as a field of a form, is read as what it says.',
    ),
  ),
  event: v.pipe(
    v.optional(Event),
    describe(
      'Where a record says what has happened, and which values mean what (upper or lower case). Records with other values are ignored. Without this setting every record is a hire.',
    ),
  ),
  employee: v.pipe(v.optional(Employee, {}), describe('Where the fields are in a record.')),
  startDateFormat: v.pipe(
    v.optional(oneOf(startDateFormats), 'YYYY-MM-DD'),
    describe(
      'How start dates are written. A time and an offset may follow the day; they are ignored. MMM is the English name of a month, whole or its first three letters. `instant`: a moment, whose day is that in the person’s time zone: ISO 8601 with its offset, seconds or milliseconds since 1970, or /Date(1772409600000)/. `instant-utc`: the same, but the day in UTC, for systems that write days as midnight there.',
    ),
  ),
  updatesInvite: v.pipe(
    v.optional(trueOrFalse, false),
    describe(
      'A change with a work address or an external id makes a hire of a person who was not announced. For senders whose "created" has neither.',
    ),
  ),
  eligible: v.pipe(
    v.optional(
      section({
        startedAtMostDaysAgo: v.optional(wholeNumber(0, 3650)),
        emailDomains: v.optional(
          v.pipe(
            v.array(
              matching(/^[\p{L}\p{N}](?:[\p{L}\p{N}.-]*[\p{L}\p{N}])?$/u, 'a domain such as "acme.com"'),
              'a list of domains',
            ),
            v.minLength(1, 'at least one'),
            v.maxLength(200, 'at most 200'),
          ),
        ),
      }),
      {},
    ),
    describe(
      'Which announced people are invited: by start date, if there is one, and by the domain of the work address. If only the external id is known, that of the user’s address in OneLogin counts. People who start in the future wait.',
    ),
  ),
  alarms: v.optional(
    section({
      silentDays: v.pipe(
        v.optional(wholeNumber(1, 365)),
        describe(
          'An alarm is raised if no authentic webhook has come from this source for longer than this many days. If it is not set, a source may be silent.',
        ),
      ),
    }),
  ),
  api: v.pipe(
    v.optional(Api),
    describe(
      'How to ask the HR system for what its events lack and, with a list, for the people who start soon.',
    ),
  ),
});
/** The settings of a source in full, as the functions get them. They use only its types: a source is checked at synth. */
export const Source = v.pipe(
  settings,
  // The company is part of a hire's key: webhook and sweep would make two hires of one person.
  v.check(
    ({ employee, api }) =>
      api?.list === undefined || (employee.tenant === undefined) === (api.list.tenant === undefined),
    'both of "employee.tenant" and "api.list.tenant" or none, so that webhook and list name the same company',
  ),
);

export type Source = v.InferOutput<typeof Source>;
/** A source as it may be written: settings with a default may be missing. */
export type SourceInput = v.InferInput<typeof Source>;

export type BodyFormat = Source['formats'][number];
export type ApiSettings = NonNullable<Source['api']>;
export type EmployeeListSettings = NonNullable<ApiSettings['list']>;
/** A JMESPath expression or several; the first that gives a value counts. */
export type Expressions = string | string[];
