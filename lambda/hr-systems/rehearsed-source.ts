import type { Source } from '../../config/source.ts';

/** The source of a rehearsal: an HR system that does not exist, with what most of them have. */

/** Its key among the sources, and its secret. */
export const rehearsed = 'rehearsal';

export const rehearsedAuthentication = {
  type: 'hmac',
  algorithm: 'sha256',
  encoding: 'hex',
  signatureHeader: 'x-signature',
  template: '{timestamp}.{body}',
  timestampHeader: 'x-timestamp',
  timestampFormat: 'seconds',
  secretEncoding: 'utf8',
} as const;

export const rehearsedSource: Source = {
  type: 'generic',
  authentication: [rehearsedAuthentication],
  toleranceSeconds: 300,
  refusalStatus: 401,
  acceptedStatus: 202,
  handshakes: [{ type: 'ping', text: 'ping' }],
  formats: ['json'],
  recordHeaders: [],
  records: 'employees[]',
  event: { type: 'action', created: ['created'], updated: [], removed: [] },
  employee: {
    id: 'id',
    workEmail: ['work_email', "emails[?type=='work'].value"],
    startDate: 'start_date',
    mayCome: [],
  },
  startDateFormat: 'YYYY-MM-DD',
  updatesInvite: false,
  eligible: {},
};

/** An address that cannot exist (RFC 2606). */
export const rehearsedEmail = 'nobody@rehearsal.invalid';

/** What it says of somebody. It is about as large as a real record: a message is written character by character. */
export const rehearsedRecord = {
  action: 'created',
  id: '1',
  emails: [{ type: 'work', value: rehearsedEmail }],
  start_date: '2026-03-02', // past, so the mail is due
  fields: Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`field_${index}`, `value ${index}`])),
};
