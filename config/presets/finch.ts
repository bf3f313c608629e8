import { byOffset, createPreset, type ExampleHire, jsonExample } from './preset.ts';

const ask = (path: string, id = '{id}') => ({
  method: 'POST' as const,
  path,
  body: { requests: [{ individual_id: id }] },
});

const pageSize = 100;

const emails = (type: string) => `emails[?type=='${type}'].data`;

const toResponse = (individual: string, body: object) => ({ individual_id: individual, code: 200, body });

const toAnswer = (individual: string, body: object) => ({ responses: [toResponse(individual, body)] });

const toEmployment = ({ employeeId, startDate }: ExampleHire) => ({ id: employeeId, start_date: startDate });

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
      // https://developer.tryfinch.com/implementation-guide/API-Calls/Read-Data (read 2026-11). It has no start dates, but
      // one call asks about many. How many it takes is not documented.
      list: {
        request: { path: `/employer/directory?limit=${pageSize}&offset={cursor}` },
        count: { from: 0, step: pageSize, total: 'paging.count' },
        employees: 'individuals',
        also: { employment: ask('/employer/employment', '{ids}') },
        startDate: 'employment.responses[?individual_id==$.id].body.start_date',
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
        employment: (hire: ExampleHire) => toAnswer(hire.employeeId, toEmployment(hire)),
      },
      list: {
        pageSize,
        startOf: byOffset,
        answer: ({ hires, start, total }) => ({
          paging: { count: total, offset: start },
          individuals: hires.map(({ employeeId }) => ({ id: employeeId, is_active: true })),
        }),
        also: {
          employment: (hires) => ({
            responses: hires.map((hire) => toResponse(hire.employeeId, toEmployment(hire))),
          }),
        },
      },
    },
  },
);
