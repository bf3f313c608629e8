import type { Configuration } from '../../config/configuration.ts';
import type { Log, LogFields } from '../aws/log.ts';
import type { CountMetric, MetricName } from '../aws/metrics.ts';
import { meantWaits } from '../hire/needs-hand.ts';
import { type MailReason, type Outcome, outcomeOf } from '../hire/outcomes.ts';
import type { Settlement } from '../hire/settlement.ts';
import type { HireLook } from './read-look.ts';

export type Report = (look: HireLook, end: Outcome, settlement: Settlement) => void;

/** Creates the function that writes to the log and the metrics how an attempt ended. */
export function createReport({
  log,
  count,
  alarms,
}: {
  log: Log;
  count: CountMetric;
  alarms: Pick<Configuration['alarms'], 'waitingHours'>;
}): Report {
  return (look, end, settlement) => {
    const { action, row } = settlement;
    const { code, pausedBecause } = end;
    const { consequence, metric } = outcomeOf(code);
    const needsHand = action === 'park' || row.notActivatedAt === row.updatedAt;
    const isNormal = ['done', 'await', 'wait'].includes(consequence);
    log[needsHand ? 'error' : isNormal ? 'info' : 'warn'](
      `hire ${row.state}`,
      toFields(look, end, settlement),
    );
    if (code === 'INVITED') count(mailMetrics[end.mail ?? 'first']);
    if (code === 'ACTIVATED') count('HireActivated');
    if (row.state === 'not-activated' && needsHand) count('HireNotActivated', 1, { code });
    if (action === 'park') count('HireParked', 1, { code });
    if (action === 'put-off') count('HirePutOff', 1, { code });
    // An operator knows of the own pause. If it is forgotten, a notice tells of it.
    if (code === 'PAUSED' && pausedBecause !== 'OPERATOR') count('StackPaused');
    if (isOverdue(settlement, alarms)) count('HireOverdue', 1, { code });
    if (metric !== undefined) count(metric, 1, { source: look.source });
  };
}

const mailMetrics = {
  first: 'HireInvited',
  correction: 'HireCorrected',
  'follow-up': 'HireFollowedUp',
  retry: 'HireRetried',
} as const satisfies Record<MailReason, MetricName>;

/** The fields of every log line about a look: which hire, which message, which webhook. */
export function identify({ hire, messageId, source, requestId }: HireLook): LogFields {
  return { hire, messageId, source, requestId };
}

function toFields(
  look: HireLook,
  { code, reason, mail, status, vendorRequestId }: Outcome,
  { row }: Settlement,
): LogFields {
  return {
    ...identify(look),
    code,
    state: row.state,
    rung: row.rung,
    ...(reason !== undefined && { reason }),
    ...(mail !== undefined && { mail }),
    ...(status !== undefined && { status }),
    ...(vendorRequestId !== undefined && { vendorRequestId }),
    ...(row.waitUntil !== undefined && { until: new Date(row.waitUntil).toISOString() }),
  };
}

/** Reported early, because the next look at the hire may be a day away. */
function isOverdue(
  settlement: Settlement,
  { waitingHours }: Pick<Configuration['alarms'], 'waitingHours'>,
): boolean {
  if (settlement.action !== 'put-off' || meantWaits.includes(settlement.row.code)) return false;
  return settlement.until - settlement.row.firstAttemptAt > waitingHours * 60 * 60 * 1000;
}
