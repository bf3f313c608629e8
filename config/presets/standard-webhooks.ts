import * as v from 'valibot';
import { describe } from '../settings.ts';
import { standardWebhooksHeaders } from '../source-authentication.ts';
import { createPresetWith, jsonExample } from './preset.ts';

/**
 * Standard Webhooks (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md, read
 * 2026-11) with a body of our own for home-made senders.
 */
export const standardWebhooks = createPresetWith(
  {
    headers: v.pipe(
      standardWebhooksHeaders,
      describe('The header names, for senders that use other names (svix-id, ...).'),
    ),
  },
  ({ headers }) => ({
    authentication: [{ type: 'standard-webhooks', headers }],
    event: {
      type: 'type',
      created: ['employee.created'],
      updated: ['employee.updated'],
      removed: ['employee.removed'],
    },
    employee: {
      id: 'data.employeeId',
      workEmail: 'data.workEmail',
      personalEmail: 'data.personalEmail',
      startDate: 'data.startDate',
      timestamp: 'timestamp',
    },
  }),
  {
    title: 'Anything of your own',
    certainty: 'verified',
    example: (hire) => jsonExample({ type: 'employee.created', data: hire }),
  },
);
