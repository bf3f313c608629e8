import * as v from 'valibot';
import { expression, valueExpressions, varyingExpressions } from './checks.ts';
import { describe, matching, oneOf, section, wholeNumber } from './settings.ts';
import { headerName } from './source-authentication.ts';

/** How to ask an HR system's API for one employee, and for all of them. */

/** Placeholders are filled in percent-encoded, and only after the host. */
const pathWith = (placeholder: string, places: string) =>
  matching(
    new RegExp(
      `^(?!.*/(?:\\.|%2[eE]){1,2}(?:[/?]|$))/(?!/)(?:[\\w.~!$&'()*+,;=:@%/?[\\]-]|\\{(?:${placeholder})\\})*$`,
    ),
    `a path that begins with one "/" and has no "/../", with ${places}`,
  );

const pathOfEmployee = pathWith('id', '{id} where the employee’s id goes');
const pathOfList = pathWith(
  'cursor|from|to',
  '{cursor} where the next page goes, {from} and {to} where days go',
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

const apiCall = (path: typeof pathOfEmployee) =>
  v.pipe(
    section({
      method: v.optional(oneOf(['GET', 'POST']), 'GET'),
      path,
      /** The JSON of a POST. Its texts have the same places as the path. */
      body: v.optional(v.record(v.string(), v.unknown(), 'an object that is sent as JSON')),
    }),
    v.check(
      ({ method, body }) => method === 'POST' || body === undefined,
      'a "method" of "POST" with a "body"',
    ),
  );

const EmployeeCall = apiCall(pathOfEmployee);
const ListCall = apiCall(pathOfList);

const callName = matching(/^[a-z]\w{0,30}$/i, 'a name');

/** In a body, `{ids}` stands for all employees of a page: the item of a list that has it is sent once for each. */
const CallForMore = v.pipe(
  EmployeeCall,
  v.check(
    (call) => /\{id\}|\[[^\]]*\{ids\}/.test(JSON.stringify(call)),
    'a call with {id}, or with {ids} in a list of its body',
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

/** The keys that the secret of every API has. */
const ownFields = /^(?:user|password|apiKey)$/;

const secretHeaders = {
  secretHeaders: v.pipe(
    v.optional(
      v.pipe(
        v.record(
          v.pipe(
            credentialHeaderName,
            v.check((name) => !/^authorization$/i.test(name), 'another header than Authorization'),
          ),
          v.pipe(
            matching(/^[a-z]\w{0,30}$/i, 'the name of a key in the secret'),
            v.check((name) => !ownFields.test(name), 'another key than "user", "password" and "apiKey"'),
          ),
          'keys of the secret by header',
        ),
        v.maxEntries(5, 'at most 5'),
      ),
      {},
    ),
    describe(
      'More headers with a secret, for an API that wants a second key: the header, and the key under which the API’s secret has its value.',
    ),
  ),
};

const ApiAuthentication = v.variant(
  'type',
  [
    section({ type: v.literal('basic'), ...secretHeaders }),
    /** Basic, with the API key as the user. */
    section({ type: v.literal('basic-api-key'), ...secretHeaders }),
    section({ type: v.literal('bearer'), ...secretHeaders }),
    section({ type: v.literal('header'), header: credentialHeaderName, ...secretHeaders }),
    section({
      type: v.literal('oauth'),
      ...secretHeaders,
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
  request: EmployeeCall,
  also: v.pipe(
    v.optional(v.record(callName, EmployeeCall, 'calls by name'), {}),
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

/** For answers that do not say where the next page is. */
const Count = v.pipe(
  section({
    from: v.pipe(oneOf([0, 1]), describe('What the first page is asked for by.')),
    step: v.pipe(
      v.optional(wholeNumber(1, 10_000), 1),
      describe('How much is added for each page: 1 for page numbers, the size of a page for offsets.'),
    ),
    total: v.pipe(
      v.optional(valueExpressions),
      describe(
        'Where an answer says how many there are of what is counted: pages, or employees for offsets. The list ends there.',
      ),
    ),
    totalHeader: v.pipe(v.optional(headerName), describe('The same, if a header of the answer says it.')),
    pageSize: v.pipe(
      v.optional(wholeNumber(2, 10_000)),
      describe(
        'A page with fewer employees is the last. Only if the HR system says that it fills its pages.',
      ),
    ),
  }),
  v.check(
    ({ total, totalHeader, pageSize }) =>
      [total, totalHeader, pageSize].filter((end) => end !== undefined).length <= 1,
    'one of "total", "totalHeader" and "pageSize"',
  ),
);

const EmployeeList = v.pipe(
  section({
    request: ListCall,
    also: v.pipe(
      v.optional(v.record(callName, CallForMore, 'calls by name'), {}),
      describe(
        'For a list without start dates: more calls, by name, about the employees who are not known yet. One with {id} is made for each of them, one with {ids} in a list of its body once for a page. Each answer is added to the fields of the employee, under its name.',
      ),
    ),
    dates: v.pipe(
      v.optional(
        section({
          daysBack: v.pipe(
            v.optional(wholeNumber(0, 3650)),
            describe('How many days ago {from} is. If it is not set: a day more than `sweep.daysBack`.'),
          ),
          daysAhead: v.pipe(
            v.optional(wholeNumber(0, 3650)),
            describe(
              'In how many days {to} is. If it is not set: a day more than `sweep.daysAhead` and `invite.daysBeforeStart` together.',
            ),
          ),
          format: v.pipe(
            v.optional(oneOf(['YYYY-MM-DD', 'instant']), 'YYYY-MM-DD'),
            describe(
              'How both are written. `instant`: the beginning of the day in UTC, as 2026-03-02T00:00:00Z.',
            ),
          ),
        }),
        {},
      ),
      describe('The days for {from} and {to} in the request.'),
    ),
    employees: v.pipe(v.optional(expression, '@'), describe('Where the employees are in a page.')),
    id: v.optional(varyingExpressions, 'id'),
    tenant: v.pipe(
      v.optional(valueExpressions),
      describe(
        'Where the company of a listed employee is, if `employee.tenant` is set; it must be written as the webhooks write it. If the list is of one company and does not name it, its id in single quotes.',
      ),
    ),
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
          pathOfList,
          v.check((text) => text.includes('{cursor}'), 'a path with {cursor}'),
        ),
      ),
      describe('The path of the next page, with {cursor}.'),
    ),
    count: v.pipe(
      v.optional(Count),
      describe(
        'For a list whose answers do not say where the next page is: {cursor} in the request is a number that is counted up. The list ends with an empty page, unless something here says more.',
      ),
    ),
  }),
  v.check(
    ({ count, next, nextPath }) => count === undefined || (next ?? nextPath) === undefined,
    'either "count", or "next" and "nextPath"',
  ),
  v.check(
    ({ count, request }) => count === undefined || takesCursor(request),
    'a "request" with {cursor}, because it has a "count"',
  ),
  v.check(
    ({ count, employees }) => count === undefined || hasTotal(count) || !employees.includes('[?'),
    '"employees" without a filter [?...], because a page from which all are filtered out would be taken for the last. With a "total" it may filter',
  ),
);

function takesCursor(call: ApiCall): boolean {
  return JSON.stringify(call).includes('{cursor}');
}

function hasTotal({ total, totalHeader }: v.InferOutput<typeof Count>): boolean {
  return (total ?? totalHeader) !== undefined;
}

export const Api = section({
  baseUrl,
  authentication: ApiAuthentication,
  headers: v.optional(v.record(headerName, header, 'headers by name'), {}),
  employee: FetchedEmployee,
  list: v.optional(EmployeeList),
});

export type ApiCall = v.InferOutput<typeof EmployeeCall>;
