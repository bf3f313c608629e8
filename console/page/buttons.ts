import { html } from 'hono/html';
import type { ListedHire } from '../../lambda/operate/answer.ts';
import { actLabels, actsFor } from '../../lambda/operate/offered-acts.ts';
import { askCount, askReason, sayName } from '../../lambda/operate/phrases.ts';
import type { Content, View } from './frame.ts';

/** What can be pressed. Each button is a form of its own, which also works without JavaScript. */

/** @param token shows that the form is one of this page. */
function renderForm(token: string, content: Content): Content {
  return html`<form method="post" action="/act" class="act">
<input type="hidden" name="token" value="${token}">
${content}
</form>`;
}

/** A button for each thing that can be done about a hire now. */
export function renderButtons(hire: ListedHire, { token }: Pick<View, 'token'>): Content {
  const acts = actsFor(hire);
  if (acts.length === 0) return html``;
  return renderForm(
    token,
    html`<input type="hidden" name="hire" value="${hire.hire}">${acts.map(
      (act) => html`
<button id="${act} ${hire.hire}" name="action" value="${act}" aria-label="${actLabels[act]}: ${sayName(hire)}">${actLabels[act]}</button>`,
    )}`,
  );
}

/** For all that need a hand. Their number has to be typed: a slip must not try a whole company again. */
export function renderRetryAll(count: number, { token }: Pick<View, 'token'>): Content {
  return html`<details id="retry-all"><summary>Retry all of them</summary>
${renderForm(
  token,
  html`<label for="count">${askCount(count)}</label>
<input id="count" name="count" inputmode="numeric" required pattern="${String(count)}" autocomplete="off">
<input type="hidden" name="all" value="${String(count)}">
<button name="action" value="retry-many">Retry all</button>`,
)}
</details>`;
}

export function renderPauseButton({ token }: Pick<View, 'token'>): Content {
  return html`<details id="pause"><summary>Pause everything</summary>
${renderForm(
  token,
  html`<label for="reason">${askReason}</label>
<input id="reason" name="reason" required maxlength="200" autocomplete="off">
<button name="action" value="pause">Stop all mails</button>`,
)}
</details>`;
}

export function renderResumeButton({ token }: Pick<View, 'token'>): Content {
  return renderForm(token, html`<button name="action" value="resume">Resume</button>`);
}
