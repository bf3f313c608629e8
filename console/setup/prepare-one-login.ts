import { NotDone } from '../command.ts';
import type { Step } from './setup.ts';

/** What only an administrator of OneLogin can do, in its own pages. */
export const prepareOneLogin: Step = {
  title: 'OneLogin: what to prepare there.',
  async run({ place, asker, say }) {
    if (!place.isOnAws)
      return say(
        `Nothing on this machine: a sandbox stands in for OneLogin. On AWS you would do this:\n${clicks}`,
      );
    say(clicks);
    if (asker === undefined || (await asker.confirm('Is that done, and is the credential at hand?'))) return;
    throw new NotDone('Prepare OneLogin first. The same command goes on from there.');
  },
};

/** https://onelogin.service-now.com/support?id=kb_article&sysparm_article=KB0010550 (read 2026-11). */
const clicks = [
  '  1. Users → Policies → the policy that new users get: switch on "Allow users to update their directory password".',
  '     Without it the person cannot choose a password by the link.',
  '  2. Developers → API Credentials → New Credential, with the scope "Manage All". The invite call takes no smaller one.',
  '     Keep its client ID and client secret at hand: they are asked for below.',
].join('\n');
