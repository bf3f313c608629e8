import { createPreset, jsonExample, recentlyStarted } from './preset.ts';
import { sharedCredential } from './shared-credential.ts';

const envelope = 'Envelope.Body.ExternalEvent';

/** The events of a hire. */
const hires = ['Hire', 'ReHire'].map((name) => `com.successfactors.Employment.AssignmentInformation.${name}`);

/**
 * The answer that SAP's events want
 * (https://learning.sap.com, *Intelligent Services*, and public receivers, read 2026-11).
 */
const answer = `<?xml version="1.0" encoding="UTF-8"?>
<Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/"><Body>
<ExternalEventResponse xmlns="com.successfactors.event.notification"><responsePayload>
<entityId>EmpJob</entityId><status>0</status><statusDate>{now}</statusDate><statusDetails>Success</statusDetails>
</responsePayload></ExternalEventResponse>
</Body></Envelope>`;

/**
 * SAP SuccessFactors: the rows that its *Integration Center* sends, whose columns the customer chooses; and its events,
 * which are SOAP and have only an id and the first day. Dates may be those of its OData, `/Date(1492041600000)/`, which
 * are midnight in UTC. Its API is not asked: since November 2026 it takes no user and password any more.
 */
export const successFactors = createPreset(
  {
    authentication: sharedCredential,
    acceptedStatus: 200,
    acceptedXml: answer,
    formats: ['json', 'xml'],
    records: [
      `${envelope} && [${envelope}.events.event][].{type: $.${envelope}.externalEventMeta.type, event: @}`,
      'd.results',
      'd',
      'results',
      '@',
    ],
    event: { type: "type || (userId && 'row')", created: ['row', ...hires] },
    employee: {
      id: ['userId', "[event.entityKeys.entityKey][] | [?name=='userId'].value | [0]"],
      workEmail: ['workEmail', 'email'],
      personalEmail: 'personalEmail',
      startDate: ['startDate', 'hireDate', 'event.effectiveStartDate'],
      mayCome: ['workEmail'], // an event has none; a row brings it
    },
    startDateFormat: 'instant-utc',
    eligible: recentlyStarted,
  },
  {
    title: 'SAP SuccessFactors',
    certainty: 'community',
    example: ({ employeeId, workEmail, personalEmail, startDate }) =>
      jsonExample([
        {
          userId: employeeId,
          email: workEmail,
          personalEmail,
          startDate: `/Date(${Date.parse(startDate)})/`,
        },
      ]),
  },
);
