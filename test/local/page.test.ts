import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { renderPage } from '../../local/page.ts';
import { homeMadeHire, startInvite } from '../helpers/invite.ts';

let invite: Awaited<ReturnType<typeof startInvite>>;
beforeEach(async () => {
  invite = await startInvite();
});
afterEach(() => invite.close());

test('the page lists the hires, and passes over the item of the brake in the same table', async () => {
  await invite.parts.brake.countFirstMail();
  await invite.deliver(invite.message(homeMadeHire('7', { workEmail: 'ada@acme.example' })));
  const page = await renderPage(invite.dynamoDb, 'hires');
  expect([...page.matchAll(/<tr><td>([^<]*)/g)].map(([, hire]) => hire)).toEqual(['home-made//7']);
});
