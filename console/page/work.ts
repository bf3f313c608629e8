import * as v from 'valibot';
import { type MisbehaviourName, misbehaviours } from '../../local/misbehaviours.ts';
import { ClockMove, type SampleSent, SendRequest } from '../../local/requests.ts';
import type { Workbench } from '../../local/workbench.ts';
import type { Said } from './said.ts';

/** Carries out what a button asks for that only a stack on this machine has. */

const number = v.pipe(v.string(), v.digits(), v.transform(Number));
const address = v.pipe(v.string(), v.trim(), v.maxLength(512));
const isMisbehaviour = (input: unknown) => typeof input === 'string' && Object.hasOwn(misbehaviours, input);

const Work = v.variant('action', [
  v.object({ action: v.literal('send'), ...SendRequest.entries }),
  v.object({
    action: v.literal('clock'),
    by: v.union([
      v.literal('next'),
      v.pipe(
        number,
        v.transform((moveSeconds) => ({ moveSeconds })),
        ClockMove,
      ),
    ]),
  }),
  v.object({ action: v.literal('open-link'), mail: number }),
  v.object({ action: v.literal('add-user'), email: address }),
  v.object({ action: v.picklist(['suspend', 'reactivate', 'remove']), email: address }),
  v.object({ action: v.literal('misbehave'), way: v.custom<MisbehaviourName>(isMisbehaviour) }),
  v.object({ action: v.literal('behave') }),
]);
type Work = v.InferOutput<typeof Work>;

/** Never throws: what went wrong is said. What is left empty in the form was not asked for. */
export async function work(form: Record<string, unknown>, workbench: Workbench): Promise<Said> {
  const filled = Object.fromEntries(Object.entries(form).filter(([, value]) => value !== ''));
  const asked = v.safeParse(Work, filled);
  if (!asked.success) return { isDone: false, text: asked.issues[0].message };
  try {
    return await carryOut(asked.output, workbench);
  } catch (error) {
    return { isDone: false, text: error instanceof Error ? error.message : 'failed' };
  }
}

async function carryOut(asked: Work, workbench: Workbench): Promise<Said> {
  switch (asked.action) {
    case 'send': {
      const { action, ...request } = asked;
      return saySent(request, await workbench.send(request));
    }
    case 'clock':
      return moveClock(asked.by, workbench);
    default:
      return handleOneLogin(asked, workbench);
  }
}

function saySent({ employeeId, event }: SendRequest, sent: SampleSent): Said {
  const { source, status, answer, isAccepted, missingUser } = sent;
  const missing =
    missingUser === undefined
      ? ''
      : ` OneLogin has no user ${missingUser.email}, so the hire waits for one. Add it below.`;
  return {
    isDone: isAccepted,
    text: `${source} said that ${employeeId} was ${event}: ${status} ${answer}${missing}`,
  };
}

/** Does not wait for the end: the page shows how far it is. */
async function moveClock(by: Extract<Work, { action: 'clock' }>['by'], { clock }: Workbench): Promise<Said> {
  const moveSeconds = by === 'next' ? await clock.nextDueInSeconds() : by.moveSeconds;
  if (moveSeconds === undefined)
    return { isDone: false, text: 'Nothing is to come, so the clock was not moved.' };
  void clock.move({ moveSeconds }).catch(() => undefined); // the page shows that too
  return { isDone: true, text: 'The clock is being moved.' };
}

function handleOneLogin(asked: Exclude<Work, { action: 'send' | 'clock' }>, { oneLogin }: Workbench): Said {
  if (oneLogin === undefined) return { isDone: false, text: 'This stack has no sandbox of OneLogin.' };
  switch (asked.action) {
    case 'open-link':
      oneLogin.openLink(asked.mail);
      return { isDone: true, text: 'The link was opened. The person is active now.' };
    case 'add-user':
      oneLogin.addUser(asked.email);
      return { isDone: true, text: 'OneLogin has the user now.' };
    case 'suspend':
    case 'reactivate':
    case 'remove':
      oneLogin[asked.action](asked.email);
      return { isDone: true, text: `${asked.email}: done.` };
    case 'misbehave':
      oneLogin.misbehave(asked.way);
      return { isDone: true, text: `From now on OneLogin ${misbehaviours[asked.way].says}.` };
    case 'behave':
      oneLogin.misbehave(undefined);
      return { isDone: true, text: 'OneLogin works as usual.' };
  }
}
