import * as v from 'valibot';
import { describe, matching } from '../settings.ts';
import { createPresetWith, jsonExample } from './preset.ts';

/** Those who have a custom field of their own, in the event of a hire and in that of a change. */
const holders = [
  'payload.application.candidate',
  'payload.application',
  'payload.application.offer',
  'payload.candidate',
];
const ofCandidate = (name: string) => [`payload.application.candidate.${name}`, `payload.candidate.${name}`];

/**
 * Greenhouse Recruiting (https://developers.greenhouse.io/webhooks.html, read 2026-11). An applicant has no work address,
 * and none is made from a name: a namesake's account would be opened to a stranger. So a custom field has to hold it. An
 * address of the type `work` is that of the employer whom the applicant leaves.
 */
export const greenhouse = createPresetWith(
  {
    workEmailField: v.pipe(
      matching(/^[a-z0-9][\w-]{0,62}$/i, 'the key of a custom field, such as "work_email"'),
      describe(
        'The key of the custom field of the candidate, the application or the offer that holds the new work address.',
      ),
    ),
  },
  ({ workEmailField }) => ({
    // The header is `sha256 <signature>`.
    authentication: [{ type: 'hmac', signatureHeader: 'signature' }],
    acceptedStatus: 200, // anything else is a failure there
    event: {
      type: 'action',
      created: ['hire_candidate'],
      updated: ['update_candidate'],
      removed: ['unhire_candidate'],
    },
    employee: {
      id: ofCandidate('id'),
      workEmail: holders.map((holder) => `${holder}.custom_fields."${workEmailField}".value`),
      personalEmail: ofCandidate("email_addresses[?type=='personal'].value"),
      startDate: 'payload.application.offer.starts_at',
      mayCome: ['workEmail'], // it may come with a later change of the candidate
    },
  }),
  {
    title: 'Greenhouse',
    certainty: 'documented',
    example: ({ employeeId, workEmail, personalEmail, startDate }) =>
      jsonExample({
        action: 'hire_candidate',
        payload: {
          application: {
            id: 46194062,
            status: 'hired',
            candidate: {
              id: Number(employeeId),
              email_addresses: [
                { value: personalEmail, type: 'personal' },
                { value: 'ada@former-employer.example', type: 'work' },
              ],
              custom_fields: {
                work_email: { name: 'Work Email', type: 'short_text', value: workEmail },
              },
            },
            offer: { id: 221598, starts_at: startDate, custom_fields: {} },
            custom_fields: {},
          },
        },
      }),
  },
);
