import { html } from 'hono/html';
import type { HireInList, ListedHire } from '../../lambda/operate/answer.ts';
import { sayName, sayNextLook, sayStart, sayTime } from '../../lambda/operate/phrases.ts';
import type { Content, View } from './frame.ts';

/** The parts that the views of hires have in common. */

export function renderName(hire: ListedHire): Content {
  const query = new URLSearchParams({ hire: hire.hire });
  return html`<a id="${hire.hire}" href="/hire?${query.toString()}">${sayName(hire)}</a>`;
}

export function renderTime(iso: string, now: Date): Content {
  return html`<time datetime="${iso}">${sayTime(iso, now)}</time>`;
}

/** Whoever starts today is in a hurry. */
export function renderStart(hire: HireInList, { now }: Pick<View, 'now'>): Content {
  return html`${sayStart(hire, now).map((start) => html`, <strong>${start}</strong>`)}`;
}

/** One hire that waits, in a list. @param level of the heading. */
export function renderWait(hire: HireInList, view: View, level: 'h2' | 'h3'): Content {
  const { code = hire.state, nextLook, givesUpAt } = hire;
  const name = renderName(hire);
  return html`<li>
${level === 'h2' ? html`<h2>${name}</h2>` : html`<h3>${name}</h3>`}
<p class="why"><strong>${code}</strong>${nextLook === undefined ? '' : html` ${sayNextLook(hire)} ${renderTime(nextLook, view.now)}`}${givesUpAt === undefined ? '' : html`, given up ${renderTime(givesUpAt, view.now)}`}${renderStart(hire, view)}</p>
</li>`;
}
