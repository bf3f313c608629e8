import { createHmac } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import { createHrSystem } from '../../lambda/hr-systems/create-hr-system.ts';
import { createReceiveOf } from '../helpers/receive-sources.ts';
import { PageConfiguration } from './hr-system-page.ts';
import { read } from './markdown.ts';

/** Each recipe of docs/hr-systems/recipes.md, run by the configuration that stands there. */

const secret = 'a-long-random-text';
const hmac = (text: string) => createHmac('sha256', secret).update(text).digest('hex');
const json = (value: unknown) => ({ contentType: 'application/json', body: JSON.stringify(value) });

interface Recipe {
  contentType: string;
  body: string;
  proof: (body: string) => Record<string, string>;
  isSigned: boolean;
  hire: Record<string, string>;
  /** Authentic, and no hire. */
  other?: unknown;
  /** Unsigned, and answered. */
  handshake?: unknown;
}

const recipes: Record<string, Recipe> = {
  ashby: {
    ...json({
      action: 'candidateHire',
      data: {
        application: {
          candidate: {
            id: 'e9ed20fd-d45f-4aad-8a00-a19bfba0083e',
            name: 'Ada Lovelace',
            primaryEmailAddress: { value: 'ada@home.example', type: 'Personal', isPrimary: true },
            customFields: [
              { id: '1', title: 'T-shirt', value: 'M' },
              { id: '2', title: 'Work email', value: 'ada@acme.example' },
            ],
          },
        },
        offer: { latestVersion: { startDate: '2026-03-02' } },
      },
    }),
    proof: (body) => ({ 'ashby-signature': `sha256=${hmac(body)}` }),
    isSigned: true,
    hire: {
      id: 'e9ed20fd-d45f-4aad-8a00-a19bfba0083e',
      workEmail: 'ada@acme.example',
      personalEmail: 'ada@home.example',
      startDate: '2026-03-02',
    },
    other: { action: 'candidateStageChange', data: { application: { candidate: { id: 'e1' } } } },
    handshake: { action: 'ping', data: { webhookActionType: 'candidateHire' } },
  },
  recruitee: {
    ...json({
      event_type: 'candidate_moved',
      payload: {
        candidate: { id: 4711, name: 'Ada Lovelace', emails: ['ada@home.example'] },
        details: { from_stage: { category: 'offer' }, to_stage: { name: 'Hired', category: 'hire' } },
      },
    }),
    proof: (body) => ({ 'x-recruitee-signature': hmac(body) }),
    isSigned: true,
    hire: { id: '4711', externalId: '4711', personalEmail: 'ada@home.example' },
    other: {
      event_type: 'candidate_moved',
      payload: { candidate: { id: 1 }, details: { to_stage: { category: 'interview' } } },
    },
    handshake: { test: true },
  },
  keka: {
    contentType: 'application/x-www-form-urlencoded',
    body: 'employeeIndentifier=0a1b2c3d&eventType=1&subDomain=acme',
    proof: () => ({ 'x-api-key': secret }),
    isSigned: false,
    hire: { id: '0a1b2c3d', externalId: '0a1b2c3d' },
  },
  zoho: {
    ...json({
      type: 'employee.created',
      data: {
        employeeId: 'HRM-7',
        workEmail: 'ada@acme.example',
        personalEmail: 'ada@home.example',
        startDate: '02-Mar-2026',
      },
    }),
    proof: () => ({ authorization: `Bearer ${secret}` }),
    isSigned: false,
    hire: {
      id: 'HRM-7',
      workEmail: 'ada@acme.example',
      personalEmail: 'ada@home.example',
      startDate: '2026-03-02',
    },
  },
};

const page = read('docs/hr-systems/recipes.md');
const shown = [...page.matchAll(/^ *```json\n(.*?)^ *```$/gms)].map(([, text = '']) =>
  v.parse(PageConfiguration, JSON.parse(text)),
);
const sources = Object.fromEntries(shown.flatMap((one) => Object.entries(one.sources)));

test('each has a request here, and the page says where its secret is stored', () => {
  expect(Object.keys(sources)).toEqual(Object.keys(recipes));
  for (const source of Object.keys(recipes)) expect(page).toContain(`hire-invites/${source}/webhook`);
});

describe.each(Object.entries(recipes))('%s', (source, { contentType, body, proof, ...recipe }) => {
  const receive = createReceiveOf(sources, { nowMs: Date.parse('2026-03-01T08:00:00Z') });
  receive.secrets.set(source, { current: secret });
  const post = (headers: Record<string, string>, sent = body) =>
    receive.post(source, { 'content-type': contentType, ...headers }, sent);

  test('announces a hire', async () => {
    const { status, messages } = await post(proof(body));
    const settings = receive.configuration.sources[source];
    if (settings === undefined) throw new Error('no source');
    const hr = createHrSystem(settings);
    const found = messages.map(({ event, record }) => ({
      event,
      id: hr.readEmployeeId(record),
      ...hr.readPerson(record),
    }));
    expect([status, found]).toEqual([202, [{ event: 'created', ...recipe.hire }]]);
  });

  test('is refused without its proof, with another, or with another body than was signed', async () => {
    expect((await post({})).status).toBe(401);
    receive.secrets.set(source, { current: 'another-secret' });
    expect((await post(proof(body))).status).toBe(401);
    receive.secrets.set(source, { current: secret });
    if (recipe.isSigned) expect((await post(proof(body), `${body} `)).status).toBe(401);
  });

  if (recipe.other !== undefined)
    test('takes nothing else for a hire', async () => {
      const other = JSON.stringify(recipe.other);
      const { status, messages } = await post(proof(other), other);
      expect([status, messages]).toEqual([202, []]);
    });

  if (recipe.handshake !== undefined)
    test('answers the test that comes before it', async () => {
      receive.secrets.set(source, { current: 'REPLACE-ME' });
      const { status, messages } = await post({}, JSON.stringify(recipe.handshake));
      receive.secrets.set(source, { current: secret });
      expect([status, messages]).toEqual([200, []]);
    });
});
