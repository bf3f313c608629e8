import * as v from 'valibot';
import { hashText } from './hash.ts';
import { isOurKey, type NamedHire, nameHire, showHire } from './hire-key.ts';
import { HireRow, iso } from './hire-row.ts';
import type { Need } from './needs-hand.ts';
import type { MailReason, OutcomeCode } from './outcomes.ts';
import type { State } from './states.ts';

/**
 * What other tools are told of a hire. It is read from the hire's row alone, so that it can be said again if it was not
 * heard. It holds ids, states, codes and times, but no address and no name.
 */

/** Other tools have rules for these names, so they never change. */
export type EventType =
  | 'Hire Invited'
  | 'Hire Invited At Another Address'
  | 'Hire Activated'
  | 'Hire Needs A Hand'
  | 'Hire Cancelled';

/** Of the form of the detail. A field that is added makes no new version. */
const version = 1;

export interface HireEvent {
  type: EventType;
  /** When it happened, in milliseconds since 1970. */
  at: number;
  detail: EventDetail;
}

export interface EventDetail extends NamedHire {
  version: typeof version;
  /** The same whenever this event is sent again; no other event has it. */
  id: string;
  /** Absent if the row does not say. */
  state?: State;
  code: Need['code'];
  /** When it happened, in ISO 8601. */
  at: string;
  /** For a mail: why it was sent, if the row says. */
  mail?: MailReason;
  /** OneLogin's id of the user, once found. */
  oneLoginUserId?: string;
}

/** The outcomes of which others are told, and the state that each led to. */
const toldOutcomes: Partial<Record<OutcomeCode, { type: EventType; state: State }>> = {
  INVITED: { type: 'Hire Invited', state: 'invited' },
  ACTIVATED: { type: 'Hire Activated', state: 'activated' },
  CANCELLED: { type: 'Hire Cancelled', state: 'cancelled' },
  CANCELLED_BY_OPERATOR: { type: 'Hire Cancelled', state: 'cancelled' },
};

const ToldRow = v.pick(HireRow, ['state', 'outcomes', 'heardAt', 'oneLoginUserId']);
type ToldRow = v.InferOutput<typeof ToldRow>;

/**
 * Everything of which others are told that the row of a hire still knows, in no order.
 * @param item the row as it is stored.
 * @param needs what needs a hand by that row.
 */
export function eventsOf(item: Readonly<Record<string, unknown>>, needs: readonly Need[]): HireEvent[] {
  const key = String(item['hire']);
  if (!isOurKey(key)) return [];
  const row = v.safeParse(ToldRow, item);
  const known = row.success ? row.output : undefined;
  return [
    ...(known === undefined ? [] : ofOutcomes(known)),
    ...needs.flatMap((need) => ofNeed(need, known)),
  ].map((event) => toEvent(key, event));
}

interface Happened extends Pick<EventDetail, 'state' | 'code' | 'mail'> {
  type: EventType;
  at: number;
  userId: string | undefined;
}

/** The removal of somebody who was never looked at as a hire cancels nothing. */
function ofOutcomes({ outcomes = [], heardAt, oneLoginUserId: userId }: ToldRow): Happened[] {
  return outcomes.flatMap(({ code, at, mail }) => {
    const told = toldOutcomes[code];
    if (told === undefined || (told.state === 'cancelled' && heardAt === undefined)) return [];
    const type = mail === 'correction' ? 'Hire Invited At Another Address' : told.type;
    return [{ type, state: told.state, code, at, userId, ...(mail && { mail }) }];
  });
}

function ofNeed({ code, since: at, userId }: Need, row: ToldRow | undefined): Happened[] {
  if (at === undefined) return [];
  const state = row && { state: row.state };
  return [{ type: 'Hire Needs A Hand', ...state, code, at, userId: userId ?? row?.oneLoginUserId }];
}

function toEvent(key: string, { type, at, userId, ...happened }: Happened): HireEvent {
  const named = nameHire(showHire(key));
  const id = hashText(JSON.stringify([type, named.hire, happened.code, at]));
  // Somebody may have edited the row. What does not look like an id of OneLogin's could be anything.
  const isUserId = userId !== undefined && /^\d{1,20}$/.test(userId);
  const user = isUserId && { oneLoginUserId: userId };
  return { type, at, detail: { version, id, ...named, ...happened, at: iso(at), ...user } };
}
