import { html } from 'hono/html';
import { renderForm } from './buttons.ts';
import { type Content, renderSaid, type View } from './frame.ts';

/** To invite somebody whom no HR system announces. */
export function renderInvite(view: View): Content {
  const { workEmail = '', personalEmail = '' } = view.said?.typed ?? {};
  return html`${renderSaid(view.said)}
<h1>Invite somebody by hand</h1>
<p>For somebody whom no HR system announces. The invite goes out at once, and nobody is mailed twice. This is a right of its
own: the policy of the output <code>InvitePolicyArn</code>.</p>
${renderForm(
  view,
  html`<label for="workEmail">Work address</label>
<input id="workEmail" name="workEmail" type="email" required autocomplete="off" value="${workEmail}">
<label for="personalEmail">Personal address, if the mail goes there</label>
<input id="personalEmail" name="personalEmail" type="email" autocomplete="off" value="${personalEmail}">
<button name="action" value="invite">Invite</button>`,
)}`;
}
