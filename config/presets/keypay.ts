import { createPreset, jsonExample } from './preset.ts';
import { sharedCredential } from './shared-credential.ts';

/** As JSON from .NET begins a name, or as that of an API does. */
const field = (name: string) => [name, name.charAt(0).toUpperCase() + name.slice(1)];

/**
 * KeyPay, which is Employment Hero Payroll (https://support.yourpayroll.com.au, *Web Hooks*, read 2026-11). It sends by
 * Microsoft’s ASP.NET WebHooks: the signature, and the GET that comes first, are that library’s
 * (https://github.com/aspnet/AspNetWebHooks). A webhook may also have headers of your choice.
 */
export const keyPay = createPreset(
  {
    authentication: [
      { type: 'hmac', signatureHeader: 'ms-signature', signaturePrefix: 'sha256=' },
      ...sharedCredential,
    ],
    handshakes: [{ type: 'echo', query: 'echo' }],
    acceptedStatus: 200, // its page names 200 and 201
    records: 'Notifications',
    event: {
      type: field('action'),
      created: ['EmployeeCreated'],
      updated: ['EmployeeUpdated'],
    },
    employee: {
      id: field('id'),
      workEmail: field('emailAddress'),
      startDate: field('startDate'),
      mayCome: ['workEmail'], // it may come with a later change
    },
  },
  {
    title: 'KeyPay',
    certainty: 'community',
    example: ({ employeeId, workEmail, startDate }) =>
      jsonExample({
        Id: '62b45c1f7584400193a0879a163897b2',
        Attempt: 1,
        Properties: {},
        Notifications: [
          {
            Action: 'EmployeeCreated',
            Id: Number(employeeId),
            EmailAddress: workEmail,
            StartDate: `${startDate}T00:00:00`,
          },
        ],
      }),
  },
);
