import type { HireEvent } from '../lambda/hire/hr-event.ts';
import type { Clock } from './clock.ts';
import { type ClockMoves, createClockMoves } from './clock-moves.ts';
import { createOneLoginDesk, type OneLoginDesk } from './onelogin-desk.ts';
import type { SampleSent, SendRequest } from './requests.ts';
import { type SampleHire, sampleEvents } from './sample-hire.ts';
import { type Sender, sendSample } from './send-sample.ts';

/** What a person can do to a running local stack, beyond what can be done on AWS. */
export interface Workbench {
  /** The sources that have samples, with the events that these can say. */
  sources: ReadonlyMap<string, readonly HireEvent[]>;
  samples: readonly SampleHire[];
  /** @throws Error, with a sentence for a person: see `sendSample`. */
  send(request: SendRequest): Promise<SampleSent>;
  clock: ClockMoves;
  /** Absent if `ONELOGIN_URL` is set. */
  oneLogin?: OneLoginDesk;
}

export function createWorkbench(sender: Omit<Sender, 'nowMs'>, clock: Clock): Workbench {
  const { run, configuration } = sender;
  const events = Object.entries(configuration.sources).map(
    ([source, settings]) => [source, sampleEvents(settings, run.laterHire)] as const,
  );
  return {
    sources: new Map(events.filter(([, said]) => said.length > 0)),
    samples: run.samples,
    send: (request) => sendSample(request, { ...sender, nowMs: clock.machineMs }),
    clock: createClockMoves(run, clock),
    ...(run.oneLogin && { oneLogin: createOneLoginDesk(run.oneLogin) }),
  };
}
