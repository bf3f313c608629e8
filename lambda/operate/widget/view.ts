import { html, raw } from 'hono/html';
import type { HireInList } from '../answer.ts';
import { sayName, sayTime } from '../phrases.ts';
import { rightTo } from '../request.ts';
import type { Press } from './event.ts';

/** The parts that the views of the widget have in common. They own no colour, so that they follow the console's theme. */

/** Values in it were escaped. */
export type Content = ReturnType<typeof html>;

/** What a view needs besides its data. */
export interface View {
  /** The ARNs of the aliases that the buttons call. */
  endpoints: { look: string; act: string };
  /** In which times are said, such as `Europe/Berlin`. */
  timeZone: string;
  now: Date;
}

/** What became of an act. */
export interface Said {
  ok: boolean;
  message: string;
}

interface Look {
  label: string;
  /** For people who do not see what stands beside it. */
  name?: string;
  /** What the console asks before it presses. Every button that changes something has it. */
  confirmation?: string;
}

export function renderButton(press: Press, look: Look, view: View): Content {
  const { label, name = label } = look;
  return renderPress(html`<a class="btn" role="button" aria-label="${name}">${label}</a>`, press, look, view);
}

export function renderLink(press: Press, label: string, view: View): Content {
  return renderPress(html`<a role="button">${label}</a>`, press, {}, view);
}

/** The console presses `cwdb-action` when the element right before it is clicked. */
function renderPress(
  element: Content,
  press: Press,
  { confirmation }: Pick<Look, 'confirmation'>,
  { endpoints }: View,
): Content {
  const asks = confirmation === undefined ? '' : html` confirmation="${confirmation}"`;
  return html`${element}<cwdb-action action="call" endpoint="${endpoints[rightTo[press.action]]}"${asks}>${raw(toInertJson(press))}</cwdb-action>`;
}

/** JSON that has no character of markup, so that it is the same text however the console takes it out of the HTML. */
function toInertJson(press: Press): string {
  return JSON.stringify(press).replace(
    /[<>&]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/**
 * One field. Enter does nothing in it: with one that can be sent, the browser would leave the dashboard.
 * @param name a key of `Fields`.
 */
export function renderField(name: 'who' | 'reason' | 'count', label: string): Content {
  return html`<form style="display:inline"><label>${label} <input name="${name}" autocomplete="off"></label><input type="submit" disabled style="display:none"></form>`;
}

export function renderName(hire: HireInList, view: View): Content {
  return renderLink({ action: 'show', hire: hire.hire }, sayName(hire), view);
}

export function renderTime(iso: string, { now, timeZone }: View): Content {
  return html`<time datetime="${iso}">${sayTime(iso, now, timeZone)}</time>`;
}

export function renderSaid(said: Said | undefined): Content {
  if (said === undefined) return html``;
  return html`<p role="${said.ok ? 'status' : 'alert'}"><strong>${said.ok ? 'Done' : 'Not done'}:</strong> ${said.message}</p>`;
}

export function renderHome(view: View): Content {
  return html`<p>${renderLink({ action: 'list' }, 'All hires', view)}</p>`;
}

/** What was asked for cannot be shown. */
export function renderTrouble(said: Said & { hires?: string[] | undefined }, view: View): Content {
  const { hires = [] } = said;
  return html`${renderHome(view)}
${renderSaid(said)}
${hires.map((hire) => html`<p>${renderLink({ action: 'show', hire }, hire, view)}</p>`)}`;
}
