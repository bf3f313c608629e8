import { Checked } from '../../lambda/operate/answer.ts';
import { askOperate } from '../ask-operate.ts';
import { withProgress } from '../command.ts';
import { sayFindings } from '../say-findings.ts';
import { noWord, readOptions, stackOptions } from './arguments.ts';
import { connectToLook, print } from './connect.ts';

/** `hires check`: asks OneLogin and the HR systems whether the set-up works. It changes nothing. */
export async function check(args: string[]): Promise<void> {
  const { values, positionals } = readOptions(args, stackOptions);
  noWord(positionals);
  const connection = await connectToLook(values);
  const { findings } = await withProgress('Checking', askOperate({ action: 'check' }, Checked, connection));
  print(findings, sayFindings(findings), values);
  if (findings.some(({ verdict }) => verdict === 'wrong')) process.exitCode = 1;
}
