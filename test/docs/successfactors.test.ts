import { expect, test } from '@jest/globals';
import * as v from 'valibot';
import { createHrSystem } from '../../lambda/hr-systems/create-hr-system.ts';
import { webhookFixtures } from '../fixtures/webhooks.ts';
import { createReceiveOf } from '../helpers/receive-sources.ts';
import { PageConfiguration } from './hr-system-page.ts';
import { read } from './markdown.ts';

/** What the page of SAP SuccessFactors says of events in SOAP, by the second configuration that it shows. */

const [, second] = [...read('docs/hr-systems/successfactors.md').matchAll(/^ *```json\n(.*?)^ *```$/gms)];
const { sources } = v.parse(PageConfiguration, JSON.parse(second?.[1] ?? ''));

test('an event finds OneLogin’s user by the external id alone, and gets the answer that SAP wants', async () => {
  const event = webhookFixtures.find(
    ({ preset, body }) => preset === 'successfactors' && /ReHire/.test(body),
  );
  const receive = createReceiveOf(sources, { nowMs: Date.parse('2026-03-01T08:00:00Z') });
  receive.secrets.set('successfactors', { current: 'sap:the-password' });
  const authorization = `Basic ${Buffer.from('sap:the-password').toString('base64')}`;
  const headers = { authorization, 'content-type': 'text/xml; charset=UTF-8' };
  const { status, text, messages } = await receive.post('successfactors', headers, event?.body ?? '');

  const source = receive.configuration.sources['successfactors'];
  if (source === undefined) throw new Error('no source');
  const hr = createHrSystem(source);
  expect(messages.map(({ record }) => hr.readPerson(record))).toEqual([
    { externalId: '103208', startDate: '2026-03-02' },
  ]);
  expect(status).toBe(200);
  expect(text).toMatch(/^<\?xml .*<status>0<\/status><statusDate>2026-03-01T08:00:00\.000Z<.*<\/Envelope>$/s);
});
