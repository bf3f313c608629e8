import { isHandCode } from '../../lambda/hire/needs-hand.ts';
import { isOutcomeCode, outcomeCodes } from '../../lambda/hire/outcomes.ts';
import type { ListedHire } from '../../lambda/operate/answer.ts';
import { isRetriedTogether } from '../../lambda/operate/retried-together.ts';
import { requireTyped } from '../ask-person.ts';
import { NotDone, readWord, withProgress } from '../command.ts';
import type { Connection } from '../connection.ts';
import { type TriedAgain, tryAgain } from '../try-again.ts';
import type { StackOptions } from './arguments.ts';
import { connectToAct, print } from './connect.ts';
import { listHires, showReading } from './pages.ts';

/** `hires retry --code CODE`, `--all`: first counts the hires, then asks for their number, then tries them again. */
export async function retryMany(
  code: string | undefined,
  options: StackOptions & { yes: boolean },
): Promise<void> {
  if (code !== undefined && !isHandCode(code) && !isOutcomeCode(code)) readWord(code, outcomeCodes);
  const connection = await connectToAct(options);
  const meant = await listMeant(code, connection);
  if (meant.length === 0)
    return print({ retried: [], refused: [] }, 'There is nothing to try again.', options);
  console.error(sayCounts(meant));
  if (!options.yes) {
    const count = String(meant.length);
    await requireTyped(count, `If the cause is mended, type their number (${count}): `);
  }
  const done = await tryAgain(code, connection, (tried, work) =>
    withProgress(`${tried} of ${meant.length} tried again`, work),
  );
  print(done, sayDone(done, meant.length), options);
  if (done.stopped !== undefined) throw new NotDone(`It ended before all were tried: ${done.stopped}`);
  const left = done.refused.length;
  if (left > 0) throw new NotDone(left === 1 ? 'One could not be done.' : `${left} could not be done.`);
}

async function listMeant(code: string | undefined, connection: Connection): Promise<ListedHire[]> {
  const needing = await listHires('needs-hand', connection, showReading);
  return needing.filter((hire) => isRetriedTogether(hire, code));
}

function sayCounts(hires: readonly ListedHire[]): string {
  const counts = new Map<string, number>();
  for (const { code = '' } of hires) counts.set(code, (counts.get(code) ?? 0) + 1);
  const lines = [...counts].map(([code, count]) => `${String(count).padStart(6)} ${code}`);
  return [`${sayHires(hires.length)} to try again`, ...lines].join('\n');
}

function sayDone({ retried, refused, stopped }: TriedAgain, count: number): string {
  const others = count - retried.length - refused.length;
  return [
    `Tried again now: ${retried.length}. What comes of it: npm run hires`,
    ...(others > 0 && stopped === undefined ? [`Were tried by themselves meanwhile: ${others}.`] : []),
    ...refused.map(({ hire, code, message }) => `  ${hire}   ${code}   ${message}`),
  ].join('\n');
}

function sayHires(count: number): string {
  return count === 1 ? '1 hire' : `${count} hires`;
}
