import { html } from 'hono/html';
import type { Checked } from '../answer.ts';
import { sayToMend } from '../phrases.ts';
import { verdictOrder } from '../reading-order.ts';
import { type Content, renderHome, type View } from './view.ts';

const verdicts = { ok: 'right', wrong: 'wrong', unknown: 'cannot be proved' } as const;

/** Whether the set-up works; what is wrong comes first. */
export function renderFindings({ findings }: Checked, view: View): Content {
  const inOrder = verdictOrder.flatMap((each) => findings.filter(({ verdict }) => verdict === each));
  return html`${renderHome(view)}
<h2>${sayToMend(findings)}</h2>
<table><thead><tr>${['What', 'Is', 'Why'].map((column) => html`<th scope="col">${column}</th>`)}</tr></thead>
<tbody>${inOrder.map(
    ({ subject, verdict, message, whatToDo = '' }) =>
      html`<tr><td>${subject}</td><td><strong>${verdicts[verdict]}</strong></td><td>${message} ${whatToDo}</td></tr>`,
  )}</tbody></table>`;
}
