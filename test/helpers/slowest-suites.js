import { relative } from 'node:path';

const shown = 15;

/** Says at the end of a run of many suites where its time has gone: which suites took longest, and the sum of all. */
export default class SlowestSuites {
  onRunComplete(_, { testResults, startTime }) {
    if (testResults.length <= shown) return;
    const seconds = (ms) => `${(ms / 1000).toFixed(1).padStart(7)} s`;
    const suites = testResults
      .map(({ testFilePath, perfStats }) => ({ path: testFilePath, ms: perfStats.end - perfStats.start }))
      .sort((a, b) => b.ms - a.ms);
    const sumMs = suites.reduce((sum, { ms }) => sum + ms, 0);
    const rest = suites.slice(shown);
    const lines = [
      '',
      'The slowest suites:',
      ...suites.slice(0, shown).map(({ path, ms }) => `${seconds(ms)}  ${relative('.', path)}`),
      `${seconds(rest.reduce((sum, { ms }) => sum + ms, 0))}  the other ${rest.length}`,
      `${seconds(sumMs)}  all of them; side by side they took ${seconds(Date.now() - startTime).trim()}`,
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
  }
}
