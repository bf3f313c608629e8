import * as v from 'valibot';
import { PauseReason, pauseReasonRule } from '../../lambda/hire/pause.ts';
import { Acted, Retried, Switched } from '../../lambda/operate/answer.ts';
import { hireActs } from '../../lambda/operate/offered-acts.ts';
import { anotherNumber, sayRetried } from '../../lambda/operate/phrases.ts';
import { askOperate } from '../ask-operate.ts';
import { explain } from '../command.ts';
import type { Connection } from '../connection.ts';
import { tryAgain } from '../try-again.ts';
import type { Said } from './said.ts';

/** Carries out what a button of the page asks for. */

const hire = v.pipe(v.string(), v.nonEmpty(), v.maxLength(512));

const Pressed = v.variant('action', [
  v.object({ action: v.picklist(hireActs), hire }),
  v.object({ action: v.literal('pause'), reason: v.message(PauseReason, pauseReasonRule) }),
  v.object({ action: v.literal('resume') }),
  v.pipe(
    v.object({ action: v.literal('retry-many'), count: v.string(), all: v.string() }),
    v.check(({ count, all }) => count.trim() === all, anotherNumber),
  ),
]);
type Pressed = v.InferOutput<typeof Pressed>;

/** What became of it, and the hire that it was about. */
export interface Outcome extends Said {
  hire?: string;
}

/** Never throws: what went wrong is said. */
export async function press(form: unknown, connection: Connection): Promise<Outcome> {
  const pressed = v.safeParse(Pressed, form);
  if (!pressed.success) return { isDone: false, text: pressed.issues[0].message };
  const about = 'hire' in pressed.output ? { hire: pressed.output.hire } : {};
  try {
    return { ...(await carryOut(pressed.output, connection)), ...about };
  } catch (error) {
    return { isDone: false, text: explain(error), ...about };
  }
}

async function carryOut(pressed: Pressed, connection: Connection): Promise<Said> {
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
    case 'retry-many': {
      const done = await tryAgain(undefined, connection);
      const end = done.stopped === undefined ? [] : [`It ended before all were tried: ${done.stopped}`];
      const isDone = done.refused.length === 0 && done.stopped === undefined;
      return { isDone, text: [sayRetried(done), ...end].join(' ') };
    }
  }
}
