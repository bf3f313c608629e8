import { readConfiguration } from '../../config/read-configuration.ts';
import { digestConfiguration } from '../../infra/digest.ts';
import { Checked } from '../../lambda/operate/answer.ts';
import { askOperate } from '../ask-operate.ts';
import { withProgress } from '../command.ts';
import { sayFindings } from '../say-findings.ts';
import type { Step } from './setup.ts';

/** The function asks with its own rights: that the secrets work from here does not say that they work there. */
export const checkAll: Step = {
  title: 'Check: the stack itself says what works.',
  async run({ file, place, faults, say }) {
    const configuration = readConfiguration(file);
    const connection = await place.connect(configuration);
    const asked = askOperate({ action: 'check' }, Checked, connection);
    const { findings, build } = await withProgress('Checking', asked);
    say(sayFindings(findings));
    if (build !== undefined && build.configuration !== digestConfiguration(configuration))
      say(
        `The stack still has another configuration than ${file}. ${place.isOnAws ? 'Deploy it: npm run deploy' : 'Start `npm start` again to use the new file.'}`,
      );
    if (findings.some(({ verdict }) => verdict === 'wrong'))
      faults.push('The check found something that is not right (✗).');
  },
};
