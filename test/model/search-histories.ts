import fc from 'fast-check';
import { type History, histories } from './history.ts';
import { runHistory } from './run-history.ts';

export interface Found {
  broken: boolean;
  /** For a person: how many histories kept every promise, or the shortest that did not, told step by step. */
  report: string;
}

/** Looks for a history that breaks a promise, and for the shortest such one. The seed gives the same histories again. */
export async function searchHistories(options: {
  histories: number;
  seed: number;
  /** Default: true. */
  shrinks?: boolean;
}): Promise<Found> {
  const { histories: numRuns, seed, shrinks = true } = options;
  const total = { calls: 0, mails: 0, laterMails: 0, askedMails: 0, secondMails: 0 };
  const property = fc.asyncProperty(histories, async (history) => {
    const { calls, mails, laterMails, askedMails, secondMails } = await runHistory(history);
    total.calls += calls;
    total.mails += mails.length;
    total.laterMails += laterMails;
    total.askedMails += askedMails;
    total.secondMails += secondMails;
  });
  const {
    failed,
    counterexample,
    numRuns: runs,
  } = await fc.check(property, { numRuns, seed, endOnFailure: !shrinks });
  if (failed && counterexample !== null) {
    const [history] = counterexample;
    return { broken: true, report: `seed ${seed}, history ${runs}:\n${await tell(history)}` };
  }
  const { calls, mails, laterMails, askedMails, secondMails } = total;
  const report = `seed ${seed}: ${runs} histories with ${calls} calls kept every promise; ${mails} mails, ${laterMails} of them after the link of the one before was dead, ${askedMails} asked for by the operator, ${secondMails} the documented second one`;
  return { broken: failed, report };
}

async function tell(history: History): Promise<string> {
  const story: string[] = [];
  const end = await runHistory(history, story).then(
    () => 'kept every promise',
    (error: unknown) => String(error),
  );
  return [JSON.stringify(history), ...story, end].join('\n');
}
