import { html } from 'hono/html';
import type { Listed, ListedHire } from '../../lambda/operate/answer.ts';
import { type Content, renderSaid, type View } from './frame.ts';
import { renderButtons, renderName, renderTime } from './hire.ts';

/** Who needs a hand comes first, the longest first; then who waits, the next first. */
export function renderOverview({ hires, next }: Listed, view: View): Content {
  const needing = hires.filter(({ needsHand }) => needsHand).sort(bySince);
  const waiting = hires.filter(({ needsHand }) => !needsHand).sort(byNextLook);
  const tomorrow = waiting.filter((hire) => isTomorrow(hire.nextLook, view.now));
  return html`${renderSaid(view.said)}
<h1>${needing.length === 0 ? 'Nobody needs a hand' : `${needing.length} ${needing.length === 1 ? 'hire needs' : 'hires need'} a hand`}</h1>
<ul class="hires">${needing.map((hire) => renderNeed(hire, view))}</ul>
<details id="waiting" ${waiting.length <= 20 ? 'open' : ''}>
<summary><h2>${waiting.length} ${waiting.length === 1 ? 'waits' : 'wait'}${tomorrow.length > 0 ? `, ${tomorrow.length} of them until tomorrow` : ''}</h2></summary>
<ul class="hires">${waiting.map((hire) => renderWait(hire, view))}</ul>
</details>
${next === undefined ? '' : html`<p><a href="/?${new URLSearchParams({ after: next }).toString()}">More hires</a></p>`}`;
}

function renderNeed(hire: ListedHire, view: View): Content {
  const { code = hire.state, since, meaning, whatToDo } = hire;
  return html`<li class="need">
<h2>${renderName(hire)}</h2>
<p class="why"><strong>${code}</strong>${since === undefined ? '' : html` since ${renderTime(since, view.now)}`}</p>
<p>${meaning ?? ''}</p>
<p>${whatToDo ?? ''}</p>
${renderButtons(hire, view)}
</li>`;
}

function renderWait(hire: ListedHire, { now }: View): Content {
  const { code = hire.state, nextLook, givesUpAt } = hire;
  return html`<li>
<h3>${renderName(hire)}</h3>
<p class="why"><strong>${code}</strong>${nextLook === undefined ? '' : html` looked at ${renderTime(nextLook, now)}`}${givesUpAt === undefined ? '' : html`, given up ${renderTime(givesUpAt, now)}`}</p>
</li>`;
}

function bySince(one: ListedHire, other: ListedHire): number {
  return (one.since ?? '').localeCompare(other.since ?? '');
}

function byNextLook(one: ListedHire, other: ListedHire): number {
  return (one.nextLook ?? '').localeCompare(other.nextLook ?? '');
}

/** By the calendar of the person who looks. */
function isTomorrow(iso: string | undefined, now: Date): boolean {
  const tomorrow = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1);
  return iso !== undefined && new Date(iso).toDateString() === tomorrow.toDateString();
}
