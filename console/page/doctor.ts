import { html } from 'hono/html';
import type { Checked, Finding } from '../../lambda/operate/answer.ts';
import { sayToMend } from '../../lambda/operate/phrases.ts';
import { verdictOrder } from '../../lambda/operate/reading-order.ts';
import type { Content } from './frame.ts';

const words = { wrong: 'To mend', unknown: 'Not provable from here', ok: 'Right' } as const;

/** Whether the stack is set up rightly; what is wrong comes first. */
export function renderDoctor({ findings }: Checked): Content {
  return html`<h1>${sayToMend(findings)}</h1>
<p>OneLogin and the HR systems were asked just now. Load the page again to ask again.</p>
${verdictOrder.map((verdict) => {
  const some = findings.filter((finding) => finding.verdict === verdict);
  return some.length === 0
    ? ''
    : html`<h2>${words[verdict]}</h2><ul class="hires">${some.map(renderFinding)}</ul>`;
})}`;
}

function renderFinding({ subject, verdict, message, whatToDo }: Finding): Content {
  return html`<li ${verdict === 'wrong' ? html`class="need"` : ''}><h3>${subject}</h3>
<p>${message}</p>
${whatToDo === undefined ? '' : html`<p>${whatToDo}</p>`}</li>`;
}
