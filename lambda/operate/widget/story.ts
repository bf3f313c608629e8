import { html } from 'hono/html';
import type { ShownHire } from '../answer.ts';
import { knownFacts, knownTimes } from '../known-facts.ts';
import { sayName, sayToDo } from '../phrases.ts';
import { renderButtons } from './buttons.ts';
import { type Content, renderHome, renderTime, type View } from './view.ts';

/** One hire: what is known of it, and what has happened. */
export function renderStory(hire: ShownHire, view: View): Content {
  const { state, code, meaning = '', needsHand, outcomes } = hire;
  return html`${renderHome(view)}
<h2>${sayName(hire)}</h2>
<p><strong>${state}${needsHand ? ', needs a hand' : ''}</strong></p>
${code === undefined ? '' : html`<p><strong>${code}</strong> ${meaning}</p>`}
<p>${sayToDo(hire) ?? ''}</p>
<p>${renderButtons(hire, view)}</p>
<h3>What happened</h3>
${outcomes.length === 0 ? html`<p>Nothing yet.</p>` : renderOutcomes(outcomes, view)}
<h3>What is known</h3>
<table><tbody>${knownTimes(hire).map(([what, time]) => html`<tr><th scope="row">${what}</th><td>${renderTime(time, view)}</td></tr>`)}
${knownFacts(hire).map(([what, fact]) => html`<tr><th scope="row">${what}</th><td>${fact}</td></tr>`)}</tbody></table>
<p>Times are in ${view.timeZone}.</p>`;
}

function renderOutcomes(outcomes: ShownHire['outcomes'], view: View): Content {
  return html`<ol>${outcomes.map(
    ({ code, at, times, meaning }) =>
      html`<li>${renderTime(at, view)} <strong>${code}</strong>${times > 1 ? ` (${times} times)` : ''} ${meaning}</li>`,
  )}</ol>`;
}
