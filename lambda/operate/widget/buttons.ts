import { html } from 'hono/html';
import type { HireInList, RetriedMany } from '../answer.ts';
import { actLabels, actsFor, type HireAct } from '../offered-acts.ts';
import { askCount, askReason, sayName } from '../phrases.ts';
import { type Content, renderButton, renderField, type View } from './view.ts';

/** What can be pressed. */

const questions: Record<HireAct, (name: string) => string> = {
  retry: (name) => `Try ${name} again now?`,
  cancel: (name) => `Cancel ${name}? The person gets no invite.`,
  'undo-cancel': (name) => `Undo the cancel of ${name}?`,
};

/** A button for each thing that can be done about a hire now. */
export function renderButtons(hire: HireInList, view: View): Content {
  const name = sayName(hire);
  return html`${actsFor(hire).map((action) => {
    const look = {
      label: actLabels[action],
      name: `${actLabels[action]}: ${name}`,
      confirmation: questions[action](name),
    };
    return html`${renderButton({ action, hire: hire.hire }, look, view)} `;
  })}`;
}

export function renderFind(view: View): Content {
  return html`<div>${renderField('who', 'Find a hire, by id or e-mail')} ${renderButton({ action: 'show' }, { label: 'Find' }, view)}</div>`;
}

/** For all that need a hand. Their number has to be typed: a slip must not try a whole company again. */
export function renderRetryAll(count: number, view: View): Content {
  const all = String(count);
  const look = { label: 'Retry all', confirmation: `Try ${all} hires again now?` };
  return html`<div>${renderField('count', askCount(count))}
${renderButton({ action: 'retry-many', all }, look, view)}</div>`;
}

/** Time was over before all were tried. */
export function renderGoOn(from: NonNullable<RetriedMany['next']>, all: string, view: View): Content {
  const look = { label: 'Go on', confirmation: 'Try the others again now?' };
  return html`<p>Not all were tried in this time. ${renderButton({ action: 'retry-many', all, from }, look, view)}</p>`;
}

export function renderPause(view: View): Content {
  const look = { label: 'Stop all mails', confirmation: 'Stop all mails? Hires that are due wait.' };
  return html`<div>${renderField('reason', `Pause everything. ${askReason}`)}
${renderButton({ action: 'pause' }, look, view)}</div>`;
}

export function renderResume(view: View): Content {
  const look = { label: 'Resume', confirmation: 'Resume? Mails go out again.' };
  return renderButton({ action: 'resume' }, look, view);
}

export function renderCheck(view: View): Content {
  const look = { label: 'Check the set-up', confirmation: 'Ask OneLogin and the HR systems?' };
  return renderButton({ action: 'check' }, look, view);
}
