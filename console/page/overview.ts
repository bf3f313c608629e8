import { html } from 'hono/html';
import type { Counted, HireInList, Listed, StandingPause } from '../../lambda/operate/answer.ts';
import { isRetriedTogether } from '../../lambda/operate/retried-together.ts';
import { sayPause, sayToDo } from '../phrases.ts';
import { renderButtons, renderPauseButton, renderResumeButton, renderRetryAll } from './buttons.ts';
import { type Content, renderSaid, type View } from './frame.ts';
import { byNextLook, bySince, renderName, renderStart, renderTime, renderWait } from './hire.ts';

/** Who needs a hand comes first, the longest first; then who waits, the next first. */
export function renderOverview({ hires, next, paused }: Listed, counts: Counted, view: View): Content {
  const needing = hires.filter(({ needsHand }) => needsHand).sort(bySince);
  const waiting = hires.filter(({ needsHand }) => !needsHand).sort(byNextLook);
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

function sayNeeding(count: number): string {
  if (count === 0) return 'Nobody needs a hand';
  return count === 1 ? '1 hire needs a hand' : `${count} hires need a hand`;
}

function renderPause(paused: StandingPause, view: View): Content {
  const why = sayPause(paused, view.now);
  return html`<section class="said not-done" aria-label="Paused"><p>${why}</p>${paused.since === undefined ? '' : renderResumeButton(view)}</section>`;
}

/** The way of the hires, with how many are where. */
function renderCounts(counts: Counted): Content {
  const { queued, deadLetters, waiting, goTomorrow, invitedThisWeek, activeOfThem } = counts;
  const facts = [
    [queued, 'on the queue'],
    [waiting, waiting === 1 ? 'waits' : 'wait'],
    [goTomorrow, goTomorrow === 1 ? 'goes tomorrow' : 'go tomorrow', '/tomorrow'],
    [deadLetters, deadLetters === 1 ? 'dead letter' : 'dead letters', '/dead-letters'],
    [invitedThisWeek, 'invited this week'],
    [activeOfThem, 'of them active'],
  ] as const;
  return html`<ul class="counts">${facts.map(([count, what, page]) => {
    const fact = html`<strong>${String(count)}</strong> ${what}`;
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
