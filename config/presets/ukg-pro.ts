import * as v from 'valibot';
import { describe, matching } from '../settings.ts';
import { createPresetWith, type ExampleHire, jsonExample } from './preset.ts';
import { sharedCredential } from './shared-credential.ts';

const signature = { type: 'hmac', signatureHeader: 'x-ukg-signature' } as const;

const pageSize = 100;

const ofEmployee = (call: string) => ({ path: `/personnel/v1/${call}?employeeId={id}` });

/** The latest of a date, for a person who was hired twice. */
const latest = (date: string) => `sort(employment[?${date}].${date})[-1]`;

/**
 * UKG Pro’s *UKG Webhooks* (https://developer.ukg.com/general/docs/ukg-webhooks-events-catalog, read 2026-11). An event
 * has only ids, so the employee is fetched. Its pages say that it signs by HMAC, and not how the signature is written:
 * both ways are taken. Its API wants a key of the customer beside the user.
 */
export const ukgPro = createPresetWith(
  {
    serviceHost: v.pipe(
      matching(
        /^[a-z0-9][a-z0-9-]*(?:\.[a-z0-9][a-z0-9-]*)+$/i,
        'the host of your web services, such as "service5.ultipro.com"',
      ),
      describe('The host of your UKG Pro web services, such as service5.ultipro.com.'),
    ),
  },
  ({ serviceHost }) => ({
    authentication: [signature, { ...signature, encoding: 'base64' }, ...sharedCredential],
    event: {
      // A new hire’s name is inserted: the catalog says so of this event.
      type: "EventType == 'EmployeePersonNameChangeEvent' && Operation == 'Insert' && 'name inserted' || EventType",
      created: ['name inserted', 'EmployeeNewHireEvent', 'EmployeeRehireEvent'],
      updated: ['EmployeeHireDateChangeEvent'],
    },
    employee: { id: 'Payload.EeId' },
    api: {
      baseUrl: `https://${serviceHost}`,
      authentication: { type: 'basic', secretHeaders: { 'us-customer-api-key': 'customerKey' } },
      employee: {
        request: ofEmployee('person-details'),
        also: { employment: ofEmployee('employment-details') },
        found: '[0]',
        id: 'employeeId',
        workEmail: 'emailAddress',
        personalEmail: 'emailAddressAlternate',
        startDate: [latest('lastHireDate'), latest('originalHireDate')],
      },
      // An answer says neither where the next page is nor how many there are. It also has who has left.
      list: {
        request: { path: `/personnel/v1/employment-details?page={cursor}&per_Page=${pageSize}` },
        count: { from: 1 },
        id: 'employeeId',
        startDate: ['lastHireDate', 'originalHireDate'],
      },
    },
  }),
  {
    title: 'UKG Pro',
    certainty: 'community',
    example: ({ employeeId }, at) =>
      jsonExample({
        EventId: 459469162,
        EventTime: at.toISOString().slice(0, -2),
        EventType: 'EmployeePersonNameChangeEvent',
        Operation: 'Insert',
        Payload: { CoId: 'UWLN6', EeId: employeeId, IntegrationRecordId: null },
        Tenant: 'G0311',
      }),
    apiExample: {
      calls: {
        employee: ({ employeeId, workEmail, personalEmail }: ExampleHire) => [
          { employeeId, companyId: 'UWLN6', emailAddress: workEmail, emailAddressAlternate: personalEmail },
        ],
        employment: ({ employeeId, startDate }: ExampleHire) => [
          { employeeId, companyId: 'AAAAA', lastHireDate: '2015-10-14T00:00:00' },
          { employeeId, companyId: 'UWLN6', lastHireDate: `${startDate}T00:00:00` },
        ],
      },
      list: {
        pageSize,
        startOf: (query) => (Number(query.get('page')) - 1) * pageSize,
        answer: ({ hires }) =>
          hires.map(({ employeeId, startDate }) => ({
            employeeId,
            companyId: 'UWLN6',
            lastHireDate: `${startDate}T00:00:00`,
          })),
      },
    },
  },
);
