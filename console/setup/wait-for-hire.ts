import { setTimeout as delay } from 'node:timers/promises';
import type { Configuration } from '../../config/configuration.ts';
import { presets } from '../../config/presets/index.ts';
import { readConfiguration } from '../../config/read-configuration.ts';
import { type HireInList, Shown } from '../../lambda/operate/answer.ts';
import { createSampleHires } from '../../local/sample-hire.ts';
import { askOperate } from '../ask-operate.ts';
import { NotDone, withProgress } from '../command.ts';
import type { Connection } from '../connection.ts';
import { listHires } from '../hires/pages.ts';
import { sayHire } from '../say-hires.ts';
import type { Place, Setup, Step } from './setup.ts';

/** A secret that signs webhooks is proved by nothing but a webhook. */
export const waitForHire: Step = {
  title: 'Test hire: one goes all the way.',
  async run({ file, place, asker, waits, faults, say }) {
    const configuration = readConfiguration(file);
    const { sendSample } = place;
    if (sendSample === undefined) say(howToSend(configuration));
    if (sendSample === undefined && !waits) return;
    const connection = await place.connect(configuration);
    const before = await listHires('all', connection);
    const isOnItsWay =
      sendSample === undefined || (await sendOne(sendSample, before, { configuration, asker, say }));
    if (!isOnItsWay) return;
    const arrived = await withProgress('Waiting for it', untilNew(before, connection, configuration, place));
    if (arrived === undefined) return say('Nobody has come yet. To look later: npm run hires');
    const { hire } = await askOperate({ action: 'show', hire: arrived.hire }, Shown, connection);
    say(sayHire(hire, connection.now()));
    if (hire.needsHand) faults.push('The test hire needs a hand.');
  },
};

function howToSend({ sources }: Configuration): string {
  const titles = Object.entries(sources).map(([source, { type }]) => presets[type]?.title ?? source);
  return [
    `In ${titles.join(' or ')}, create a test employee who starts today or has started, with the work address of a`,
    'OneLogin user who is not active yet. It is a real invite: give an address that you can read.',
    'With "invite": { "dryRun": true } in the configuration, everything happens except the mail.',
    'This command ends once the hire is here. Ctrl+C ends it too: everything else is done.',
  ].join('\n');
}

/** @returns whether one was sent. @throws NotDone if it was refused. */
async function sendOne(
  send: NonNullable<Place['sendSample']>,
  before: readonly HireInList[],
  { configuration, asker, say }: Pick<Setup, 'asker' | 'say'> & { configuration: Configuration },
): Promise<boolean> {
  const [source = ''] = Object.keys(configuration.sources);
  const sample = createSampleHires(configuration.invite, Date.now()).find(
    ({ employeeId }) => !before.some((hire) => hire.employeeId === employeeId && hire.source === source),
  );
  if (sample === undefined) {
    say('All the sample hires were sent before. A stack that is started anew knows none of them.');
    return false;
  }
  const { employeeId } = sample;
  const same = `npm run send -- ${employeeId}`;
  if (asker !== undefined && !(await asker.confirm(`Send a sample hire, as ${source} would (${same})?`)))
    return false;
  const { status, answer, isAccepted } = await send(source, employeeId);
  say(`${source} said that ${employeeId} was created: ${status} ${answer}`);
  if (!isAccepted)
    throw new NotDone(
      `Nothing is on the queue. If it was not authentic, the secret of the webhook is wrong.`,
    );
  return true;
}

/**
 * A hire of one of the sources who was not there before, once it is clear what becomes of it.
 * @returns undefined if the person stops waiting, by Ctrl+C.
 */
async function untilNew(
  before: readonly HireInList[],
  connection: Connection,
  { sources }: Configuration,
  { isOnAws }: Place,
): Promise<HireInList | undefined> {
  const known = new Set(before.map(({ hire }) => hire));
  const stopped = new AbortController();
  const stop = () => stopped.abort();
  process.once('SIGINT', stop);
  try {
    while (!stopped.signal.aborted) {
      const found = (await listHires('all', connection)).find(
        ({ hire, source, code }) => !known.has(hire) && Object.hasOwn(sources, source) && code !== undefined,
      );
      if (found !== undefined) return found;
      await delay(isOnAws ? 3000 : 250, undefined, stopped).catch(() => undefined);
    }
    return undefined;
  } finally {
    process.off('SIGINT', stop);
  }
}
