import type { BambooHrSandbox } from '../sandbox/bamboohr.ts';
import type { OneLoginSandbox } from '../sandbox/onelogin.ts';
import type { Person, Stage, Trouble } from './people.ts';

/** What OneLogin and BambooHR know of the people, and how that changes. */
export interface OutsideWorld {
  /** Brings everybody to where they are at this stage. */
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
  function enterOneLogin({ workEmail: email, trouble, unready, inOneLogin }: Person, stage: Stage): void {
    if (inOneLogin === stage) {
      const change = trouble && statusAtStart[trouble];
      oneLogin.addUser({ email, ...change, ...(unready && { state: unready.state }) });
      if (trouble === 'twice') oneLogin.addUser({ email });
    }
    if (unready?.until === stage) oneLogin.changeUser(email, { state: 1 });
  }

  function enterHr(person: Person, stage: Stage): void {
    const { personalEmail: homeEmail, name: displayName, inHr, hasWorkEmail } = person;
    const hire = person.hires.find(({ source }) => source === 'bamboohr');
    if (hire === undefined || (inHr !== stage && hasWorkEmail !== stage)) return;
    if (isLater(inHr, stage)) return;
    const workEmail = isLater(hasWorkEmail, stage) ? null : person.workEmail;
    bambooHr.putEmployee({ id: hire.employeeId, workEmail, homeEmail, displayName });
  }

  return {
    enter(stage) {
      for (const person of people) {
        enterOneLogin(person, stage);
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
