import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { connectEventBridge, type EventBridge } from '../../lambda/aws/event-bridge.ts';
import type { HireEvent } from '../../lambda/hire/hire-event.ts';
import { clientSettings } from '../../local/aws/client-settings.ts';
import { type LocalEventBridge, startEventBridge } from '../../local/aws/event-bridge.ts';
import { type LocalServer, serveJson } from '../../local/aws/json-service.ts';

const at = Date.parse('2026-03-02T08:00:00.250Z');
const event = (id: string, change: Partial<HireEvent['detail']> = {}): HireEvent => ({
  type: 'Hire Invited',
  at,
  detail: { version: 1, id, hire: 'bamboohr//1', source: 'bamboohr', code: 'INVITED', at: 'x', ...change },
});

describe('events', () => {
  let local: LocalEventBridge;
  let eventBridge: EventBridge;
  beforeEach(async () => {
    local = await startEventBridge();
    eventBridge = connectEventBridge({ ...clientSettings, endpoint: local.url });
  });
  afterEach(() => local.close());

  test('go to the default bus with our source, and with the time at which they happened', async () => {
    expect(await eventBridge.put([event('a')])).toEqual([]);
    expect(local.events()).toEqual([
      {
        source: 'hire-invites',
        'detail-type': 'Hire Invited',
        time: '2026-03-02T08:00:00Z',
        detail: event('a').detail,
      },
    ]);
  });

  test('are taken as many at once as there may be', async () => {
    const most = Array.from({ length: eventBridge.mostEntries }, (_, index) => event(`e${index}`));
    expect(await eventBridge.put(most)).toEqual([]);
    await expect(eventBridge.put([...most, event('one more')])).rejects.toThrow('ValidationException');
    expect(local.events()).toHaveLength(most.length);
  });
});

describe('of a call that is answered 200', () => {
  /** The ids of the events of each call. */
  let calls: string[][];
  let refuses: (id: string, call: number) => boolean;
  let server: LocalServer;
  let eventBridge: EventBridge;
  beforeEach(async () => {
    calls = [];
    server = await serveJson((_request, body) => {
      const details = JSON.stringify(body).match(/(?<=\\"id\\":\\")\w+/g) ?? [];
      calls.push(details);
      const Entries = details.map((id) =>
        refuses(id, calls.length) ? { ErrorCode: 'ThrottlingException' } : { EventId: `taken-${id}` },
      );
      return { status: 200, body: { FailedEntryCount: 1, Entries } };
    });
    eventBridge = connectEventBridge({ ...clientSettings, endpoint: server.url });
  });
  afterEach(() => server.close());

  test('only what was refused is sent again', async () => {
    refuses = (id, call) => call === 1 && id !== 'b';
    expect(await eventBridge.put([event('a'), event('b'), event('c')])).toEqual([]);
    expect(calls).toEqual([
      ['a', 'b', 'c'],
      ['a', 'c'],
    ]);
  });

  test('what is refused twice is returned, with the reason', async () => {
    refuses = (id) => id === 'b';
    const refused = await eventBridge.put([event('a'), event('b')]);
    expect(refused).toEqual([{ event: event('b'), code: 'ThrottlingException' }]);
    expect(calls).toHaveLength(2);
  });
});
