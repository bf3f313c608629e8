import { createPreset, type ExampleHire, jsonExample } from './preset.ts';
import { sharedCredential } from './shared-credential.ts';

const pageSize = 50;

const employments = { path: '/v2/persons/{id}/employments' };

/** For a person who was hired twice, the latest counts. */
const startDate = 'sort(employments._data[?employment_start_date].employment_start_date)[-1]';

/**
 * Personio's webhooks and API, version 2 (https://developer.personio.de/v2.0/reference/webhooks, read 2026-11). An
 * event has only ids, so the person and the employments are fetched. The token that a webhook is created with comes
 * back as it is, without a scheme before it (https://developer.personio.de/reference/post_v2-webhooks, read 2026-11).
 */
export const personio = createPreset(
  {
    authentication: [{ type: 'header', header: 'authorization' }, ...sharedCredential],
    event: {
      type: 'event_name',
      created: ['person.created', 'employment.created', 'employment.started'],
      updated: ['person.updated', 'employment.updated'],
      removed: ['person.deleted'],
    },
    employee: {
      id: [
        'payload.person_id',
        'payload.person.id',
        'payload.data.person_id',
        'payload.data.person.id',
        'payload.employment.person_id',
        'payload.employment.person.id',
        // Not for an employment: there it would be the employment's id.
        "[@][?starts_with(lower(event_name), 'person.')].payload.id | [0]",
      ],
      timestamp: 'occurred_at',
    },
    api: {
      baseUrl: 'https://api.personio.de',
      authentication: { type: 'oauth', tokenUrl: 'https://api.personio.de/v2/auth/token', clientIn: 'body' },
      employee: {
        request: { path: '/v2/persons/{id}' },
        also: { employments },
        id: 'id',
        workEmail: 'email',
        startDate,
      },
      // https://developer.personio.de/reference/persons-1 and its changelog (read 2026-11): ACTIVE are also those who start
      // later. It has no start dates, so each person takes a call. How the link to the next page is written is not certain.
      list: {
        request: { path: `/v2/persons?limit=${pageSize}&status=ACTIVE` },
        next: ['_meta.links.next.href', '_meta.links.next'],
        employees: '_data',
        also: { employments },
        startDate,
      },
    },
  },
  {
    title: 'Personio',
    certainty: 'documented',
    example: ({ employeeId }, at) =>
      jsonExample({
        company_id: '4242',
        event_name: 'person.created',
        occurred_at: at.toISOString(),
        payload: { person_id: employeeId },
      }),
    apiExample: {
      calls: {
        employee: toPerson,
        employments: ({ startDate }: ExampleHire) => ({
          _data: [{ id: '1', status: 'ONBOARDING', employment_start_date: startDate }],
        }),
      },
      list: {
        pageSize,
        startOf: (query) => Number(query.get('cursor') ?? 0),
        answer: ({ hires, next }) => ({
          _data: hires.map(toPerson),
          _meta: {
            links: {
              ...(next !== undefined && {
                next: {
                  href: `https://api.personio.de/v2/persons?limit=${pageSize}&status=ACTIVE&cursor=${next}`,
                },
              }),
            },
          },
        }),
      },
    },
  },
);

function toPerson({ employeeId, workEmail }: ExampleHire) {
  return { id: employeeId, email: workEmail, status: 'ACTIVE' };
}
