import { readConfiguration } from '../../config/read-configuration.ts';
import type { Step } from './setup.ts';

export const deploy: Step = {
  title: 'Deployment: brings the stack up to date with the configuration.',
  run: (setup) => setup.place.deploy(readConfiguration(setup.file), setup),
};
