import { createPreset, type ExampleHire, jsonExample } from './preset.ts';

const inForm = (name: string) => [name, `basic_information.${name}`];

/**
 * Remote (https://developer.remote.com/docs/working-with-webhooks, and /verifying-webhooks, read 2026-11). An event has
 * only ids, so the employment is fetched. Its pages say that a request that is sent again keeps the timestamp of the
 * first try, and not for how long that goes on: a day is allowed.
 */
export const remote = createPreset(
  {
    authentication: [
      {
        type: 'hmac',
        signatureHeader: 'x-remote-signature',
        template: '{body}:{timestamp}',
        timestampHeader: 'x-remote-timestamp',
        timestampFormat: 'milliseconds',
      },
    ],
    toleranceSeconds: 24 * 60 * 60,
    event: {
      type: 'event_type',
      created: ['employment.onboarding.completed', 'employment.user_status.activated'],
      updated: [
        'employment.start_date.changed',
        'employment.work_email.updated',
        'employment.details.updated',
        'employment.personal_information.updated',
      ],
      removed: ['employment.onboarding.cancelled'],
    },
    employee: { id: 'employment_id' },
    api: {
      baseUrl: 'https://gateway.remote.com',
      authentication: { type: 'bearer' },
      employee: {
        request: { path: '/v1/employments/{id}' },
        found: 'data.employment || data',
        id: 'id',
        workEmail: inForm('work_email'),
        personalEmail: inForm('personal_email'),
        startDate: inForm('provisional_start_date'),
      },
    },
  },
  {
    title: 'Remote',
    certainty: 'documented',
    example: ({ employeeId }) =>
      jsonExample({
        event_type: 'employment.onboarding.completed',
        company_id: 'd2091b1e-b1a4-437a-91ea-2809ffbb6d59',
        employment_id: employeeId,
      }),
    apiExample: {
      calls: {
        employee: ({ employeeId, workEmail, personalEmail, startDate }: ExampleHire) => ({
          data: {
            employment: {
              id: employeeId,
              status: 'active',
              basic_information: {
                email: personalEmail,
                personal_email: personalEmail,
                work_email: workEmail,
                provisional_start_date: startDate,
              },
            },
          },
        }),
      },
    },
  },
);
