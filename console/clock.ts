import * as v from 'valibot';
import { readArguments } from '../local/read-arguments.ts';
import { ClockMove, ClockMoved, clockPath } from '../local/requests.ts';
import { askRun } from './ask-run.ts';
import { runCommand, WrongArguments, withProgress, wrongArguments } from './command.ts';
import { readRun, requireRun, sayUtc } from './find-run.ts';

/**
 * `npm run clock -- +21d`: moves the clock of the running local stack. Everything due on the way happens at its own
 * time.
 */

const usage = `npm run clock -- +21d      moves the clock of the local stack forward, by days, hours and minutes: +1d12h30m
What is due on the way happens at its moment. Other commands work meanwhile.
  --json    prints JSON
  PORT=3001 before the command: the stack on that port, if several run
Exit codes: 0 done, 1 not done, 2 wrong arguments.`;

const forward = 'A clock moves forward by days, hours and minutes, such as +21d or +1d12h30m.';

const Duration = v.pipe(
  v.string('How far?'),
  v.regex(/^\+(?=\d)(?:\d{1,5}d)?(?:\d{1,5}h)?(?:\d{1,7}m)?$/, forward),
  v.transform((text) => {
    const part = (unit: string) => Number(new RegExp(`(\\d+)${unit}`).exec(text)?.[1] ?? 0);
    return { moveSeconds: ((part('d') * 24 + part('h')) * 60 + part('m')) * 60 };
  }),
  ClockMove,
);

await runCommand(usage, async () => {
  const options = { json: { type: 'boolean', default: false } } as const;
  const refuse = (why: string) => wrongArguments(/'-\d/.test(why) ? forward : why);
  const { values, positionals } = readArguments({ options, allowPositionals: true }, refuse);
  const move = v.safeParse(Duration, positionals.length === 0 ? undefined : positionals.join(' '));
  if (!move.success) throw new WrongArguments(move.issues[0].message);
  const run = await requireRun();
  const moved = await withProgress(
    'The clock moves',
    askRun(run, clockPath, move.output, ClockMoved),
    async () => sayUtc((await readRun(run.url)).now),
  );
  const { now, mails } = moved;
  const sent = mails === undefined ? '' : ` On the way, ${mails} ${mails === 1 ? 'mail' : 'mails'} went out.`;
  console.log(values.json ? JSON.stringify(moved) : `It is ${sayUtc(now)} now.${sent}`);
});
