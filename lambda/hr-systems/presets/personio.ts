import { createPreset, type ExampleHire, jsonExample } from './preset.ts';
import { sharedCredential } from './shared-credential.ts';

/**
 * Personio's webhooks and API, version 2 (https://developer.personio.de, read 2026-11). An event has only ids, so the
 * person and the employments are fetched. How Personio signs is not published: by default a header that you set there.
 */
export const personio = createPreset(
  {
    authentication: sharedCredential,
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
        'payload.id',
      ],
      timestamp: ['event_timestamp', 'timestamp', 'created_at'],
    },
    api: {
      baseUrl: 'https://api.personio.de',
      authentication: { type: 'oauth', tokenUrl: 'https://api.personio.de/v2/auth/token', clientIn: 'body' },
      employee: {
        request: { path: '/v2/persons/{id}' },
        also: { employments: { path: '/v2/persons/{id}/employments' } },
        workEmail: 'email',
        // Of somebody who was hired twice, the latest counts.
        startDate: 'sort(employments._data[?employment_start_date].employment_start_date)[-1]',
      },
    },
  },
  {
    title: 'Personio',
    certainty: 'community',
    example: ({ employeeId }) =>
      jsonExample({
        event_id: '3f0c7e1a-5c3b-4b7e-9d53-7d0a5f2f9a11',
        event_name: 'person.created',
        company_id: 4242,
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
