import { html } from 'hono/html';
import type { ShownHire } from '../../lambda/operate/answer.ts';
import { knownFacts, knownTimes } from '../../lambda/operate/known-facts.ts';
import { sayName, sayToDo } from '../../lambda/operate/phrases.ts';
import { renderButtons, renderForget } from './buttons.ts';
import { type Content, renderSaid, type View } from './frame.ts';
import { renderTime } from './hire.ts';

/** One hire: what is known of it, and what has happened. */
export function renderStory(hire: ShownHire, view: View): Content {
  const { state, code, meaning, needsHand, outcomes } = hire;
  const toDo = sayToDo(hire);
  const { now } = view;
  return html`${renderSaid(view.said)}
<p><a href="/">All hires</a></p>
<h1>${sayName(hire)}</h1>
<p class="why"><strong>${state}${needsHand ? ', needs a hand' : ''}</strong></p>
${code === undefined ? '' : html`<p><code>${code}</code> ${meaning ?? ''}</p>`}
${toDo === undefined ? '' : html`<p>${toDo}</p>`}
${renderButtons(hire, view)}
<h2>What happened</h2>
${
  outcomes.length === 0
    ? html`<p>Nothing yet.</p>`
    : html`<ol class="story">${outcomes.map(
        ({ code, at, times, meaning }) =>
          html`<li>${renderTime(at, now)} <strong>${code}</strong>${times > 1 ? ` (${times} times)` : ''} ${meaning}</li>`,
      )}</ol>`
}
<h2>What is known</h2>
<dl>${knownTimes(hire).map(([what, time]) => html`<dt>${what}</dt><dd>${renderTime(time, now)}</dd>`)}
${knownFacts(hire).map(([what, fact]) => html`<dt>${what}</dt><dd>${fact}</dd>`)}</dl>
${renderForget(hire, view)}`;
}
