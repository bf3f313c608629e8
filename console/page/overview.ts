import { html } from 'hono/html';
import type { Counted, HireInList, Listed, StandingPause } from '../../lambda/operate/answer.ts';
import { sayHowMany, sayNeeding, sayPause, sayToDo } from '../../lambda/operate/phrases.ts';
import { inReadingOrder } from '../../lambda/operate/reading-order.ts';
import { isRetriedTogether } from '../../lambda/operate/retried-together.ts';
import { renderButtons, renderPauseButton, renderResumeButton, renderRetryAll } from './buttons.ts';
import { type Content, renderSaid, type View } from './frame.ts';
import { renderName, renderStart, renderTime, renderWait } from './hire.ts';

/** Who needs a hand comes first, then who waits. */
export function renderOverview({ hires, next, paused }: Listed, counts: Counted, view: View): Content {
  const { needing, waiting } = inReadingOrder(hires);
  const together = needing.filter((hire) => isRetriedTogether(hire, undefined));
  return html`${renderSaid(view.said)}
${paused === undefined ? '' : renderPause(paused, view)}
<h1>${sayNeeding(counts.needHand)}</h1>
${renderCounts(counts)}
<ul class="hires">${needing.map((hire) => renderNeed(hire, view))}</ul>
${together.length > 1 && next === undefined ? renderRetryAll(together.length, view) : ''}
<details id="waiting" ${waiting.length <= 20 ? 'open' : ''}>
<summary><h2>${waiting.length === 1 ? '1 waits' : `${waiting.length} wait`}</h2></summary>
<ul class="hires">${waiting.map((hire) => renderWait(hire, view, 'h3'))}</ul>
</details>
${next === undefined ? '' : html`<p><a href="/?${new URLSearchParams({ after: next }).toString()}">More hires</a></p>`}
${paused === undefined ? renderPauseButton(view) : ''}`;
}

function renderPause(paused: StandingPause, view: View): Content {
  const why = sayPause(paused, view.now);
  return html`<section class="said not-done" aria-label="Paused"><p>${why}</p>${paused.since === undefined ? '' : renderResumeButton(view)}</section>`;
}

/** Where those are shown who were counted. */
const pages: Partial<Record<keyof Counted, string>> = {
  goTomorrow: '/tomorrow',
  deadLetters: '/dead-letters',
};

function renderCounts(counts: Counted): Content {
  return html`<ul class="counts">${sayHowMany(counts).map(([count, what, key]) => {
    const fact = html`<strong>${String(count)}</strong> ${what}`;
    const page = pages[key];
    return html`<li>${page === undefined ? fact : html`<a href="${page}">${fact}</a>`}</li>`;
  })}</ul>`;
}

function renderNeed(hire: HireInList, view: View): Content {
  const { code = hire.state, since, meaning = '' } = hire;
  return html`<li class="need">
<h2>${renderName(hire)}</h2>
<p class="why"><strong>${code}</strong>${since === undefined ? '' : html` since ${renderTime(since, view.now)}`}${renderStart(hire, view)}</p>
<p>${meaning}</p>
<p>${sayToDo(hire) ?? ''}</p>
${renderButtons(hire, view)}
</li>`;
}
