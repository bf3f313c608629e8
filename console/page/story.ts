import { html } from 'hono/html';
import type { ShownHire } from '../../lambda/operate/answer.ts';
import { sayName, sayToDo } from '../phrases.ts';
import { renderButtons, renderForget } from './buttons.ts';
import { type Content, renderSaid, type View } from './frame.ts';
import { renderTime } from './hire.ts';

/** One hire: what is known of it, and what has happened. */
export function renderStory(hire: ShownHire, view: View): Content {
  const { state, code, meaning, needsHand, outcomes } = hire;
  const toDo = sayToDo(hire);
  const { now } = view;
  const times = [
    ['Moment of the invite', hire.notBefore],
    ['Mailed', hire.invitedAt],
    ['Next look', hire.nextLook],
    ['Given up', hire.givesUpAt],
    ['Retry asked for', hire.retryAskedAt],
  ] as const;
  const facts = [
    ['Engagement', hire.engagement > 1 ? String(hire.engagement) : undefined],
    ['Follow-ups sent', hire.followUpsSent === undefined ? undefined : String(hire.followUpsSent)],
    ['OneLogin user', hire.oneLoginUserId],
    ['Request of the webhook', hire.requestId],
    ['Row key', hire.hire],
  ] as const;
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
<dl>${times.map(([what, time]) => (time === undefined ? '' : html`<dt>${what}</dt><dd>${renderTime(time, now)}</dd>`))}
${facts.map(([what, fact]) => (fact === undefined ? '' : html`<dt>${what}</dt><dd>${fact}</dd>`))}</dl>
${renderForget(hire, view)}`;
}
