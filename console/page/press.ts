import * as v from 'valibot';
import { PauseReason, pauseReasonRule } from '../../lambda/hire/pause.ts';
import { Acted, ReplayBegun, Retried, Switched } from '../../lambda/operate/answer.ts';
import { hireActs } from '../../lambda/operate/offered-acts.ts';
import { sayRetried } from '../../lambda/operate/phrases.ts';
import { askOperate } from '../ask-operate.ts';
import { explain } from '../command.ts';
import type { Connection } from '../connection.ts';
import { tryAgain } from '../try-again.ts';
import { type Said, Typed } from './said.ts';

/** Carries out what a button of the page asks for. */

const hire = v.pipe(v.string(), v.nonEmpty(), v.maxLength(512));
const address = v.pipe(v.string(), v.trim());

/** For what must not happen by a slip: the operator types what the page names. */
const typed = <Action extends string>(action: Action) =>
  v.pipe(
    v.object({ action: v.literal(action), typed: v.string(), expected: v.string() }),
    v.check(({ typed, expected }) => typed.trim() === expected, 'That is something else. Nothing was done.'),
  );

const Pressed = v.variant('action', [
  v.object({ action: v.picklist(hireActs), hire }),
  v.object({ action: v.literal('pause'), reason: v.message(PauseReason, pauseReasonRule) }),
  v.object({ action: v.literal('resume') }),
  v.object({ action: v.literal('invite'), workEmail: address, personalEmail: v.optional(address, '') }),
  typed('retry-many'),
  typed('replay'),
  typed('forget'),
]);
type Pressed = v.InferOutput<typeof Pressed>;

/** What became of it, and the page that shows it. */
export interface Outcome extends Said {
  page: string;
}

/** Never throws: what went wrong is said. */
export async function press(form: unknown, connection: Connection): Promise<Outcome> {
  const page = pageOf(form);
  const pressed = v.safeParse(Pressed, form);
  const notDone = (text: string): Outcome => ({
    isDone: false,
    text,
    page,
    typed: v.parse(v.fallback(Typed, {}), form),
  });
  if (!pressed.success) return notDone(pressed.issues[0].message);
  try {
    return { page, ...(await carryOut(pressed.output, connection)) };
  } catch (error) {
    return notDone(explain(error));
  }
}

const pages: Readonly<Record<string, string>> = { invite: '/invite', replay: '/dead-letters' };

/** The page that the button is on, or the hire's. */
function pageOf(form: unknown): string {
  const { action, hire = '', expected = '' } = v.parse(Where, form);
  const meant = action === 'forget' ? expected : hire;
  return meant === '' ? (pages[action] ?? '/') : storyOf(meant);
}

const text = v.fallback(v.optional(v.string()), undefined);
const Where = v.object({ action: v.fallback(v.string(), ''), hire: text, expected: text });

export function storyOf(hire: string): string {
  return `/hire?${new URLSearchParams({ hire })}`;
}

async function carryOut(pressed: Pressed, connection: Connection): Promise<Said & { page?: string }> {
  const { by } = connection;
  const done = ({ message: text }: { message: string }) => ({ isDone: true, text });
  switch (pressed.action) {
    case 'retry':
      return done(await askOperate({ ...pressed, by }, Retried, connection));
    case 'cancel':
    case 'undo-cancel':
      return done(await askOperate({ ...pressed, by }, Acted, connection));
    case 'pause':
    case 'resume':
      return done(await askOperate({ ...pressed, by }, Switched, connection));
    case 'replay':
      return done(await askOperate({ action: 'replay', by }, ReplayBegun, connection));
    case 'forget':
      return done(await askOperate({ action: 'forget', hire: pressed.expected, by }, Acted, connection));
    case 'invite': {
      const { action, workEmail, personalEmail } = pressed;
      const person = { workEmail, ...(personalEmail !== '' && { personalEmail }) };
      const invited = await askOperate({ action, ...person, by }, Acted, connection);
      return { ...done(invited), page: storyOf(invited.hire) };
    }
    case 'retry-many': {
      const done = await tryAgain(undefined, connection);
      const end = done.stopped === undefined ? [] : [`It ended before all were tried: ${done.stopped}`];
      const isDone = done.refused.length === 0 && done.stopped === undefined;
      return { isDone, text: [sayRetried(done), ...end].join(' ') };
    }
  }
}
