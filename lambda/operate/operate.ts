import type { Context } from 'aws-lambda';
import * as v from 'valibot';
import { createTimeBudget } from '../http/time-budget.ts';
import { type ActParts, act, type Done } from './act.ts';
import {
  type Checked,
  type Counted,
  type Exported,
  type Listed,
  type Previewed,
  type Refused,
  refuse,
  type Shown,
} from './answer.ts';
import { type CheckParts, check } from './check/check.ts';
import { type CountParts, countHires } from './count-hires.ts';
import { showHire } from './describe-hire.ts';
import { exportHires } from './export-hires.ts';
import { findHire } from './find-hire.ts';
import type { InviteContext } from './invite-by-hand.ts';
import { listHires } from './list-hires.ts';
import { preview } from './preview.ts';
import { isAllowed, OperateRequest } from './request.ts';
import { readStandingPause } from './standing-pause.ts';

/** The parts that `operate` is made of. */
export interface OperateParts extends CountParts, ActParts {
  settings: CountParts['settings'] & ActParts['settings'];
  check: CheckParts;
}

export type OperateAnswer =
  | Listed
  | Exported
  | Counted
  | v.InferOutput<typeof Shown>
  | Previewed
  | Checked
  | Done
  | Refused;

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
    if (!isAllowed(alias, request.action))
      return refuse('NOT_ALLOWED', `"${request.action}" is not done by the alias "${alias}".`);
    const run = {
      requestId: context.awsRequestId,
      hasTime: () => context.getRemainingTimeInMillis() >= leastMs,
      budget: createTimeBudget(() => context.getRemainingTimeInMillis()),
    };
    return carryOut(request, run, parts);
  };
}

async function carryOut(
  request: OperateRequest,
  run: InviteContext,
  parts: OperateParts,
): Promise<OperateAnswer> {
  switch (request.action) {
    case 'list': {
      const [listed, pause] = await Promise.all([
        listHires(request, parts, run.hasTime),
        readStandingPause(parts.find),
      ]);
      return { ...listed, ...pause };
    }
    case 'export':
      return exportHires(request, parts);
    case 'counts':
      return countHires(parts);
    case 'show': {
      const found = await findHire(request, parts.find);
      return 'ok' in found ? found : { ok: true, hire: showHire(found.row, parts.settings, parts.nowMs()) };
    }
    case 'preview':
      return preview(request, parts, run.budget);
    case 'check':
    case 'daily-check':
      return check(parts.check, run);
    default:
      return act(request, run, parts);
  }
}

/** Only the paths: a value may be an address. */
function sayUnreadable(issues: readonly v.BaseIssue<unknown>[]): string {
  const paths = issues.map((issue) => v.getDotPath(issue) ?? 'the request');
  return `Not understood: ${[...new Set(paths)].join(', ')}.`;
}
