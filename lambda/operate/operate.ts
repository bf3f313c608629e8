import type { Context } from 'aws-lambda';
import * as v from 'valibot';
import type { Log } from '../aws/log.ts';
import { NewerRow } from '../aws/versioned-table.ts';
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
  if (isRefused(found)) return found;
  if (request.action === 'show') return { ok: true, hire: showHire(found, parts.settings, parts.nowMs()) };
  const hire = String(found['hire']);
  const answer = await orUnreadable(retryHire(hire, run, parts));
  const { requestId } = run;
  const code = answer.ok ? 'DONE' : answer.code;
  const { action, by = 'unknown' } = request;
  parts.log.info('operator acted', { requestId, action, hire, by, code });
  return answer;
}

function isRefused(found: Readonly<Record<string, unknown>> | Refused): found is Refused {
  return 'ok' in found;
}

async function orUnreadable<Answer>(answer: Promise<Answer>): Promise<Answer | Refused> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof NewerRow)
      return refuse(
        'ROW_UNREADABLE',
        'A newer version of Hire Invites has written this row. Deploy it again.',
      );
    if (v.isValiError(error)) return refuse('ROW_UNREADABLE', 'The row of this hire cannot be read.');
    throw error;
  }
}

/** Only the paths: a value may be an address. */
function sayUnreadable(issues: readonly v.BaseIssue<unknown>[]): string {
  const paths = issues.map((issue) => v.getDotPath(issue) ?? 'the request');
  return `Not understood: ${[...new Set(paths)].join(', ')}.`;
}
