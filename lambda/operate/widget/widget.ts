import { html } from 'hono/html';
import * as v from 'valibot';
import type { Configuration } from '../../../config/configuration.ts';
import { errorFields, type Log } from '../../aws/log.ts';
import { PauseReason, pauseReasonRule } from '../../hire/pause.ts';
import {
  Acted,
  Checked,
  Counted,
  Listed,
  Refused,
  Retried,
  RetriedMany,
  Shown,
  Switched,
} from '../answer.ts';
import { createGoesTomorrow } from '../goes-tomorrow.ts';
import type { Operate } from '../operate.ts';
import { sayRetried } from '../phrases.ts';
import { type OperateRequest, readWho, type Whom } from '../request.ts';
import { renderGoOn } from './buttons.ts';
import { documentation } from './documentation.ts';
import { type Fields, isOfDashboard, isQuestion, Press, readFields } from './event.ts';
import { renderFindings } from './findings.ts';
import { renderOverview } from './overview.ts';
import { renderStory } from './story.ts';
import { type Content, renderHome, renderSaid, renderTrouble, type Said, type View } from './view.ts';

/**
 * The face of `operate` in a CloudWatch dashboard. It turns a press into a request, and the answer into HTML. Who may
 * press what is decided by the alias that the button calls, as for every face.
 */

export interface WidgetParts {
  configuration: Pick<Configuration, 'invite'>;
  log: Log;
  nowMs: () => number;
}

/** What a log says of who asked: the dashboard names nobody. */
const by = 'dashboard';

/**
 * Answers a dashboard with HTML, also if something fails: what it makes of an error is not known. Everything else is left
 * to `operate`.
 */
export function createWidget(
  operate: Operate,
  parts: WidgetParts,
): (...asked: Parameters<Operate>) => Promise<unknown> {
  return async (event, context) => {
    if (!isOfDashboard(event)) return operate(event, context);
    if (isQuestion(event)) return documentation;
    const view = {
      endpoints: endpointsOf(context.invokedFunctionArn),
      timeZone: parts.configuration.invite.timeZone,
      now: new Date(parts.nowMs()),
    };
    const ask: Ask = async (request, schema) =>
      v.parse(v.union([schema, Refused]), await operate(request, context));
    try {
      return String(await answer(event, ask, view));
    } catch (error) {
      parts.log.error('widget failed', { requestId: context.awsRequestId, ...errorFields(error) });
      const message = 'AWS failed at it. Try it again. The log of the function says more.';
      return String(await renderTrouble({ ok: false, message }, view));
    }
  };
}

type Ask = <Schema extends v.GenericSchema>(
  request: OperateRequest,
  schema: Schema,
) => Promise<v.InferOutput<Schema> | Refused>;

/** @param arn of the function, with an alias or without. */
function endpointsOf(arn: string): View['endpoints'] {
  const lambda = arn.split(':').slice(0, 7).join(':');
  return { look: `${lambda}:look`, act: `${lambda}:act` };
}

async function answer(event: object, ask: Ask, view: View): Promise<Content> {
  const press = v.safeParse(Press, { action: 'list', ...event });
  if (!press.success) return renderTrouble({ ok: false, message: 'The dashboard has no such button.' }, view);
  return carryOut(press.output, readFields(event), ask, view);
}

async function carryOut(press: Press, fields: Fields, ask: Ask, view: View): Promise<Content> {
  switch (press.action) {
    case 'list':
      return showAll(press.after, ask, view);
    case 'show': {
      const { hire } = press;
      if (hire === undefined && fields.who === '') return showAll(undefined, ask, view);
      return showOne(hire === undefined ? readWho(fields.who) : { hire }, ask, view);
    }
    case 'check': {
      const checked = await ask(press, Checked);
      return checked.ok ? renderFindings(checked, view) : renderTrouble(checked, view);
    }
    case 'retry':
      return sayThenShowOne(await ask({ ...press, by }, Retried), press.hire, ask, view);
    case 'cancel':
    case 'undo-cancel':
      return sayThenShowOne(await ask({ ...press, by }, Acted), press.hire, ask, view);
    case 'pause': {
      const reason = v.safeParse(PauseReason, fields.reason);
      if (!reason.success) return sayThenShowAll({ ok: false, message: pauseReasonRule }, ask, view);
      return sayThenShowAll(await ask({ ...press, reason: reason.output, by }, Switched), ask, view);
    }
    case 'resume':
      return sayThenShowAll(await ask({ ...press, by }, Switched), ask, view);
    case 'retry-many':
      return retryAll(press, fields, ask, view);
  }
}

async function retryAll(
  { action, all, from }: Extract<Press, { action: 'retry-many' }>,
  { count }: Fields,
  ask: Ask,
  view: View,
): Promise<Content> {
  if (from === undefined && count !== all)
    return sayThenShowAll({ ok: false, message: 'That is another number. Nothing was done.' }, ask, view);
  const done = await ask({ action, by, ...(from && { from }) }, RetriedMany);
  if (!done.ok) return sayThenShowAll(done, ask, view);
  const said = { ok: done.refused.length === 0, message: sayRetried(done) };
  if (done.next === undefined) return sayThenShowAll(said, ask, view);
  return html`${renderSaid(said)}${renderGoOn(done.next, all, view)}${renderHome(view)}`;
}

async function sayThenShowAll(said: Said, ask: Ask, view: View): Promise<Content> {
  return html`${renderSaid(said)}${await showAll(undefined, ask, view)}`;
}

async function sayThenShowOne(said: Said, hire: string, ask: Ask, view: View): Promise<Content> {
  return html`${renderSaid(said)}${await showOne({ hire }, ask, view)}`;
}

async function showAll(after: string | undefined, ask: Ask, view: View): Promise<Content> {
  const request = { action: 'list', which: 'open', ...(after !== undefined && { after }) } as const;
  const [listed, counts] = await Promise.all([ask(request, Listed), ask({ action: 'counts' }, Counted)]);
  if (!listed.ok) return renderTrouble(listed, view);
  if (!counts.ok) return renderTrouble(counts, view);
  return renderOverview(listed, counts, createGoesTomorrow(view.now.getTime(), view.timeZone), view);
}

async function showOne(whom: Whom, ask: Ask, view: View): Promise<Content> {
  const shown = await ask({ action: 'show', ...whom }, Shown);
  return shown.ok ? renderStory(shown.hire, view) : renderTrouble(shown, view);
}
