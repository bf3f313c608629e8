import * as v from 'valibot';
import { ClockMove, ClockMoved, clockPath } from '../local/routes.ts';
import { askRun } from './ask-run.ts';
import { runCommand, WrongArguments, withProgress } from './command.ts';

/**
 * `npm run clock -- +21d`: moves the clock of the running local stack. Everything due on the way happens at its own
 * time.
 */

const usage = `npm run clock -- +21d      moves the clock of the local stack forward, by days, hours and minutes: +1d12h30m
What is due on the way happens at its moment.
Exit codes: 0 done, 1 not done, 2 wrong arguments.`;

const Duration = v.pipe(
  v.string('How far?'),
  v.regex(
    /^\+(?=\d)(?:\d{1,5}d)?(?:\d{1,5}h)?(?:\d{1,7}m)?$/,
    'A clock moves forward by days, hours and minutes, such as +21d or +1d12h30m.',
  ),
  v.transform((text) => {
    const part = (unit: string) => Number(new RegExp(`(\\d+)${unit}`).exec(text)?.[1] ?? 0);
    return { moveSeconds: ((part('d') * 24 + part('h')) * 60 + part('m')) * 60 };
  }),
  ClockMove,
);

await runCommand(usage, async () => {
  const words = process.argv.slice(2);
  const move = v.safeParse(Duration, words.length === 0 ? undefined : words.join(' '));
  if (!move.success) throw new WrongArguments(move.issues[0].message);
  const moving = askRun(clockPath, move.output, ClockMoved);
  const { now, mails } = await withProgress('The clock moves', moving);
  const sent = mails === undefined ? '' : ` On the way, ${mails} ${mails === 1 ? 'mail' : 'mails'} went out.`;
  console.log(`It is ${now.slice(0, 16).replace('T', ' ')} UTC now.${sent}`);
});
