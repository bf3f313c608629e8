import type { Configuration } from '../../config/configuration.ts';
import { handCodeOf, isHandCode, type Need } from './needs-hand.ts';
import { outcomeOf } from './outcomes.ts';

/** What a person reads about a hire: what has happened, and what to do. */
export interface Explanation {
  meaning: string;
  whatToDo: string;
}

type Names = Pick<Configuration, 'name' | 'retry'>;

/** What to do about a need. The table of outcomes says it for a hire that is still being tried. */
export function explainNeed(
  { code, kind }: Pick<Need, 'code' | 'kind'>,
  { name, retry }: Names,
): Explanation {
  if (isHandCode(code)) return handCodeOf(code);
  const { consequence, meaning, whatToDo } = outcomeOf(code);
  const isGivenUp = kind === 'parked' && consequence !== 'park';
  const toDo = isGivenUp ? afterGivingUp(whatToDo, retry) : whatToDo;
  return { meaning, whatToDo: toDo.replaceAll('<name>', name) };
}

function afterGivingUp(whatToDo: string, { forHours }: Names['retry']): string {
  const inAnyCase = whatToDo.replace(/^Nothing(?: for now: it is tried again automatically)?\.\s*/, '');
  const parts = [
    `It was tried for ${forHours} hours, and is tried no more.`,
    inAnyCase,
    'Once the cause is gone, replay.',
  ];
  return parts.filter((part) => part !== '').join(' ');
}
