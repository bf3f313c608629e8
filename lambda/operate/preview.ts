import type { TimeBudget } from '../http/time-budget.ts';
import type { Previewed } from './answer.ts';
import { type Judged, type JudgeParts, judgeWish, readWish } from './judge-by-hand.ts';
import type { OperateRequest } from './request.ts';

type PreviewRequest = Extract<OperateRequest, { action: 'preview' }>;

/** So many look-ups in OneLogin at once. */
const atOnce = 5;

/**
 * What would become of each of these people if they were invited by hand now. Nothing is changed.
 * @throws the errors of the tables.
 */
export async function preview(
  { people }: PreviewRequest,
  parts: JudgeParts,
  budget: TimeBudget,
): Promise<Previewed> {
  const judged: Previewed['people'] = [];
  for (let start = 0; start < people.length; start += atOnce) {
    const some = people.slice(start, start + atOnce);
    judged.push(...(await Promise.all(some.map((person) => previewOne(person, parts, budget)))));
  }
  return { ok: true, people: judged };
}

async function previewOne(
  given: PreviewRequest['people'][number],
  parts: JudgeParts,
  budget: TimeBudget,
): Promise<Previewed['people'][number]> {
  const wish = await readWish(given, parts);
  if ('ok' in wish) return { verdict: 'cannot', message: wish.message };
  return { hire: wish.hire, ...toAnswer(await judgeWish(wish, parts, budget)) };
}

function toAnswer(judged: Judged): Pick<Previewed['people'][number], 'verdict' | 'message'> {
  const { verdict } = judged;
  return { verdict, message: 'refused' in judged ? judged.refused.message : judged.message };
}
