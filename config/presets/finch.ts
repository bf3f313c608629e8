import { createPreset, type ExampleHire, jsonExample } from './preset.ts';

const ask = (path: string) => ({
  method: 'POST' as const,
  path,
  body: { requests: [{ individual_id: '{id}' }] },
});

const emails = (type: string) => `emails[?type=='${type}'].data`;

const toAnswer = (individual: string, body: object) => ({
  responses: [{ individual_id: individual, code: 200, body }],
});

/**
 * Finch (https://developer.tryfinch.com/implementation-guide/Webhooks, read 2026-11). It passes on events of other HR
 * systems, as Standard Webhooks with its own header names. An event has only ids, so the individual and the employment
 * are fetched.
 */
export const finch = createPreset(
  {
    authentication: [
      {
        type: 'standard-webhooks',
        headers: { id: 'finch-event-id', timestamp: 'finch-timestamp', signature: 'finch-signature' },
      },
    ],
    event: {
      type: 'event_type',
      created: ['individual.created', 'employment.created', 'directory.created'],
      updated: ['individual.updated', 'employment.updated', 'directory.updated'],
      removed: ['individual.deleted', 'directory.deleted'],
    },
    employee: { id: 'data.individual_id' },
    api: {
      baseUrl: 'https://api.tryfinch.com',
      authentication: { type: 'bearer' },
      headers: { 'finch-api-version': '2020-09-17' },
      employee: {
        request: ask('/employer/individual'),
        also: { employment: ask('/employer/employment') },
        found: 'responses[0].body',
        id: 'id',
        workEmail: emails('work'),
        personalEmail: emails('personal'),
        startDate: 'employment.responses[0].body.start_date',
      },
    },
  },
  {
    title: 'Finch',
    certainty: 'documented',
    example: ({ employeeId }) =>
      jsonExample({
        company_id: '720be419-0293-4d32-a707-32179b0827ab',
        connection_id: 'b7c1f9d0-5b0e-4a63-9f0e-0a0b0c0d0e0f',
        event_type: 'individual.created',
        data: { individual_id: employeeId },
      }),
    apiExample: {
      calls: {
        employee: ({ employeeId, workEmail, personalEmail }: ExampleHire) =>
          toAnswer(employeeId, {
            id: employeeId,
            emails: [
              { data: workEmail, type: 'work' },
              { data: personalEmail, type: 'personal' },
            ],
          }),
        employment: ({ employeeId, startDate }: ExampleHire) =>
          toAnswer(employeeId, { id: employeeId, start_date: startDate }),
      },
    },
  },
);
