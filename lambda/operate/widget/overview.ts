import { html } from 'hono/html';
import type { Counted, HireInList, Listed, StandingPause } from '../answer.ts';
import { sayHowMany, sayNeeding, sayNextLook, sayPause, sayStart, sayToDo } from '../phrases.ts';
import { inReadingOrder } from '../reading-order.ts';
import { isRetriedTogether } from '../retried-together.ts';
import {
  renderButtons,
  renderCheck,
  renderFind,
  renderPause,
  renderResume,
  renderRetryAll,
} from './buttons.ts';
import { type Content, renderLink, renderName, renderTime, type View } from './view.ts';

/** Who needs a hand comes first, then who goes tomorrow, then who else waits. */
export function renderOverview(
  { hires, next, paused }: Listed,
  counts: Counted,
  goesTomorrow: (hire: HireInList) => boolean,
  view: View,
): Content {
  const { needing, waiting } = inReadingOrder(hires);
  const together = needing.filter((hire) => isRetriedTogether(hire, undefined)).length;
  return html`${paused === undefined ? '' : renderStandingPause(paused, view)}
<h2>${sayNeeding(counts.needHand)}</h2>
<p>${sayHowMany(counts).map(([count, what], index) => html`${index === 0 ? '' : ' · '}<strong>${count}</strong> ${what}`)}</p>
${renderFind(view)}
${renderNeeding(needing, view)}
${together > 1 && next === undefined ? renderRetryAll(together, view) : ''}
${renderWaiting('Tomorrow', waiting.filter(goesTomorrow), view)}
${renderWaiting(
  'Waiting',
  waiting.filter((hire) => !goesTomorrow(hire)),
  view,
)}
${next === undefined ? '' : html`<p>${renderLink({ action: 'list', after: next }, 'More hires', view)}</p>`}
${paused === undefined ? renderPause(view) : ''}
<p>${renderCheck(view)}</p>
<p>Times are in ${view.timeZone}.</p>`;
}

function renderStandingPause(paused: StandingPause, view: View): Content {
  const why = sayPause(paused, view.now, view.timeZone);
  return html`<p><strong>${why}</strong> ${paused.since === undefined ? '' : renderResume(view)}</p>`;
}

function renderTable(columns: readonly string[], rows: readonly Content[]): Content {
  return html`<table><thead><tr>${columns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead>
<tbody>${rows}</tbody></table>`;
}

function renderNeeding(hires: readonly HireInList[], view: View): Content {
  if (hires.length === 0) return html``;
  const rows = hires.map((hire) => {
    const { code = hire.state, since, meaning = '' } = hire;
    return html`<tr><td>${renderName(hire, view)}</td>
<td><strong>${code}</strong>${since === undefined ? '' : html` since ${renderTime(since, view)}`}${renderStart(hire, view)}</td>
<td>${meaning} ${sayToDo(hire) ?? ''}</td>
<td style="white-space:nowrap">${renderButtons(hire, view)}</td></tr>`;
  });
  return renderTable(['Hire', 'Why', 'What to do', 'Then'], rows);
}

function renderWaiting(title: string, hires: readonly HireInList[], view: View): Content {
  if (hires.length === 0) return html``;
  const rows = hires.map((hire) => {
    const { code = hire.state, nextLook, givesUpAt } = hire;
    return html`<tr><td>${renderName(hire, view)}</td>
<td><strong>${code}</strong>${renderStart(hire, view)}</td>
<td>${nextLook === undefined ? '' : html`${sayNextLook(hire)} ${renderTime(nextLook, view)}`}</td>
<td>${givesUpAt === undefined ? '' : renderTime(givesUpAt, view)}</td></tr>`;
  });
  return html`<h3>${title}</h3>
${renderTable(['Hire', 'Why', 'Next', 'Given up'], rows)}`;
}

/** A person who starts today is in a hurry. */
function renderStart(hire: HireInList, { now, timeZone }: View): Content {
  return html`${sayStart(hire, now, timeZone).map((start) => html`, <strong>${start}</strong>`)}`;
}
