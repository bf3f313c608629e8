import type { HttpAnswer, HttpRequest, NoAnswer, SendHttpRequest } from '../../lambda/http/http-request.ts';
import type { Process, Trouble } from './process.ts';
import type { World } from './world.ts';

/** What BambooHR holds of an employee; a date of the calendar, or none yet. */
export interface SimulatedEmployee {
  id: string;
  workEmail: string;
  hireDate: string | null;
  homeEmail: string | null;
}

/** An HR system that can be asked: BambooHR, by its documented answers. */
export interface SimulatedHr {
  put(employee: SimulatedEmployee): void;
  remove(id: string): void;
  /** What whoever asked about the employee in the last minute may have been told. */
  recent(id: string): SimulatedEmployee[];
  client(process: Process): SendHttpRequest;
}

type Exchange = HttpAnswer | NoAnswer;

/** Longer than an attempt takes. */
const recentMs = 60 * 1000;

export function createHr(world: World): SimulatedHr {
  const employees = new Map<string, SimulatedEmployee>();
  const before: { employee: SimulatedEmployee; until: number }[] = [];

  function forget(id: string): void {
    const standing = employees.get(id);
    if (standing !== undefined) before.push({ employee: standing, until: world.now() });
    employees.delete(id);
  }

  function getEmployee(id: string): Exchange {
    const employee = employees.get(id);
    return employee === undefined ? answer(404, {}) : answer(200, employee);
  }

  /** One employee a page: a sweep that is broken off has something left to do. */
  function getPage(cursor: string | null): Exchange {
    const ids = [...employees.keys()].sort().filter((id) => cursor === null || id > cursor);
    const [id] = ids;
    const data = id === undefined ? [] : [{ employeeId: id, hireDate: employees.get(id)?.hireDate ?? null }];
    return answer(200, { data, meta: { page: { nextCursor: ids.length > 1 ? id : null } } });
  }

  function ask(process: Process, { url, timeoutMs }: HttpRequest): Promise<Exchange> {
    const { pathname, searchParams } = new URL(url);
    const troubles = { 'does not answer': { afterMs: timeoutMs, answer: () => timeout }, ...badAnswers };
    const id = pathname.split('/')[4];
    return id === undefined
      ? process.call(
          () => 'asks for a page of employees',
          () => getPage(searchParams.get('page[after]')),
          troubles,
        )
      : process.call(
          () => `asks for employee ${id}`,
          () => getEmployee(id),
          troubles,
        );
  }

  return {
    put(employee) {
      forget(employee.id);
      employees.set(employee.id, employee);
    },
    remove: forget,
    recent(id) {
      const recently = before.filter(
        ({ employee, until }) => employee.id === id && until + recentMs > world.now(),
      );
      const standing = employees.get(id);
      return [...recently.map(({ employee }) => employee), ...(standing ? [standing] : [])];
    },
    client: (process) => (request) => ask(process, request),
  };
}

const timeout: NoAnswer = { noAnswer: 'timeout', sent: true };

function answer(status: number, body: unknown, headers: Record<string, string> = {}): HttpAnswer {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

const badAnswers: Record<string, Trouble<Exchange>> = {
  'cannot be reached': { answer: () => ({ noAnswer: 'connection', sent: false }) },
  ...Object.fromEntries(
    [answer(429, {}, { 'retry-after': '60' }), answer(500, {}), answer(200, []), answer(401, {})].map(
      (bad) => [`answers ${bad.status} ${bad.body}`, { answer: () => bad }],
    ),
  ),
};
