import { createPreset, type ExampleHire, jsonExample, recentlyStarted } from './preset.ts';
import { sharedCredential } from './shared-credential.ts';

const addresses = (usage: string) => `communications.content[?type=='EMAIL' && usageType=='${usage}'].uri`;

/**
 * Paychex Flex (https://developer.paychex.com/getting-started/paychex-webhooks and its API, read 2026-11). Its pages
 * say what makes the domain `WRKR_EMPL` send, how it authenticates and what the API answers, but not how a request
 * looks. `workerId` is what the API calls the id, so that is looked for. A request does not say what has happened.
 */
export const paychex = createPreset(
  {
    authentication: sharedCredential,
    records: ['content', '@'],
    employee: { id: ['workerId', 'data.workerId', 'payload.workerId'] },
    eligible: recentlyStarted,
    api: {
      baseUrl: 'https://api.paychex.com',
      authentication: {
        type: 'oauth',
        tokenUrl: 'https://api.paychex.com/auth/oauth/v2/token',
        clientIn: 'body',
      },
      employee: {
        request: { path: '/workers/{id}' },
        also: { communications: { path: '/workers/{id}/communications' } },
        found: 'content[0]',
        id: 'workerId',
        workEmail: addresses('BUSINESS'),
        personalEmail: addresses('PERSONAL'),
        startDate: 'hireDate',
      },
    },
  },
  {
    title: 'Paychex Flex',
    certainty: 'community',
    example: ({ employeeId }) =>
      jsonExample({ domain: 'WRKR_EMPL', companyId: '00H1A1IFJ0DCA3LCC6WN', workerId: employeeId }),
    apiExample: {
      calls: {
        employee: ({ employeeId, startDate }: ExampleHire) => ({
          content: [{ workerId: employeeId, workerType: 'EMPLOYEE', hireDate: `${startDate}T00:00:00Z` }],
        }),
        communications: ({ workEmail, personalEmail }: ExampleHire) => ({
          content: [
            { communicationId: '1', type: 'EMAIL', usageType: 'PERSONAL', uri: personalEmail },
            { communicationId: '2', type: 'EMAIL', usageType: 'BUSINESS', uri: workEmail },
          ],
        }),
      },
    },
  },
);
