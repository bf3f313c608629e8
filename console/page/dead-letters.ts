import { html } from 'hono/html';
import type { DeadLettersSeen, HireInList, Replay } from '../../lambda/operate/answer.ts';
import { sayReplay } from '../../lambda/operate/phrases.ts';
import { inReadingOrder } from '../../lambda/operate/reading-order.ts';
import { renderReplay } from './buttons.ts';
import { type Content, renderSaid, type View } from './frame.ts';
import { renderName, renderTime } from './hire.ts';

/**
 * The dead-letter queue, and a replay of it. The rows say which hires lie there: to receive the messages would hide them from
 * everybody else.
 * @param parked the hires that are parked.
 */
export function renderDeadLetters(
  { count, replay }: DeadLettersSeen,
  parked: readonly HireInList[],
  view: View,
): Content {
  const title = count === 0 ? 'No dead letters' : `${count} dead ${count === 1 ? 'letter' : 'letters'}`;
  const isRunning = replay?.status === 'running';
  return html`${renderSaid(view.said)}
<h1>${title}</h1>
<p>A replay puts all of them back on the invite queue, and each hire is tried in earnest. People who were invited
meanwhile are not mailed twice. Mend the causes first: what fails again comes back here.</p>
${replay === undefined ? '' : renderProgress(replay, view)}
${isRunning || count === 0 ? '' : renderReplay(count, view)}
<h2>Parked hires</h2>
<p>Each has a dead letter, for 14 days. A hire that an operator has cancelled may have one too. Others may belong to no
hire: see docs/operate.md, "Messages without a row".</p>
${parked.length === 0 ? html`<p>There are none.</p>` : ''}
<ul class="hires">${inReadingOrder(parked).needing.map((hire) => renderParked(hire, view))}</ul>`;
}

function renderProgress(replay: Replay, { now }: View): Content {
  const { status, moved, toMove, startedAt } = replay;
  const bar =
    status === 'running' && toMove !== undefined && toMove > 0
      ? html`<progress aria-label="Messages moved" max="${String(toMove)}" value="${String(moved)}"></progress>`
      : '';
  return html`<p class="said ${status === 'failed' ? 'not-done' : 'done'}">The replay of ${renderTime(startedAt, now)} ${sayReplay(replay)}. ${bar}</p>`;
}

function renderParked(hire: HireInList, { now }: View): Content {
  const { code = hire.state, since } = hire;
  return html`<li><h3>${renderName(hire)}</h3>
<p class="why"><strong>${code}</strong>${since === undefined ? '' : html` since ${renderTime(since, now)}`}</p></li>`;
}
