import {
  EventBridgeClient,
  type EventBridgeClientConfig,
  PutEventsCommand,
} from '@aws-sdk/client-eventbridge';
import type { HireEvent } from '../hire/hire-event.ts';

/** Other tools have rules for it, so it never changes. */
export const eventSource = 'hire-invites';

/** The account's default bus. */
export interface EventBridge {
  /** It takes no more events in one call. */
  mostEntries: number;
  /**
   * @returns the events that were refused twice, and why.
   * @throws the error of EventBridge if it took none.
   */
  put(events: readonly HireEvent[]): Promise<RefusedEvent[]>;
}

export interface RefusedEvent {
  event: HireEvent;
  code: string;
}

export function connectEventBridge(settings: EventBridgeClientConfig): EventBridge {
  const client = new EventBridgeClient(settings);

  /** The answer has an entry for each event, in their order, and status 200. Only what was taken has an id there. */
  async function put(events: readonly HireEvent[]): Promise<RefusedEvent[]> {
    const { Entries = [] } = await client.send(new PutEventsCommand({ Entries: events.map(toEntry) }));
    return events.flatMap((event, index) => {
      const { EventId, ErrorCode: code = 'unknown' } = Entries[index] ?? {};
      return EventId === undefined ? [{ event, code }] : [];
    });
  }

  return {
    mostEntries: 10,
    async put(events) {
      const refused = await put(events);
      return refused.length === 0 ? [] : put(refused.map(({ event }) => event));
    },
  };
}

function toEntry({ type, at, detail }: HireEvent) {
  return { Source: eventSource, DetailType: type, Detail: JSON.stringify(detail), Time: new Date(at) };
}
