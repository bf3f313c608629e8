import { html } from 'hono/html';
import type { ListedHire } from '../../lambda/operate/answer.ts';
import { sayTime } from '../say-time.ts';
import type { Content, View } from './frame.ts';

/** The parts that the views of hires have in common. */

export function nameOf({ hire, source, employeeId, tenant }: ListedHire): string {
  if (employeeId === undefined) return hire;
  return tenant === undefined ? `${source} ${employeeId}` : `${source} ${employeeId} of ${tenant}`;
}

export function renderName(hire: ListedHire): Content {
  const query = new URLSearchParams({ hire: hire.hire });
  return html`<a id="${hire.hire}" href="/hire?${query.toString()}">${nameOf(hire)}</a>`;
}

export function renderTime(iso: string, now: Date): Content {
  return html`<time datetime="${iso}">${sayTime(iso, now)}</time>`;
}

/** A button for each thing that can be done about a hire now. */
export function renderButtons(hire: ListedHire, { token }: Pick<View, 'token'>): Content {
  if (!canRetry(hire)) return html``;
  return html`<form method="post" action="/act" class="act">
<input type="hidden" name="token" value="${token}">
<input type="hidden" name="hire" value="${hire.hire}">
<button id="retry ${hire.hire}" name="action" value="retry" aria-label="Retry ${nameOf(hire)}">Retry</button>
</form>`;
}

function canRetry({ state }: ListedHire): boolean {
  return state === 'parked' || state === 'not-activated' || state === 'invited' || state === 'waiting';
}
