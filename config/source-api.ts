import * as v from 'valibot';
import { expression, valueExpressions, varyingExpressions } from './checks.ts';
import { describe, matching, oneOf, section } from './settings.ts';
import { headerName } from './source-authentication.ts';

/** How to ask an HR system's API for one employee, and for all of them. */

/** Placeholders are filled in percent-encoded, and only after the host. */
const path = matching(
  /^(?!.*\/(?:\.|%2[eE]){1,2}(?:[/?]|$))\/(?!\/)(?:[\w.~!$&'()*+,;=:@%/?[\]-]|\{id\}|\{cursor\})*$/,
  'a path that begins with one "/" and has no "/../", with {id} where the employee’s id goes',
);

const header = matching(/^[ -~]{0,200}$/, 'a header’s value in ASCII');

const baseUrlAllowed =
  'an https address with at most a path after the host, such as "https://api.example.com"';

const baseUrl = v.pipe(
  matching(
    /^https:\/\/[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?(?:\/(?!\.\.?(?:\/|$))[\w.~-]+)*$/i,
    baseUrlAllowed,
  ),
  v.check((text) => URL.canParse(text), baseUrlAllowed),
);

const ApiCall = v.pipe(
  section({
    method: v.optional(oneOf(['GET', 'POST']), 'GET'),
    path,
    /** The JSON of a POST; `{id}` in its texts is replaced. */
    body: v.optional(v.record(v.string(), v.unknown(), 'an object that is sent as JSON')),
  }),
  v.check(
    ({ method, body }) => method === 'POST' || body === undefined,
    'a "method" of "POST" with a "body"',
  ),
);

/** Not a header that says how to read the request itself. */
const credentialHeaderName = v.pipe(
  headerName,
  v.check(
    (name) => !/^(?:host|content-.*|transfer-encoding|connection|expect)$/i.test(name),
    'a header that is free for a credential',
  ),
);

const ApiAuthentication = v.variant(
  'type',
  [
    section({ type: v.literal('basic') }),
    /** Basic, with the API key as the user. */
    section({ type: v.literal('basic-api-key') }),
    section({ type: v.literal('bearer') }),
    section({ type: v.literal('header'), header: credentialHeaderName }),
    section({
      type: v.literal('oauth'),
      tokenUrl: baseUrl,
      scope: v.optional(matching(/^[!-~ ]{1,500}$/, 'a scope in ASCII')),
      /** Where the token call carries the client’s id and secret. */
      clientIn: v.optional(oneOf(['header', 'body']), 'header'),
    }),
  ],
  'an object with a "type" of "basic", "basic-api-key", "bearer", "header" or "oauth"',
);

const personFields = ['workEmail', 'externalId', 'personalEmail', 'startDate'] as const;

const FetchedEmployee = section({
  request: ApiCall,
  also: v.pipe(
    v.optional(v.record(matching(/^[a-z]\w{0,30}$/i, 'a name'), ApiCall, 'calls by name'), {}),
    describe('More calls, by name. Each answer is added to the fields of the first answer, under its name.'),
  ),
  found: v.pipe(
    v.optional(expression, '@'),
    describe(
      'Where the employee is in the answer; null means that the employee is not there yet. The other expressions start from here.',
    ),
  ),
  id: v.pipe(
    v.optional(valueExpressions),
    describe(
      'Where the answer has the id that was asked for, if it has it. An answer with another id parks the hire: it is another employee’s.',
    ),
  ),
  workEmail: v.optional(valueExpressions),
  personalEmail: v.optional(valueExpressions),
  externalId: v.pipe(
    v.optional(varyingExpressions),
    describe(
      'The `external_id` of the person’s OneLogin user, like that of a record. If it is set, the HR system is asked about everybody whose record does not say it.',
    ),
  ),
  startDate: v.optional(valueExpressions),
  timeZone: v.pipe(
    v.optional(valueExpressions),
    describe(
      'The time zone of the person, like that of a record. If it is set, the HR system is asked about everybody whose record does not say it.',
    ),
  ),
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
      'For each field, an expression that is true if the API key may not see the field, so that a hidden field is not taken for an empty one.',
    ),
  ),
  mayCome: v.pipe(
    v.optional(v.array(oneOf(personFields), 'a list of fields'), [...personFields]),
    describe('Which empty fields may still be filled in later: the hire waits for them.'),
  ),
});

const EmployeeList = section({
  request: ApiCall,
  employees: v.pipe(v.optional(expression, '@'), describe('Where the employees are in a page.')),
  id: v.optional(varyingExpressions, 'id'),
  startDate: valueExpressions,
  startDateHidden: v.optional(expression),
  next: v.pipe(
    v.optional(valueExpressions),
    describe(
      'Where the way to the next page is: a cursor, or an address at the same host. The last page has none.',
    ),
  ),
  nextPath: v.pipe(
    v.optional(
      v.pipe(
        path,
        v.check((text) => text.includes('{cursor}'), 'a path with {cursor}'),
      ),
    ),
    describe('The path of the next page, with {cursor}.'),
  ),
});

export const Api = section({
  baseUrl,
  authentication: ApiAuthentication,
  headers: v.optional(v.record(headerName, header, 'headers by name'), {}),
  employee: FetchedEmployee,
  list: v.optional(EmployeeList),
});

export type ApiCall = v.InferOutput<typeof ApiCall>;
