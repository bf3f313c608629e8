import { html } from 'hono/html';
import type { HireInList, ListedHire } from '../../lambda/operate/answer.ts';
import { sayName, sayStart, sayTime } from '../phrases.ts';
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
  const what = code === 'NOT_DUE_YET' ? 'invited' : 'looked at again';
  const name = renderName(hire);
  return html`<li>
${level === 'h2' ? html`<h2>${name}</h2>` : html`<h3>${name}</h3>`}
<p class="why"><strong>${code}</strong>${nextLook === undefined ? '' : html` ${what} ${renderTime(nextLook, view.now)}`}${givesUpAt === undefined ? '' : html`, given up ${renderTime(givesUpAt, view.now)}`}${renderStart(hire, view)}</p>
</li>`;
}

export function bySince(one: HireInList, other: HireInList): number {
  return compare([one.since, one.hire], [other.since, other.hire]);
}

export function byNextLook(one: HireInList, other: HireInList): number {
  return compare([one.nextLook, one.hire], [other.nextLook, other.hire]);
}

/** Those of the same time keep their order when the page is brought up to date. */
function compare(one: readonly (string | undefined)[], other: readonly (string | undefined)[]): number {
  return one.join(' ').localeCompare(other.join(' '));
}
