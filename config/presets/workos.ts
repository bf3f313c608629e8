import { createPreset, jsonExample, recentlyStarted } from './preset.ts';

const addresses = (type: string) => `data.emails[?type=='${type}'].value`;

/**
 * WorkOS Directory Sync (https://workos.com/docs/directory-sync/understanding-events, read 2026-11). It passes on
 * people of other HR systems and directories. The scheme of the signature, whose timestamp is in milliseconds, is that
 * of the official library (https://github.com/workos/workos-node, read 2026-11).
 */
export const workOs = createPreset(
  {
    authentication: [
      {
        type: 'hmac',
        signatureHeader: 'workos-signature',
        signatureList: { version: 'v1', versionSeparator: '=', timestamp: 't' },
        template: '{timestamp}.{body}',
        timestampFormat: 'milliseconds',
      },
    ],
    acceptedStatus: 200, // its page asks for one
    event: {
      type: 'event',
      created: ['dsync.user.created'],
      updated: ['dsync.user.updated'],
      removed: ['dsync.user.deleted'],
    },
    employee: {
      id: 'data.id',
      tenant: 'data.directory_id',
      // `email` is whichever address the directory puts first.
      workEmail: [addresses('work'), 'data.email', 'data.emails[?primary].value'],
      personalEmail: [addresses('home'), addresses('personal')],
      startDate: 'data.custom_attributes.employment_start_date',
      mayCome: ['workEmail'], // it may come with a later change
      timestamp: 'created_at',
    },
    eligible: recentlyStarted, // the first synchronisation announces everybody
  },
  {
    title: 'WorkOS',
    certainty: 'documented',
    example: ({ employeeId, workEmail, personalEmail, startDate }, at) =>
      jsonExample({
        id: 'event_01FKJ843CVE8F7BXQSPFH0M53V',
        event: 'dsync.user.created',
        data: {
          object: 'directory_user',
          id: employeeId,
          directory_id: 'directory_01ECAZ4NV9QMV47GW873HDCX74',
          organization_id: 'org_01EZTR6WYX1A0DSE2CYMGXQ24Y',
          idp_id: '2836',
          email: workEmail,
          emails: [
            { primary: true, type: 'work', value: workEmail },
            { primary: false, type: 'home', value: personalEmail },
          ],
          state: 'active',
          custom_attributes: { employment_start_date: `${startDate}T00:00:00.000Z` },
          raw_attributes: {},
        },
        created_at: at.toISOString(),
        context: {},
      }),
  },
);
