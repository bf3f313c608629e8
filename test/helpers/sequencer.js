import Sequencer from '@jest/test-sequencer';

/** The suites that take longest, first: the workers then end together. */
const longest = [
  'test/chaos/chaos.test.ts',
  'test/upgrade/upgrade.test.ts',
  'test/local/start.test.ts',
  'test/model/seeded-bugs.test.ts',
  'test/model/model.test.ts',
  'test/console/doctor.test.ts',
  'test/infra/platform.test.ts',
  'test/whole-big-body.test.ts',
  'test/whole-path.test.ts',
  'test/try/agreement.test.ts',
  'test/model/right-moment.test.ts',
  'test/rate-limit.test.ts',
];

export default class LongestFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const found = longest.findIndex((name) => path.endsWith(name));
      return found < 0 ? longest.length : found;
    };
    return [...tests].sort((a, b) => rank(a) - rank(b) || a.path.localeCompare(b.path));
  }
}
