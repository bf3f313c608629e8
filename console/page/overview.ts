import { html } from 'hono/html';
import type { Counted, HireInList, Listed, StandingPause } from '../../lambda/operate/answer.ts';
import { isRetriedTogether } from '../../lambda/operate/retried-together.ts';
import { sayPause, sayStart, sayToDo } from '../phrases.ts';
import { renderButtons, renderPauseButton, renderResumeButton, renderRetryAll } from './buttons.ts';
import { type Content, renderSaid, type View } from './frame.ts';
import { renderName, renderTime } from './hire.ts';

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
<ul class="hires">${waiting.map((hire) => renderWait(hire, view))}</ul>
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
    [goTomorrow, goTomorrow === 1 ? 'goes tomorrow' : 'go tomorrow'],
    [deadLetters, deadLetters === 1 ? 'dead letter' : 'dead letters'],
    [invitedThisWeek, 'invited this week'],
    [activeOfThem, 'of them active'],
  ] as const;
  return html`<ul class="counts">${facts.map(([count, what]) => html`<li><strong>${String(count)}</strong> ${what}</li>`)}</ul>`;
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

function renderWait(hire: HireInList, view: View): Content {
  const { code = hire.state, nextLook, givesUpAt } = hire;
  const what = code === 'NOT_DUE_YET' ? 'invited' : 'looked at again';
  return html`<li>
<h3>${renderName(hire)}</h3>
<p class="why"><strong>${code}</strong>${nextLook === undefined ? '' : html` ${what} ${renderTime(nextLook, view.now)}`}${givesUpAt === undefined ? '' : html`, given up ${renderTime(givesUpAt, view.now)}`}${renderStart(hire, view)}</p>
</li>`;
}

/** Whoever starts today is in a hurry. */
function renderStart(hire: HireInList, { now }: View): Content {
  return html`${sayStart(hire, now).map((start) => html`, <strong>${start}</strong>`)}`;
}

function bySince(one: HireInList, other: HireInList): number {
  return compare([one.since, one.hire], [other.since, other.hire]);
}

function byNextLook(one: HireInList, other: HireInList): number {
  return compare([one.nextLook, one.hire], [other.nextLook, other.hire]);
}

/** Those of the same time keep their order when the page is brought up to date. */
function compare(one: readonly (string | undefined)[], other: readonly (string | undefined)[]): number {
  return one.join(' ').localeCompare(other.join(' '));
}
