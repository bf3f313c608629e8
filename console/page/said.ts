import { randomUUID } from 'node:crypto';
import * as v from 'valibot';

/** What became of an act. It is shown on the page to which the browser is sent then. */
export interface Said {
  isDone: boolean;
  text: string;
  /** What stood in the form, if it was not done: nobody should have to type it again. */
  typed?: Typed;
}

/** What is in the fields in which a person writes. */
export const Typed = v.object({
  workEmail: v.optional(v.string()),
  personalEmail: v.optional(v.string()),
  reason: v.optional(v.string()),
});
export type Typed = v.InferOutput<typeof Typed>;

const mostKept = 100;

/** Keeps what was said last. The address of the page holds only a random id, so that nobody's link can say anything. */
export function createSaid() {
  const kept = new Map<string, Said>();
  return {
    put(said: Said): string {
      const id = randomUUID();
      kept.set(id, said);
      const [oldest] = kept.keys();
      if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
      return id;
    },
    find(id: string): Said | undefined {
      return kept.get(id);
    },
  };
}
