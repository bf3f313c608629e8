import * as v from 'valibot';
import { ClockMove, ClockMoved, clockPath } from '../routes.ts';
import { askRun, runCommand } from './ask-run.ts';

/**
 * `npm run clock -- +21d`: moves the clock of the running local stack. Everything due on the way happens at its own
 * time.
 */

const Duration = v.pipe(
  v.string('How far? For example: npm run clock -- +21d'),
  v.regex(
    /^\+(?=\d)(?:\d{1,5}d)?(?:\d{1,5}h)?(?:\d{1,7}m)?$/,
    'A clock moves forward by days, hours and minutes, such as +21d or +1d12h30m',
  ),
  v.transform((text) => {
    const part = (unit: string) => Number(new RegExp(`(\\d+)${unit}`).exec(text)?.[1] ?? 0);
    return { moveSeconds: ((part('d') * 24 + part('h')) * 60 + part('m')) * 60 };
  }),
  ClockMove,
);

await runCommand(async () => {
  const [, , duration] = process.argv;
  const { now, mails } = await askRun(clockPath, v.parse(Duration, duration), ClockMoved);
  const sent = mails === undefined ? '' : ` On the way, ${mails} ${mails === 1 ? 'mail' : 'mails'} went out.`;
  console.log(`It is ${now.slice(0, 16).replace('T', ' ')} UTC now.${sent}`);
});
