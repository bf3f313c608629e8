import { html } from 'hono/html';
import type { HireInList } from '../../lambda/operate/answer.ts';
import { inReadingOrder } from '../../lambda/operate/reading-order.ts';
import type { Content, View } from './frame.ts';
import { renderWait } from './hire.ts';

/** Who is invited on the next day. */
export function renderTomorrow(hires: readonly HireInList[], view: View): Content {
  const count = hires.length;
  const title = count === 0 ? 'Nobody goes tomorrow' : `${count} ${count === 1 ? 'goes' : 'go'} tomorrow`;
  return html`<h1>${title}</h1>
<p>Tomorrow is the next day in <code>invite.timeZone</code>. The times are those of this machine.</p>
<ul class="hires">${inReadingOrder(hires).waiting.map((hire) => renderWait(hire, view, 'h2'))}</ul>`;
}
