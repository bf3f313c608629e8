import { html } from 'hono/html';
import type { Checked } from '../answer.ts';
import { type Content, renderHome, type View } from './view.ts';

const verdicts = { ok: 'right', wrong: 'wrong', unknown: 'cannot be proved' } as const;

/** Whether the set-up works. */
export function renderFindings({ findings }: Checked, view: View): Content {
  return html`${renderHome(view)}
<h2>The set-up</h2>
<table><thead><tr>${['What', 'Is', 'Why'].map((column) => html`<th scope="col">${column}</th>`)}</tr></thead>
<tbody>${findings.map(
    ({ subject, verdict, message, whatToDo = '' }) =>
      html`<tr><td>${subject}</td><td><strong>${verdicts[verdict]}</strong></td><td>${message} ${whatToDo}</td></tr>`,
  )}</tbody></table>`;
}
