import * as v from 'valibot';
import { hireEvents, normalizeEventType } from '../lambda/hire/hr-event.ts';
import { describe, matching, oneOf, oneOrMore, section, trueOrFalse, wholeNumber } from './settings.ts';
import { createApiSchema } from './source-api.ts';
import { Authentication, Handshake, headerName } from './source-authentication.ts';

/**
 * What Hire Invites has to know of an HR system: how it proves who it is, what it sends, which of that is a hire, how a
 * record becomes a person to invite, and how its API is asked. A preset is a value of this; every part of it can be
 * overridden in `hire-invites.json`.
 */

/** What goes with the record into the queue: no credential. */
const recordHeader = v.pipe(
  headerName,
  v.check((name) => !/^(?:authorization|cookie)$/i.test(name), 'another header: this one holds a credential'),
);

/** What only the command line has the means for. */
export interface SourceChecks {
  /** A JMESPath expression that can be compiled. */
  expression: v.GenericSchema<string>;
  /** An address or a range of addresses. */
  network: v.GenericSchema<string>;
}

/** The schema of a source in full, as the functions get it. They take only its types: it is checked at synth. */
export function createSourceSchema({ expression, network }: SourceChecks) {
  const expressions = oneOrMore(
    expression,
    20,
    'a JMESPath expression, or a list of them of which the first that gives something counts',
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
      v.optional(expressions, 'id'),
      describe('The employee’s id: the same whenever the person is sent again.'),
    ),
    tenant: v.pipe(
      v.optional(expressions),
      describe('The company, if one source sends of several whose employee ids may be the same.'),
    ),
    workEmail: v.pipe(v.optional(expressions), describe('The work address, which is the login in OneLogin.')),
    personalEmail: v.pipe(v.optional(expressions), describe('The personal address.')),
    startDate: v.pipe(v.optional(expressions), describe('The first day at work.')),
    mayCome: v.pipe(
      v.optional(v.array(oneOf(['workEmail', 'personalEmail']), 'a list of fields'), []),
      describe(
        'Which addresses, when a record lacks them and nobody can be asked, may come with a later record: they are waited for.',
      ),
    ),
    timestamp: v.pipe(
      v.optional(expressions),
      describe('When the HR system wrote the record, ISO 8601 with its offset: orders what arrives late.'),
    ),
  });

  const settings = section({
    type: v.string('the name of a preset, or "generic"'),
    authentication: v.pipe(
      v.array(Authentication, 'a list of ways, such as [{"type":"bearer"}]'),
      v.minLength(1, 'at least one way'),
      v.maxLength(5, 'at most 5 ways'),
      describe(
        'How a webhook proves that it is the HR system’s; of several ways one is enough. All use one secret.',
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
      describe('Besides: only these networks may send.'),
    ),
    toleranceSeconds: v.pipe(
      v.optional(wholeNumber(0, 7 * 24 * 60 * 60), 5 * 60),
      describe(
        'How far the signed timestamp may be from now, in seconds, both ways. 0 turns the check off; at most 7 days.',
      ),
    ),
    refusalStatus: v.pipe(
      v.optional(v.picklist([401, 503], '401 or 503'), 401),
      describe(
        'The answer to a webhook that is not authentic. 503 for the first days: HR systems send again after a 5xx, never after a 401.',
      ),
    ),
    handshakes: v.pipe(
      v.optional(v.pipe(v.array(Handshake, 'a list of handshakes'), v.maxLength(5, 'at most 5')), []),
      describe('What the HR system sends, unsigned, before its first webhook, and is answered.'),
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
      describe('How bodies are written. Of several, the content type says which; the first if it does not.'),
    ),
    recordHeaders: v.pipe(
      v.optional(v.pipe(v.array(recordHeader, 'a list of header names'), v.maxLength(20, 'at most 20')), []),
      describe(
        'Headers that say what has happened. If one of them is there, a record is {"headers": {...}, "body": ...}, names in lower case.',
      ),
    ),
    records: v.pipe(
      v.optional(expressions, '@'),
      describe('Where in the body the records are, each of one employee: the first that is there.'),
    ),
    event: v.pipe(
      v.optional(Event),
      describe(
        'What in a record says what has happened, and which of its values mean what, in any case; others are ignored. Without it every record is a hire.',
      ),
    ),
    employee: v.pipe(v.optional(Employee, {}), describe('Where in a record is what.')),
    startDateFormat: v.pipe(
      v.optional(oneOf(['YYYY-MM-DD', 'MM/DD/YYYY', 'DD/MM/YYYY', 'DD.MM.YYYY']), 'YYYY-MM-DD'),
      describe(
        'How start dates are written. With YYYY-MM-DD a time and an offset may follow; they are not looked at.',
      ),
    ),
    updatesInvite: v.pipe(
      v.optional(trueOrFalse, false),
      describe(
        'A change that carries a work address makes a hire of somebody whom nobody announced: for senders whose "created" carries none.',
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
        'Who of the announced is invited: by start date, if there is one, and by the domain of the work address. Whoever starts later waits.',
      ),
    ),
    api: v.pipe(
      v.optional(createApiSchema(expression, expressions)),
      describe('How the HR system is asked for what its events lack, and (list) for who starts soon.'),
    ),
  });
  return v.pipe(
    settings,
    // A list says of nobody to which company he belongs: webhook and sweep would make two hires of one person.
    v.forward(
      v.check(
        ({ employee, api }) => employee.tenant === undefined || api?.list === undefined,
        'none (null) where "api" has a "list", which names no company',
      ),
      ['employee', 'tenant'],
    ),
  );
}

export type Source = v.InferOutput<ReturnType<typeof createSourceSchema>>;
/** A source as it may be written: without what has a default. */
export type SourceInput = v.InferInput<ReturnType<typeof createSourceSchema>>;

export type BodyFormat = Source['formats'][number];
export type ApiSettings = NonNullable<Source['api']>;
export type EmployeeListSettings = NonNullable<ApiSettings['list']>;
/** A JMESPath expression, or several of which the first that gives something counts. */
export type Expressions = string | string[];
