import { html } from 'hono/html';
import { type MisbehaviourName, misbehaviours } from '../../local/misbehaviours.ts';
import type { OneLoginDesk } from '../../local/onelogin-desk.ts';
import type { Workbench } from '../../local/workbench.ts';
import { sayUtc } from '../find-run.ts';
import { renderForm } from './buttons.ts';
import { type Content, renderSaid, type View } from './frame.ts';
import { renderTime } from './hire.ts';

/** What only a stack on this machine has: its clock, sample hires, and OneLogin's sandbox with its mailbox. */
export function renderLocal({ clock, sources, samples, oneLogin }: Workbench, view: View): Content {
  return html`${renderSaid(view.said)}
<h1>The sandbox</h1>
<p>Nobody here is real, so this page shows addresses. No other page does.</p>
<h2>Clock</h2>
${renderClock(clock, view)}
<h2>Send a sample hire</h2>
${[...sources].map(([source, events]) => renderSource(source, events, view))}
<datalist id="samples">${samples.map(
    ({ employeeId, workEmail, startDate }) =>
      html`<option value="${employeeId}">${workEmail}, starts ${startDate}</option>`,
  )}</datalist>
${oneLogin === undefined ? '' : renderOneLogin(oneLogin, view)}`;
}

const clockMoves = [
  [60 * 60, '+1 hour'],
  ['next', 'To what is due next'],
  [24 * 60 * 60, '+1 day'],
  [21 * 24 * 60 * 60, '+21 days'],
] as const;

function renderClock(clock: Workbench['clock'], view: View): Content {
  const last = clock.last();
  const mails = last === undefined || last === 'failed' ? undefined : last.mails;
  return html`<p>It is <strong>${sayUtc(view.now.toISOString())}</strong>${clock.state() === 'moving' ? ', and the clock is being moved.' : '.'}
${last === 'failed' ? 'The last move broke off.' : ''}
${mails === undefined ? '' : `On the way of the last move, ${mails} ${mails === 1 ? 'mail' : 'mails'} went out.`}</p>
${form(
  'clock',
  html`${clockMoves.map(
    ([by, label]) => html`<button id="clock-${by}" name="by" value="${String(by)}">${label}</button>`,
  )}`,
  view,
)}`;
}

function renderSource(source: string, events: readonly string[], view: View): Content {
  const field = (name: string, label: string, type: string) =>
    html`<label for="${source}-${name}">${label}</label><input id="${source}-${name}" name="${name}" type="${type}" autocomplete="off">`;
  return html`<section class="card" aria-label="${source}"><h3>${source}</h3>
${form(
  'send',
  html`<input type="hidden" name="source" value="${source}">
<label for="${source}-employeeId">Who</label>
<input id="${source}-employeeId" name="employeeId" value="101" list="samples" required autocomplete="off">
${events.map(
  (event) =>
    html`<button id="${source}-${event}" name="event" value="${event}" aria-label="Send from ${source}: ${event}">${event}</button>`,
)}
<details id="${source}-other"><summary>Somebody else, or with other data</summary>
${field('workEmail', 'Work address', 'email')}
${field('personalEmail', 'Personal address', 'email')}
${field('startDate', 'Start date', 'date')}
</details>`,
  view,
)}</section>`;
}

function renderOneLogin(oneLogin: OneLoginDesk, view: View): Content {
  const { mails, users } = oneLogin;
  return html`<h2>Mailbox</h2>
${mails.length === 0 ? html`<p>No mail went out yet.</p>` : ''}
<ol class="hires" aria-label="Mails, the latest first">${mails.map((_, index) => renderMail(index, oneLogin, view)).toReversed()}</ol>
<h2>OneLogin</h2>
${renderMisbehaviour(oneLogin.misbehaviour(), view)}
<h3>Users</h3>
<ul class="hires">${users.map((user) => renderUser(user, view))}</ul>
${form(
  'add-user',
  html`<label for="email">A new user’s work address</label>
<input id="email" name="email" type="email" required autocomplete="off"><button id="add-user">Add</button>`,
  view,
)}`;
}

function renderMail(index: number, { mails, linkLivesUntil }: OneLoginDesk, view: View): Content {
  const mail = mails[index];
  if (mail === undefined) return html``;
  const until = linkLivesUntil(mail);
  const isAlive = view.now.getTime() < until;
  return html`<li><h3>${mail.to}</h3>
<p>${renderTime(mail.at, view.now)}, an invite for ${mail.user}${mail.personal ? ', at the personal address' : ''}. Its link
${isAlive ? 'works until' : 'has expired:'} ${renderTime(new Date(until).toISOString(), view.now)}.</p>
${
  isAlive
    ? form(
        'open-link',
        html`<input type="hidden" name="mail" value="${String(index)}">
<button id="mail-${String(index)}" aria-label="Open the link of the mail to ${mail.to}">Open the link</button>`,
        view,
      )
    : ''
}</li>`;
}

function renderMisbehaviour(current: MisbehaviourName | undefined, view: View): Content {
  const now = current === undefined ? 'works as usual' : misbehaviours[current].says;
  return html`<p>OneLogin <strong>${now}</strong>.</p>
${form(
  'misbehave',
  html`<label for="way">From now on OneLogin</label>
<select id="way" name="way">${Object.entries(misbehaviours).map(
    ([way, { says }]) => html`<option value="${way}" ${way === current ? 'selected' : ''}>${says}</option>`,
  )}</select><button id="misbehave">Begin</button>`,
  view,
)}
${current === undefined ? '' : form('behave', html`<button id="behave">Back to normal</button>`, view)}`;
}

const statuses: Readonly<Record<number, string>> = { 0: 'not activated', 1: 'active', 2: 'suspended' };
const labels = { suspend: 'Suspend', reactivate: 'Reactivate', remove: 'Remove' } as const;

function renderUser({ email, status }: OneLoginDesk['users'][number], view: View): Content {
  const changes = [status === 2 ? 'reactivate' : 'suspend', 'remove'] as const;
  return html`<li><h4>${email}</h4><p>${statuses[status] ?? `status ${status}`}</p>
${renderForm(
  view,
  html`<input type="hidden" name="email" value="${email}">${changes.map(
    (change) =>
      html`<button id="${change}-${email}" name="action" value="${change}" aria-label="${labels[change]}: ${email}">${labels[change]}</button>`,
  )}`,
  '/local',
)}</li>`;
}

function form(action: string, content: Content, view: View): Content {
  return renderForm(view, html`<input type="hidden" name="action" value="${action}">${content}`, '/local');
}
