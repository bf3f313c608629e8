import { createPreset, type ExampleHire, jsonExample } from './preset.ts';
import { sharedCredential } from './shared-credential.ts';

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
        also: { employments: { path: '/v2/persons/{id}/employments' } },
        id: 'id',
        workEmail: 'email',
        // For a person who was hired twice, the latest counts.
        startDate: 'sort(employments._data[?employment_start_date].employment_start_date)[-1]',
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
        employee: ({ employeeId, workEmail }: ExampleHire) => ({
          id: employeeId,
          email: workEmail,
          status: 'ACTIVE',
        }),
        employments: ({ startDate }: ExampleHire) => ({
          _data: [{ id: '1', status: 'ONBOARDING', employment_start_date: startDate }],
        }),
      },
    },
  },
);
