import { hashText } from '../hire/hash.ts';
import type { EmployeePage } from '../hr-systems/api/api.ts';

/** The pages of a list that were read one after the other, to notice a list that has no end. */
export interface PagesRead {
  /**
   * Notes a page. @param cursor what led to it.
   * @returns whether it comes again: it has the employees of an earlier one, or is one too many without any.
   */
  note(page: EmployeePage, cursor: string | undefined): boolean;
  /** Whether a cursor led to one of the pages. */
  hasFollowed(cursor: string): boolean;
}

/** A list whose pages are filtered may have some that are empty. */
const mostEmptyInARow = 1000;

export function createPagesRead(): PagesRead {
  const cursors = new Set<string | undefined>();
  const contents = new Set<string>();
  let emptyInARow = 0;

  return {
    note(page, cursor) {
      cursors.add(cursor);
      if (page.employees.length === 0) {
        emptyInARow += 1;
        return emptyInARow > mostEmptyInARow;
      }
      emptyInARow = 0;
      const content = contentOf(page);
      const isRepeated = contents.has(content);
      contents.add(content);
      return isRepeated;
    },
    hasFollowed: (cursor) => cursors.has(cursor),
  };
}

/** Cursors may be new each time, so pages are compared by their employees, in whatever order those are. */
function contentOf({ employees }: EmployeePage): string {
  const listed = employees.map(
    ({ tenant = '', employeeId, startDate = '' }) => `${tenant} ${employeeId} ${startDate}`,
  );
  return hashText(listed.toSorted().join('\n'));
}
