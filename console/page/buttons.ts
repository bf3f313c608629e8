import { html } from 'hono/html';
import type { ListedHire } from '../../lambda/operate/answer.ts';
import { actLabels, actsFor } from '../../lambda/operate/offered-acts.ts';
import { askCount, askReason, sayName } from '../../lambda/operate/phrases.ts';
import type { Content, View } from './frame.ts';

/** What can be pressed. Each button is a form of its own, which also works without JavaScript. */

type Token = Pick<View, 'token'>;

/** @param view.token shows that the form is one of this page. */
export function renderForm({ token }: Token, content: Content, action = '/act'): Content {
  return html`<form method="post" action="${action}" class="act">
<input type="hidden" name="token" value="${token}">
${content}
</form>`;
}

/** A button for each thing that can be done about a hire now. */
export function renderButtons(hire: ListedHire, view: Token): Content {
  const acts = actsFor(hire);
  if (acts.length === 0) return html``;
  return renderForm(
    view,
    html`<input type="hidden" name="hire" value="${hire.hire}">${acts.map(
      (act) => html`
<button id="${act} ${hire.hire}" name="action" value="${act}" aria-label="${actLabels[act]}: ${sayName(hire)}">${actLabels[act]}</button>`,
    )}`,
  );
}

/** For what a slip must not do: the operator types what the page names. */
function renderTyped(
  what: { action: string; button: string; question: string; expected: string; keys?: 'numeric' | 'text' },
  view: Token,
): Content {
  const { action, button, question, expected, keys = 'numeric' } = what;
  return renderForm(
    view,
    html`<label for="typed-${action}">${question}</label>
<input id="typed-${action}" name="typed" inputmode="${keys}" required autocomplete="off">
<input type="hidden" name="expected" value="${expected}">
<button id="do-${action}" name="action" value="${action}">${button}</button>`,
  );
}

/** For all that need a hand. */
export function renderRetryAll(count: number, view: Token): Content {
  const question = askCount(count);
  return html`<details id="retry-all"><summary>Retry all of them</summary>
${renderTyped({ action: 'retry-many', button: 'Retry all', question, expected: String(count) }, view)}
</details>`;
}

/** For all whose messages are in the dead-letter queue. */
export function renderReplay(count: number, view: Token): Content {
  const question = askCount(count);
  return renderTyped({ action: 'replay', button: 'Replay', question, expected: String(count) }, view);
}

export function renderForget({ hire, code }: ListedHire, view: Token): Content {
  if (code === 'FORGOTTEN') return html``;
  const question = `This deletes all that is known of the hire. There is no undo. Type its key (${hire})`;
  return html`<details id="forget"><summary>Forget this hire</summary>
${renderTyped({ action: 'forget', button: 'Forget', question, expected: hire, keys: 'text' }, view)}
</details>`;
}

export function renderPauseButton({ said, ...view }: View): Content {
  const { reason } = said?.typed ?? {};
  return html`<details id="pause" ${reason === undefined ? '' : 'open'}><summary>Pause everything</summary>
${renderForm(
  view,
  html`<label for="reason">${askReason}</label>
<input id="reason" name="reason" required maxlength="200" autocomplete="off" value="${reason ?? ''}">
<button name="action" value="pause">Stop all mails</button>`,
)}
</details>`;
}

export function renderResumeButton(view: Token): Content {
  return renderForm(view, html`<button name="action" value="resume">Resume</button>`);
}
