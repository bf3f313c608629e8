import * as v from 'valibot';
import { describe, matching, oneOf, oneOrMore, section, trueOrFalse, wholeNumber } from './settings.ts';

/**
 * What Hire Invites has to know of an HR system: how it proves who it is, what it sends, which of that is a hire, how a
 * record becomes a person to invite, and how its API is asked. A preset is a value of this; every part of it can be
 * overridden in `hire-invites.json`.
 */

/** Not `constructor`: every object has one, as if the header were always there. */
const headerName = matching(
  /^(?!constructor$)[a-z0-9-]{1,64}$/i,
  'a header name of letters, digits and hyphens, not "constructor"',
);

/** What goes with the record into the queue: no credential. */
const recordHeader = v.pipe(
  headerName,
  v.check((name) => !/^(?:authorization|cookie)$/i.test(name), 'another header: this one holds a credential'),
);

/** How the HMAC of a webhook is made and written, as data: one verifier reads every scheme. */
const Hmac = v.pipe(
  section({
    type: v.literal('hmac'),
    algorithm: v.optional(oneOf(['sha256', 'sha512', 'sha384', 'sha1']), 'sha256'),
    /** How the digest is written in the header. */
    encoding: v.optional(oneOf(['hex', 'base64', 'base64url']), 'hex'),
    signatureHeader: headerName,
    /** What stands before the signature, such as `sha256=`. */
    signaturePrefix: v.optional(
      matching(/^[!-~]{1,32}$/, 'visible characters that stand before the signature'),
    ),
    /** For headers that list several: `v1,<signature> v1,<signature>`, `t=<seconds>,v1=<signature>`. */
    signatureList: v.optional(
      section({
        /** What marks a signature; those with another mark are passed over. */
        version: matching(/^[\w-]{1,16}$/, 'the mark before a signature, such as "v1"'),
        versionSeparator: v.optional(oneOf([',', '=']), ','),
        /** What marks the timestamp, if it stands in the same header. */
        timestamp: v.optional(matching(/^[\w-]{1,16}$/, 'the mark before the timestamp, such as "t"')),
      }),
    ),
    /** What the HMAC is made over; what is no name in braces stands for itself. */
    template: v.optional(
      matching(
        /^(?=[\s\S]*\{body\})(?:[^{}]|\{(?:body|timestamp|id)\})*$/,
        'a text with {body}, and {timestamp} and {id} if they are signed, such as "{timestamp}.{body}"',
      ),
      '{body}',
    ),
    timestampHeader: v.optional(headerName),
    timestampFormat: v.optional(oneOf(['seconds', 'milliseconds', 'iso-8601']), 'seconds'),
    idHeader: v.optional(headerName),
    /** How the secret's text becomes the key, and what may stand before it. */
    secretEncoding: v.optional(oneOf(['utf8', 'base64', 'hex']), 'utf8'),
    secretPrefix: v.optional(
      matching(/^[!-~]{1,32}$/, 'visible characters that may stand before the secret'),
    ),
  }),
  v.check(
    ({ template, timestampHeader, signatureList, idHeader }) =>
      template.includes('{timestamp}') ===
        (timestampHeader !== undefined || signatureList?.timestamp !== undefined) &&
      template.includes('{id}') === (idHeader !== undefined),
    'a template with {timestamp} if it is named where the timestamp stands (timestampHeader, signatureList.timestamp), and with {id} if idHeader is named; none without',
  ),
);

/** The names under which Standard Webhooks' headers come; some senders have others. */
export const standardWebhooksHeaders = v.optional(
  section({
    id: v.optional(headerName, 'webhook-id'),
    timestamp: v.optional(headerName, 'webhook-timestamp'),
    signature: v.optional(headerName, 'webhook-signature'),
  }),
  {},
);

const Authentication = v.variant(
  'type',
  [
    Hmac,
    section({
      type: v.literal('standard-webhooks'),
      headers: standardWebhooksHeaders,
    }),
    section({ type: v.literal('basic') }),
    section({ type: v.literal('bearer') }),
    section({ type: v.literal('header'), header: headerName }),
  ],
  'an object with a "type" of "hmac", "standard-webhooks", "basic", "bearer" or "header"',
);

const Handshake = v.variant(
  'type',
  [
    section({
      type: v.literal('ping'),
      text: v.pipe(v.string('the text of the ping'), v.minLength(1), v.maxLength(200)),
    }),
    section({
      type: v.literal('echo'),
      field: matching(/^[\w-]{1,64}$/, 'the name of the field that is sent back'),
    }),
    section({
      type: v.literal('keep-token'),
      field: matching(/^[\w-]{1,64}$/, 'the name of the field that holds the token'),
    }),
    section({ type: v.literal('cloudevents') }),
  ],
  'an object with a "type" of "ping", "echo", "keep-token" or "cloudevents"',
);

