import { expect, test } from '@jest/globals';
import { refuseSwallowed } from '../../local/swallowed-flags.ts';

const flags = ['local', 'only', 'yes', 'no-wait', 'name', 'hr-system'];

test.each([
  [{ npm_config_local: 'true' }, '--local'],
  [{ npm_config_hr_system: 'deel', npm_config_local: 'true' }, '--local --hr-system'],
  [{ npm_config_wait: '' }, '--no-wait'],
])('what npm kept for itself is refused: %j', (environment, words) => {
  const why = `npm kept ${words} for itself. Write: npm run setup -- ${words}`;
  expect(() => refuseSwallowed(flags, Error, environment)).toThrow(why);
});

test('npm’s own settings do not matter', () => {
  const environment = {
    npm_config_local_prefix: '/home/it/hire-invites',
    npm_config_name: 'somebody',
    npm_config_only: 'prod',
    npm_config_yes: 'true',
    npm_config_wait: 'true',
    npm_config_local: '',
  };
  expect(() => refuseSwallowed(flags, Error, environment)).not.toThrow();
});
