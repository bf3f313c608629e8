import { RetriedMany } from '../lambda/operate/answer.ts';
import type { OperateRequest } from '../lambda/operate/request.ts';
import { askOperate } from './ask-operate.ts';
import { explain } from './command.ts';
import type { Connection } from './connection.ts';

export interface TriedAgain {
  /** The row keys of the hires that are tried again now. */
  retried: string[];
  refused: RetriedMany['refused'];
  /** Why it ended before all were tried. */
  stopped?: string;
}

/**
 * Tries all hires again that need a hand, however often the function has to be asked until it is through.
 * @param code only those that need a hand with this code.
 * @param show shows a person that a part of the work is under way, and how many were tried before it.
 * @throws the errors of `askOperate`, if nothing was tried yet.
 */
export async function tryAgain(
  code: string | undefined,
  connection: Connection,
  show: (tried: number, work: Promise<RetriedMany>) => Promise<RetriedMany> = (_, work) => work,
): Promise<TriedAgain> {
  const retried = new Set<string>();
  const refused = new Map<string, RetriedMany['refused'][number]>();
  let from: RetriedMany['next'];
  do {
    const request: OperateRequest = {
      action: 'retry-many',
      by: connection.by,
      ...(code !== undefined && { code }),
      ...(from && { from }),
    };
    try {
      const answer = await show(retried.size, askOperate(request, RetriedMany, connection));
      for (const hire of answer.retried) retried.add(hire);
      for (const one of answer.refused) refused.set(one.hire, one);
      from = answer.next;
    } catch (error) {
      // A person has to know of those that were tried.
      if (from === undefined) throw error;
      return { ...summarize(retried, refused), stopped: explain(error) };
    }
  } while (from !== undefined);
  return summarize(retried, refused);
}

function summarize(
  retried: ReadonlySet<string>,
  refused: ReadonlyMap<string, RetriedMany['refused'][number]>,
): TriedAgain {
  return { retried: [...retried], refused: [...refused.values()].filter(({ hire }) => !retried.has(hire)) };
}
