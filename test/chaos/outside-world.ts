import type { BambooHrSandbox } from '../../local/sandbox/bamboohr.ts';
import type { OneLoginSandbox } from '../../local/sandbox/onelogin.ts';
import type { Person, Stage, Trouble } from './people.ts';

/** What OneLogin and BambooHR know of the people, and how that changes. */
export interface OutsideWorld {
  /** Brings everybody to where they are at this stage; again does nothing. */
  enter(stage: Stage): void;
  /** What an operator does before the redrive: whatever stands against an invite is put right. */
  mend(): void;
}

const statusAtStart: Record<Trouble, { status?: number; state?: number }> = {
  suspended: { status: 2 },
  locked: { status: 3 },
  rejected: { state: 2 },
  twice: {},
};

export function createOutsideWorld(
  people: readonly Person[],
  oneLogin: OneLoginSandbox,
  bambooHr: BambooHrSandbox,
): OutsideWorld {
  function enterOneLogin(person: Person, stage: Stage, mailed: ReadonlySet<string>): void {
    const { workEmail: email, trouble, unready, inOneLogin, activates } = person;
    if (inOneLogin === stage) {
      const change = trouble && statusAtStart[trouble];
      oneLogin.addUser({ email, ...change, ...(unready && { state: unready.state }) });
      if (trouble === 'twice') oneLogin.addUser({ email });
    }
    if (unready?.until === stage) oneLogin.changeUser(email, { state: 1 });
    if (activates && stage === 'moved' && mailed.has(email)) oneLogin.changeUser(email, { status: 1 });
  }

  function enterHr(person: Person, stage: Stage): void {
    const { personalEmail: homeEmail, name: displayName, inHr, hasWorkEmail, startDates } = person;
    const hire = person.hires.find(({ source }) => source === 'bamboohr');
    if (hire === undefined || isLater(inHr, stage)) return;
    const workEmail = isLater(hasWorkEmail, stage) ? null : person.workEmail;
    const hireDate = stage === 'start' ? startDates.first : startDates.last;
    bambooHr.putEmployee({ id: hire.employeeId, workEmail, homeEmail, displayName, hireDate });
  }

  const entered = new Set<Stage>();
  return {
    enter(stage) {
      if (entered.has(stage)) return;
      entered.add(stage);
      const mailed = new Set(oneLogin.mails.map(({ user }) => user));
      for (const person of people) {
        enterOneLogin(person, stage, mailed);
        enterHr(person, stage);
      }
    },
    mend() {
      for (const { workEmail, trouble } of people) {
        if (trouble === 'twice') oneLogin.removeUser(workEmail);
        else if (trouble !== undefined) oneLogin.changeUser(workEmail, { status: 0, state: 1 });
      }
    },
  };
}

const stages: readonly Stage[] = ['start', 'posted', 'moved'];

function isLater(one: Stage, other: Stage): boolean {
  return stages.indexOf(one) > stages.indexOf(other);
}
