import { createPreset, jsonExample } from './preset.ts';

/**
 * An event attribute: in the body (structured mode), in a header (binary mode), or in a body sent with such headers.
 */
const attribute = (name: string) => [name, `headers."ce-${name}"`, `body.${name}`];
/** A field of the event data. In binary mode the body is the data. */
const data = (...names: string[]) =>
  names.flatMap((name) => [`data.${name}`, `body.data.${name}`, `body.${name}`]);

/**
 * CloudEvents 1.0 over HTTP, structured, binary or as a batch, with the handshake of its webhook specification
 * (https://github.com/cloudevents/spec, read 2026-11). The sender decides event names and data.
 */
export const cloudEvents = createPreset(
  {
    authentication: [{ type: 'bearer' }],
    handshakes: [{ type: 'cloudevents' }],
    recordHeaders: ['ce-id', 'ce-source', 'ce-type', 'ce-subject', 'ce-time'],
    event: {
      type: attribute('type'),
      created: ['employee.created'],
      updated: ['employee.updated'],
      removed: ['employee.removed', 'employee.deleted'],
    },
    employee: {
      id: [
        ...data('employeeId', 'employee_id'),
        'data.id',
        'body.data.id',
        '[body][?!specversion].id | [0]', // if there is one, the id is the event's own
        ...attribute('subject'),
        "join('#', [source, id])",
        "join('#', [body.source, body.id])",
        `join('#', [headers."ce-source", headers."ce-id"])`,
      ],
      workEmail: data('workEmail', 'work_email', 'email'),
      personalEmail: data('personalEmail', 'personal_email'),
      startDate: data('startDate', 'start_date', 'hireDate', 'hire_date'),
      timestamp: attribute('time'),
    },
  },
  {
    title: 'CloudEvents',
    certainty: 'documented',
    example: (hire, at) => ({
      ...jsonExample({
        specversion: '1.0',
        id: `event-${hire.employeeId}`,
        source: '/hr',
        type: 'employee.created',
        time: at.toISOString(),
        datacontenttype: 'application/json',
        data: hire,
      }),
      contentType: 'application/cloudevents+json; charset=UTF-8',
    }),
  },
);
