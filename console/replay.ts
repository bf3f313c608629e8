import { setTimeout as delay } from 'node:timers/promises';
import { DeadLettersSeen, type Replay, ReplayBegun } from '../lambda/operate/answer.ts';
import { sayReplay } from '../lambda/operate/phrases.ts';
import { readArguments } from '../local/read-arguments.ts';
import { askOperate } from './ask-operate.ts';
import { requireTyped } from './ask-person.ts';
import { NotDone, runCommand, withProgress, wrongArguments } from './command.ts';
import { actOptions } from './hires/arguments.ts';
import { connectToAct, print } from './hires/connect.ts';

/** `npm run replay`: puts all dead letters back on the invite queue, on this machine or on AWS, and waits for that. */

const usage = `npm run replay      tries all hires again whose messages are in the dead-letter queue
For one hire: npm run hires -- retry WHO; for those with one code: npm run hires -- retry --code CODE
  --json           prints JSON
  --aws            the stack on AWS, though one runs on this machine; asks for the number of messages
  --yes            acts on AWS without asking
  --config FILE    the configuration that names the stack; default: hire-invites.json
  PORT=3001 before the command: the local stack on that port, if several run
Exit codes: 0 done, 1 not done, 2 wrong arguments.`;

const lookAgainMs = 500;

await runCommand(usage, async () => {
  const { values } = readArguments({ options: actOptions }, wrongArguments);
  const connection = await connectToAct(values);
  const look = () => askOperate({ action: 'dead-letters' }, DeadLettersSeen, connection);
  const { count, replay: before } = await look();
  if (connection.isOnAws && !values.yes)
    await requireTyped(
      String(count),
      `If the causes are mended, type the number of dead letters (${count}): `,
    );
  await askOperate({ action: 'replay', by: connection.by }, ReplayBegun, connection);
  const replay = await untilOver(async () => {
    const { replay } = await look();
    return replay?.startedAt === before?.startedAt ? undefined : replay;
  });
  if (replay.status !== 'done') throw new NotDone(`The replay ${sayReplay(replay)}.`);
  const { moved } = replay;
  const messages = moved === 1 ? 'message' : 'messages';
  const said =
    moved === 0 ? 'There was nothing to replay.' : `Moved ${moved} ${messages} back to the invite queue.`;
  print({ moved }, said, values);
});

/** @param look gives the replay that was begun, once SQS shows it. */
function untilOver(look: () => Promise<Replay | undefined>): Promise<Replay> {
  let last: Replay | undefined;
  const work = async (): Promise<Replay> => {
    for (;;) {
      last = await look();
      if (last !== undefined && last.status !== 'running') return last;
      await delay(lookAgainMs);
    }
  };
  return withProgress('The replay', work(), async () => (last === undefined ? 'begins' : sayReplay(last)));
}
