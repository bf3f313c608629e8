import { expect, test } from '@jest/globals';
import { type Swept, saySwept } from '../../console/say-swept.ts';

const counts = { unreadableIds: 0, unreadableDates: 0, hiddenDates: 0 };
const swept: Swept = {
  dryRun: false,
  sources: [
    {
      source: 'bamboohr',
      ended: 'FINISHED',
      asked: 5,
      inWindow: 1,
      queued: ['bamboohr//105'],
      moved: [],
      ...counts,
    },
    { source: 'hibob', ended: 'RATE_LIMITED', asked: 1, inWindow: 0, queued: [], moved: [], ...counts },
  ],
  woken: ['bamboohr//7'],
  asleep: [],
  oneLogin: { ended: 'FINISHED', asked: 2, missed: ['31'] },
};

test('a sweep is told in words: what each HR system has, and what became of it', () => {
  expect(saySwept(swept).split('\n')).toEqual([
    'bamboohr: 5 employees listed, 1 of them about to start or just started; queued: bamboohr//105',
    'hibob: 1 employee listed, 0 of them about to start or just started; not finished: RATE_LIMITED',
    'OneLogin: 2 users looked at; announced by nobody: 31',
    'Woken, because the wake-up was lost: bamboohr//7',
  ]);
});

test('a dry run says that nothing was done', () => {
  const said = saySwept({ ...swept, dryRun: true });
  expect(said).toMatch(/^Nothing was done: this was a dry run\./);
  expect(said).toContain('to be queued: bamboohr//105');
  expect(said).toContain('To be woken, because the wake-up was lost: bamboohr//7');
});

test('what the HR system does not show is counted', () => {
  const [source] = swept.sources.map((one) => ({ ...one, unreadableDates: 2, hiddenDates: 1 }));
  expect(saySwept({ ...swept, sources: source === undefined ? [] : [source] })).toContain(
    '; 2 start dates cannot be read; 1 start date hidden from the API key',
  );
});

test('without a list to ask, and without OneLogin, there is little to say', () => {
  const { oneLogin, ...others } = swept;
  expect(saySwept({ ...others, sources: [], woken: [], asleep: ['workday//9'] })).toBe(
    'No source has a list of employees.\nAsleep, to be sent again by the HR system: workday//9',
  );
});
