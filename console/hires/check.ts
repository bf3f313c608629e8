import { Checked } from '../../lambda/operate/answer.ts';
import { askOperate } from '../ask-operate.ts';
import { withProgress } from '../command.ts';
import { noWord, readOptions, stackOptions } from './arguments.ts';
import { connectToLook, print } from './connect.ts';

/** `hires check`: asks OneLogin and the HR systems whether the set-up works. It changes nothing. */
export async function check(args: string[]): Promise<void> {
  const { values, positionals } = readOptions(args, stackOptions);
  noWord(positionals);
  const connection = await connectToLook(values);
  const { findings } = await withProgress('Checking', askOperate({ action: 'check' }, Checked, connection));
  print(findings, findings.map(sayFinding).join('\n'), values);
  if (findings.some(({ verdict }) => verdict === 'wrong')) process.exitCode = 1;
}

const marks = { ok: '✓', wrong: '✗', unknown: '?' } as const;

export function sayFinding({ subject, verdict, message, whatToDo }: Checked['findings'][number]): string {
  const toDo = whatToDo === undefined ? '' : `\n  → ${whatToDo}`;
  return `${marks[verdict]} ${subject}: ${message}${toDo}`;
}
