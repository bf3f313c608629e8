import { presets } from '../../config/presets/index.ts';
import { readConfiguration } from '../../config/read-configuration.ts';
import { NotDone } from '../command.ts';
import type { Step } from './setup.ts';

/** It comes before the secrets: some HR systems show the key of a webhook only once they know its address. */
export const giveAddress: Step = {
  title: 'HR system: which address to give it.',
  async run({ file, place, asker, say }) {
    const { sources } = readConfiguration(file);
    for (const [source, { type }] of Object.entries(sources)) {
      const title = presets[type]?.title ?? source;
      const address = place.addressOf(source);
      say(
        address === undefined
          ? `${title}: its address is in the outputs of the stack, as Step2…Address.`
          : `${title}: give it this address for its webhook:\n\n    ${address}\n`,
      );
    }
    if (!place.isOnAws) return say('Nothing to do on this machine: a sandbox stands in for the HR system.');
    const pages = new Set(Object.values(sources).map(({ type }) => `docs/hr-systems/${type}.md`));
    say(`What to click there, and which events to choose: ${[...pages].join(', ')}.`);
    const question = 'Does the HR system have the address, and is the key of the webhook at hand?';
    if (asker === undefined || (await asker.confirm(question))) return;
    throw new NotDone('Give the HR system its address first. The same command goes on from there.');
  },
};
