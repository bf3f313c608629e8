import type { Context } from 'aws-lambda';
import * as v from 'valibot';
import type { Log } from '../aws/log.ts';
import { type Listed, type Refused, type Retried, refuse, type Shown } from './answer.ts';
import { showHire } from './describe-hire.ts';
import { type FindParts, findHire } from './find-hire.ts';
import { type ListParts, listHires } from './list-hires.ts';
import { OperateRequest, rights } from './request.ts';
import { type RetryContext, type RetryParts, retryHire } from './retry-hire.ts';

/** The parts that `operate` is made of. */
export interface OperateParts extends ListParts, RetryParts {
  find: FindParts;
  log: Log;
}

export type OperateAnswer = Listed | v.InferOutput<typeof Shown> | Retried | Refused;

type OperateContext = Pick<Context, 'awsRequestId' | 'invokedFunctionArn' | 'getRemainingTimeInMillis'>;

/** A page of the table, or of the dead-letter queue, with what follows from it. */
const leastMs = 10 * 1000;

/**
 * Everything that a person may ask or do, behind IAM: who may invoke which alias is who may do what. It throws only the
 * errors of AWS; anything else that speaks against a request is an answer.
 */
export function createOperate(parts: OperateParts) {
  return async (event: unknown, context: OperateContext): Promise<OperateAnswer> => {
    const parsed = v.safeParse(OperateRequest, event);
    if (!parsed.success) return refuse('REQUEST_UNREADABLE', sayUnreadable(parsed.issues));
    const request = parsed.output;
    const alias = context.invokedFunctionArn.split(':')[7] ?? '';
    if (rights[alias]?.includes(request.action) !== true)
      return refuse('NOT_ALLOWED', `"${request.action}" is not done by the alias "${alias}".`);
    const run = {
      requestId: context.awsRequestId,
      hasTime: () => context.getRemainingTimeInMillis() >= leastMs,
    };
    return carryOut(request, run, parts);
  };
}

async function carryOut(
  request: OperateRequest,
  run: RetryContext,
  parts: OperateParts,
): Promise<OperateAnswer> {
  if (request.action === 'list') return listHires(request, parts, run.hasTime);
  const found = await findHire(request, parts.find);
  if ('ok' in found) return found;
  if (request.action === 'show')
    return { ok: true, hire: showHire(found.row, parts.settings, parts.nowMs()) };
  return audited(request, String(found.row['hire']), run, parts);
}

/** Each act leaves a line in the log, also one that fails. */
async function audited(
  { action, by = 'unknown' }: Extract<OperateRequest, { action: 'retry' }>,
  hire: string,
  run: RetryContext,
  parts: OperateParts,
): Promise<OperateAnswer> {
  let code = 'FAILED';
  try {
    const answer = await retryHire(hire, run, parts);
    code = answer.ok ? 'DONE' : answer.code;
    return answer;
  } finally {
    parts.log.info('operator acted', { requestId: run.requestId, action, hire, by, code });
  }
}

/** Only the paths: a value may be an address. */
function sayUnreadable(issues: readonly v.BaseIssue<unknown>[]): string {
  const paths = issues.map((issue) => v.getDotPath(issue) ?? 'the request');
  return `Not understood: ${[...new Set(paths)].join(', ')}.`;
}