/** Templates are filled in percent-encoded, and only behind the host. */
const path = matching(
  /^\/(?!\/)(?:[\w.~!$&'()*+,;=:@%/?[\]-]|\{id\}|\{cursor\})*$/,
  'a path that begins with one "/", with {id} where the employee’s id goes',
);

const header = matching(/^[ -~]{0,200}$/, 'a header’s value in ASCII');

const baseUrl = v.pipe(
  v.string('an https address without path parameters, query and user, such as "https://api.example.com"'),
  v.regex(
    /^https:\/\/[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?(?:\/[\w.~-]+)*$/i,
    'an https address without path parameters, query and user, such as "https://api.example.com"',
  ),
);

const ApiCall = section({
  method: v.optional(oneOf(['GET', 'POST']), 'GET'),
  path,
  /** The JSON of a POST; `{id}` in its texts is replaced. */
  body: v.optional(v.record(v.string(), v.unknown(), 'an object that is sent as JSON')),
});

const ApiAuthentication = v.variant(
  'type',
  [
    section({ type: v.literal('basic') }),
    /** Basic with the API key for a user. */
    section({ type: v.literal('basic-api-key') }),
    section({ type: v.literal('bearer') }),
    section({ type: v.literal('header'), header: headerName }),
    section({
      type: v.literal('oauth'),
      tokenUrl: baseUrl,
      scope: v.optional(matching(/^[!-~ ]{1,500}$/, 'a scope in ASCII')),
      /** Where the client’s id and secret stand in the call for a token. */
      clientIn: v.optional(oneOf(['header', 'body']), 'header'),
    }),
  ],
  'an object with a "type" of "basic", "basic-api-key", "bearer", "header" or "oauth"',
);

const personFields = ['workEmail', 'personalEmail', 'startDate'] as const;

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
    10,
    'a JMESPath expression, or a list of them of which the first that gives something counts',
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

  const FetchedEmployee = section({
    request: ApiCall,
    also: v.pipe(
      v.optional(v.record(matching(/^[a-z]\w{0,30}$/i, 'a name'), ApiCall, 'calls by name'), {}),
      describe('Further calls, whose answers stand under their names beside the first’s fields.'),
    ),
    found: v.pipe(
      v.optional(expression, '@'),
      describe('The employee in the answer; null means that there is none yet. The others start from here.'),
    ),
    workEmail: v.optional(expressions),
    personalEmail: v.optional(expressions),
    startDate: v.optional(expressions),
    hidden: v.pipe(
      v.optional(
        section({
          workEmail: v.optional(expression),
          personalEmail: v.optional(expression),
          startDate: v.optional(expression),
        }),
        {},
      ),
      describe(
        'For each field, what is true if the API key may not see it, as told apart from an empty one.',
      ),
    ),
    mayCome: v.pipe(
      v.optional(v.array(oneOf(personFields), 'a list of fields'), [...personFields]),
      describe('Which fields, when empty, may still be filled in: they are waited for.'),
    ),
  });

  const EmployeeList = section({
    request: ApiCall,
    employees: v.pipe(v.optional(expression, '@'), describe('The employees in a page.')),
    id: v.optional(expressions, 'id'),
    startDate: expressions,
    startDateHidden: v.optional(expression),
    next: v.pipe(
      v.optional(expressions),
      describe('What leads to the next page: a cursor, or an address at the same host. None on the last.'),
    ),
    nextPath: v.pipe(v.optional(path), describe('The path of a page, with {cursor}.')),
  });

  return section({
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
      v.optional(
        section({
          type: expressions,
          created: v.optional(v.array(v.string('a text'), 'a list of texts'), []),
          updated: v.optional(v.array(v.string('a text'), 'a list of texts'), []),
          removed: v.optional(v.array(v.string('a text'), 'a list of texts'), []),
        }),
      ),
      describe(
        'What in a record says what has happened, and which of its values mean what; others are ignored. Without it every record is a hire.',
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
      v.optional(
        section({
          baseUrl,
          authentication: ApiAuthentication,
          headers: v.optional(v.record(headerName, header, 'headers by name'), {}),
          employee: FetchedEmployee,
          list: v.optional(EmployeeList),
        }),
      ),
      describe('How the HR system is asked for what its events lack, and (list) for who starts soon.'),
    ),
  });
}

export type Source = v.InferOutput<ReturnType<typeof createSourceSchema>>;
/** A source as it may be written: without what has a default. */
export type SourceInput = v.InferInput<ReturnType<typeof createSourceSchema>>;

export type Authentication = v.InferOutput<typeof Authentication>;
export type HmacSettings = v.InferOutput<typeof Hmac>;
export type Handshake = v.InferOutput<typeof Handshake>;
export type BodyFormat = Source['formats'][number];
export type ApiSettings = NonNullable<Source['api']>;
export type ApiCall = v.InferOutput<typeof ApiCall>;
export type EmployeeListSettings = NonNullable<ApiSettings['list']>;
/** A JMESPath expression, or several of which the first that gives something counts. */
export type Expressions = string | string[];
