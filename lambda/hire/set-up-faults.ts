import type { Explanation } from './explain-need.ts';
import { isOutcomeCode, outcomeOf } from './outcomes.ts';

/** Everything that can be wrong with the set-up, besides what the table of outcomes knows: what it means and how to mend it. */

interface Fault extends Explanation {
  /** Stands in no notice, because somebody is told of it already, or because nobody can mend it at once. */
  isKeptQuiet?: true;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/drift-aware-change-sets.html (read 2026-11). */
const bringBack =
  'Deploy with `npx cdk deploy --revert-drift`: without that flag, a deployment does not bring back what was deleted. If it fails, remove the stack and bring it back: docs/operate.md, "Remove the stack, or bring it back".';

const faults = {
  LOOKUP_KEY_UNUSABLE: {
    meaning: 'The key by which people are found by e-mail cannot be read.',
    whatToDo:
      'Put the key back that the secret `<name>/lookup` had: with another key nobody in the tables is found. Secrets Manager keeps the version before a change, and a deleted secret for some days.',
  },
  WORK_EMAIL_NOT_VISIBLE: {
    meaning: 'The API key may not see the work address: nobody can be invited.',
    whatToDo: 'Allow the key’s owner to see the work address in the HR system.',
  },
  PERSONAL_EMAIL_NOT_VISIBLE: {
    meaning:
      'The API key may not see the personal address: invites would go to the work address, or nowhere.',
    whatToDo: 'Allow the key’s owner to see the personal address in the HR system.',
  },
  START_DATE_NOT_VISIBLE: {
    meaning: 'The API key may not see the start date: invites would go out at once.',
    whatToDo: 'Allow the key’s owner to see the start date in the HR system.',
  },
  LIST_IDS_DIFFER: {
    meaning:
      'The ids of the list are not those by which the HR system is asked for one employee, so they are not the webhook’s either: whom the sweep finds is taken for another hire.',
    whatToDo:
      'Let `api.list.id` find the id that the webhooks have. If the list has none, take the list away: `"list": null`.',
  },
  ONE_PERSON_TWO_HIRES: {
    meaning:
      'One person is two hires of this source. Probably the ids of the list are not the webhook’s. Nobody is mailed twice for it, but a change or removal of the one does not count for the other.',
    whatToDo:
      'Look in the HR system whose ids these are. If the list has other ids than the webhooks, let `api.list.id` find theirs, and `api.list.tenant` their company; if it has neither, take the list away: `"list": null`. If the HR system has the person twice, there is nothing to mend, and it is no longer said after a week.',
  },
  WEBHOOK_SECRET_UNUSABLE: {
    meaning: 'The webhook secret cannot be used, so every webhook of this source is answered 503.',
    whatToDo:
      'Fill in the secret `<name>/<source>/webhook`. If the HR system hands its token over by itself, have it send the handshake again.',
  },
  RECEIVE_FAILS: {
    meaning: 'The function that takes webhooks fails when it is asked for its secrets.',
    whatToDo: 'The log of the function `<name>-receive` says why.',
  },
  ALARM_ADDRESS_UNCONFIRMED: {
    meaning: 'An address that is to get the alarms and notices has not been confirmed, so it gets none.',
    whatToDo:
      'Look for the mail "AWS Notification - Subscription Confirmation" in its inbox, also under spam. It counts for two days.',
  },
  ALARM_ADDRESS_GONE: {
    meaning:
      'The address in `alarms.email` gets no alarms and notices: it was not confirmed within two days, or somebody unsubscribed it.',
    whatToDo:
      'Subscribe it again: SNS → Topics → the topic of this stack → Create subscription, protocol Email. A deployment does not do that.',
  },
  ALARM_RAISED: {
    meaning: 'The alarm is raised.',
    whatToDo: 'See its heading in docs/operate.md.',
    isKeptQuiet: true, // it was mailed when it went off
  },
  ALARMS_GONE: {
    meaning: 'The stack has no alarms: somebody has deleted them.',
    whatToDo: bringBack,
  },
  PAUSED: {
    meaning: 'Everything is paused: hires wait, and no invite goes out.',
    whatToDo: 'To go on: `npm run hires -- resume`.',
    isKeptQuiet: true, // notices say it in words of their own
  },
  QUEUE_WITHOUT_FUNCTION: {
    meaning:
      'Nothing takes hires from the invite queue: its trigger is switched off or deleted. Hires are lost after seven days.',
    whatToDo: `Switch the trigger on: Lambda → \`<name>-invite\` → Configuration → Triggers. If there is none, it was deleted. ${bringBack}`,
  },
  FUNCTION_GONE: {
    meaning: 'The function does not exist: somebody has deleted it.',
    whatToDo: bringBack,
  },
  FUNCTION_SWITCHED_OFF: {
    meaning: 'The function is throttled: its reserved concurrency is 0, so it never runs.',
    whatToDo: 'Lambda → the function → Configuration → Concurrency: use unreserved account concurrency.',
  },
  CONCURRENCY_TOO_LOW: {
    meaning:
      'The AWS account lets too few functions run at once in this region. When many webhooks come together, some are answered 503.',
    whatToDo:
      'Ask AWS for more: Service Quotas → AWS Lambda → Concurrent executions. 1,000 is usual. Until then leave `receive.reservedConcurrency` out of the configuration: a deployment with it may fail, because AWS keeps up to 100 runs free for all other functions.',
    isKeptQuiet: true, // AWS takes days to raise it
  },
  DAILY_CHECK_LATE: {
    meaning: 'The daily check of the set-up has not run for two days, so a fault would go unnoticed.',
    whatToDo: 'Run it by hand: `npm run doctor`. The log of the function `<name>-operate` says why it fails.',
  },
  DAILY_CHECK_UNREADABLE: {
    meaning:
      'What the daily check found cannot be read: a newer version of Hire Invites has written it, or somebody has edited it.',
    whatToDo:
      'Deploy the newest version that ran here. If that does not help, delete the row `check/` in the table `<name>-sweeps`: the next check writes it anew.',
  },
} as const satisfies Record<string, Fault>;

export type FaultCode = keyof typeof faults;

function isFaultCode(code: string): code is FaultCode {
  return Object.hasOwn(faults, code);
}

/**
 * What a code of a finding means, and what to do.
 * @param subject what was looked at. For a source, its secrets are named in what to do.
 */
export function explainFault(
  code: string,
  { subject, name }: { subject: string; name: string },
): Explanation {
  const { meaning, whatToDo } = faultOf(code) ?? unknown;
  return { meaning, whatToDo: whatToDo.replaceAll('<name>', name).replaceAll('<source>', subject) };
}

/** Only another version knows the code. */
const unknown: Explanation = {
  meaning: 'This version does not know what that means.',
  whatToDo: 'Run `npm run doctor`.',
};

function faultOf(code: string): Explanation | undefined {
  if (isFaultCode(code)) return faults[code];
  return isOutcomeCode(code) ? outcomeOf(code) : undefined;
}

/**
 * Whether a fault stands in the notices. What passes by itself does not, such as a call limit that is used up or a
 * service that is down for a while.
 */
export function isTold(code: string): boolean {
  if (isFaultCode(code)) return !('isKeptQuiet' in faults[code]);
  if (!isOutcomeCode(code)) return true;
  const { consequence, metric } = outcomeOf(code);
  return consequence === 'park' || metric !== undefined;
}
