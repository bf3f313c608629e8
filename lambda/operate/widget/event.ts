import * as v from 'valibot';
import { hireActs } from '../offered-acts.ts';
import { RetryContinuation } from '../request.ts';

/**
 * What a CloudWatch dashboard sends for its custom widget: the JSON of the button that was pressed, with `widgetContext`
 * beside it; without a button, at first and at each refresh, that alone. See
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/add_custom_widget_dashboard_about.html
 */
export function isOfDashboard(event: unknown): event is object {
  return typeof event === 'object' && event !== null && ('widgetContext' in event || isQuestion(event));
}

/** The console's *Get documentation*. Nothing else may be done then, whatever the event says besides. */
export function isQuestion(event: object): boolean {
  return 'describe' in event;
}

const hire = v.string();

/** The JSON of each button. What it asks for is checked by `operate`, as for every face. */
export const Press = v.variant('action', [
  v.object({ action: v.literal('list'), after: v.optional(v.string()) }),
  /** Without `hire`: whom the field names. */
  v.object({ action: v.literal('show'), hire: v.optional(hire) }),
  v.object({ action: v.picklist(hireActs), hire }),
  v.object({ action: v.literal('pause') }),
  v.object({ action: v.literal('resume') }),
  /** `all`: the number that has to be typed. `from`: where an earlier press has ended. */
  v.object({ action: v.literal('retry-many'), all: v.string(), from: v.optional(RetryContinuation) }),
  v.object({ action: v.literal('check') }),
]);
export type Press = v.InferOutput<typeof Press>;

const field = v.fallback(v.pipe(v.string(), v.trim()), '');
const Fields = v.object({ who: field, reason: field, count: field });
export type Fields = v.InferOutput<typeof Fields>;

const Filled = v.object({ widgetContext: v.object({ forms: v.object({ all: Fields }) }) });

/** What stands in the fields, whichever button was pressed. */
export function readFields(event: object): Fields {
  const filled = v.safeParse(Filled, event);
  return filled.success ? filled.output.widgetContext.forms.all : v.parse(Fields, {});
}
