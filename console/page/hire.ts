import { html } from 'hono/html';
import type { ListedHire } from '../../lambda/operate/answer.ts';
import { sayName, sayTime } from '../../lambda/operate/phrases.ts';
import type { Content } from './frame.ts';

/** The parts that the views of hires have in common. */

export function renderName(hire: ListedHire): Content {
  const query = new URLSearchParams({ hire: hire.hire });
  return html`<a id="${hire.hire}" href="/hire?${query.toString()}">${sayName(hire)}</a>`;
}

export function renderTime(iso: string, now: Date): Content {
  return html`<time datetime="${iso}">${sayTime(iso, now)}</time>`;
}
