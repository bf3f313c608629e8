import { createPreset, type ExampleHire, jsonExample } from './preset.ts';

/** HiBob names a field by its whole path, or nests it. */
const field = (path: string, nested: string) => [`"${path}".value`, `"${path}"`, nested];

const search = (more: object) => ({
  method: 'POST' as const,
  path: '/v1/people/search',
  body: { fields: ['root.id', 'root.email', 'home.privateEmail', 'work.startDate'], ...more },
});

function toAnswer({ employeeId, workEmail, personalEmail, startDate }: ExampleHire) {
  return {
    '/root/id': { value: employeeId },
    '/root/email': { value: workEmail },
    '/home/privateEmail': { value: personalEmail },
    '/work/startDate': { value: startDate },
  };
}

/**
 * HiBob's webhooks, version 2 (https://apidocs.hibob.com/docs/working-with-webhooks, read 2026-11). An event has only
 * an id. HiBob advises waiting a few seconds before reading the employee.
 */
export const hiBob = createPreset(
  {
    authentication: [
      { type: 'hmac', algorithm: 'sha512', encoding: 'base64', signatureHeader: 'bob-signature' },
    ],
    handshakes: [{ type: 'ping', text: 'Ping test' }],
    event: {
      type: 'type',
      created: ['employee.created'],
      updated: ['employee.updated', 'employee.joined', 'employee.activated'],
      removed: ['employee.deleted'],
    },
    // The second is for webhooks of version 1, which can no longer be created.
    employee: { id: ['data.employeeId', 'employee.id'] },
    api: {
      baseUrl: 'https://api.hibob.com',
      authentication: { type: 'basic' },
      employee: {
        request: search({
          filters: [{ fieldPath: 'root.id', operator: 'equals', values: ['{id}'] }],
          showInactive: true,
        }),
        found: 'employees[0]',
        id: field('/root/id', 'id'),
        workEmail: field('/root/email', 'email'),
        personalEmail: field('/home/privateEmail', 'home.privateEmail'),
        startDate: field('/work/startDate', 'work.startDate'),
      },
      list: {
        request: search({ showInactive: false }),
        employees: 'employees',
        id: field('/root/id', 'id'),
        startDate: field('/work/startDate', 'work.startDate'),
      },
    },
  },
  {
    title: 'HiBob',
    certainty: 'documented',
    example: ({ employeeId }) =>
      jsonExample({
        companyId: 636192,
        type: 'employee.created',
        triggeredBy: '3419283646526259215',
        triggeredAt: '2026-03-02T09:29:00.831502',
        version: 'v2',
        data: { employeeId },
      }),
    apiExample: {
      calls: { employee: (hire) => ({ employees: [toAnswer(hire)] }) },
      list: { answer: ({ hires }) => ({ employees: hires.map(toAnswer) }) },
    },
  },
);
