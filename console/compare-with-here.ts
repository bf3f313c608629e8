import type { Build } from '../lambda/aws/build.ts';
import type { Checked, Finding } from '../lambda/operate/answer.ts';
import { fine, unproved } from '../lambda/operate/check/finding.ts';
import type { Connection } from './connection.ts';
import { sayUtc } from './find-run.ts';

/** What only this machine can say of a stack: whether what runs there is what is here, and whether the clocks agree. */

type Where = Pick<Connection, 'isOnAws'>;

export function compareBuild({ build, deployedAt }: Checked, here: Build, { isOnAws }: Where): Finding {
  const subject = 'deployment';
  if (build === undefined) return unproved(subject, 'BUILD_UNKNOWN', 'It does not say what was deployed.');
  const since = deployedAt === undefined ? '' : `, deployed ${sayUtc(deployedAt)}`;
  const runs = `Version ${build.version}${since}, runs there`;
  const what = [
    ...(build.code === here.code ? [] : ['code']),
    ...(build.configuration === here.configuration ? [] : ['configuration']),
  ];
  if (what.length === 0)
    return fine(subject, 'SAME_AS_HERE', `${runs}, with the code and the configuration that are here.`);
  return {
    subject,
    code: 'NOT_AS_HERE',
    verdict: 'wrong',
    message: `${runs}, with another ${what.join(' and another ')} than here (version ${here.version}).`,
    whatToDo: isOnAws
      ? 'Deploy what is here: `npm run deploy`. If a newer version runs there, get that one. --config names another configuration.'
      : 'Start `npm start` again. --config names another configuration.',
  };
}

/** Nobody notices less, and AWS refuses calls beyond five minutes. */
const mostApartMs = 30 * 1000;

/** @param during in milliseconds since 1970 by the clock of this machine: the clock there was read in between. */
export function compareClocks(
  { now }: Pick<Checked, 'now'>,
  { sentAt, answeredAt }: { sentAt: number; answeredAt: number },
  { isOnAws }: Where,
): Finding {
  const subject = 'clock';
  const there = Date.parse(now);
  const aheadMs = there > answeredAt ? there - answeredAt : Math.min(there - sentAt, 0);
  const apart = `${Math.round(Math.abs(aheadMs) / 1000)} seconds`;
  if (Math.abs(aheadMs) <= mostApartMs)
    return fine(subject, 'CLOCKS_AGREE', `It is within ${apart} of the one here.`);
  if (!isOnAws) return fine(subject, 'CLOCK_MOVED', `It was moved, and says ${sayUtc(now)}.`);
  return {
    subject,
    code: 'CLOCKS_DIFFER',
    verdict: 'wrong',
    message: `The clock of this machine is ${apart} ${aheadMs > 0 ? 'behind' : 'ahead'}.`,
    whatToDo: 'Let this machine set its clock by itself (NTP). The one of AWS is right.',
  };
}
