import { readConfiguration } from '../../config/read-configuration.ts';
import { Checked } from '../../lambda/operate/answer.ts';
import { askOperate } from '../ask-operate.ts';
import { withProgress } from '../command.ts';
import { sayFindings } from '../say-findings.ts';
import type { Step } from './setup.ts';

/** The function asks with its own rights: that the secrets work from here does not say that they work there. */
export const checkAll: Step = {
  title: 'Check: the stack itself says what works.',
  async run({ file, place, say }) {
    const connection = await place.connect(readConfiguration(file));
    const asked = askOperate({ action: 'check' }, Checked, connection);
    const { findings } = await withProgress('Checking', asked);
    say(sayFindings(findings));
    if (findings.some(({ verdict }) => verdict === 'wrong')) process.exitCode = 1;
  },
};
