import type { BambooHrSandbox } from '../../local/sandbox/bamboohr.ts';
import type { OneLoginSandbox } from '../../local/sandbox/onelogin.ts';
import { type Person, type Stage, stages, type Trouble } from './people.ts';

/** What OneLogin and BambooHR know of the people, and how that changes. */
export interface OutsideWorld {
  /** Brings everybody to where they are at this stage; again does nothing. */
  enter(stage: Stage): void;
  /** Everybody who has the mail, and does not put it off, activates the account. */
  activate(): void;
  /** When a person's account was activated, in milliseconds since 1970, by the work address. */
  activatedAt: ReadonlyMap<string, number>;
  /** When a stage was entered, in milliseconds since 1970. */
  enteredAt: ReadonlyMap<Stage, number>;
  /**
   * What an operator does before the redrive: whatever stands against an invite is put right, and those who put off
   * activating the account are told to.
   */
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
  const enteredAt = new Map<Stage, number>();
  const activatedAt = new Map<string, number>();
  let isMended = false;

  function enterOneLogin(person: Person, stage: Stage): void {
    const { workEmail: email, trouble, unready, inOneLogin, activates } = person;
    if (inOneLogin === stage) {
      const change = trouble && statusAtStart[trouble];
      oneLogin.addUser({ email, ...change, ...(unready && { state: unready.state }) });
      if (trouble === 'twice') oneLogin.addUser({ email });
      if (activates === 'before') activate(person);
    }
    if (unready?.until === stage) oneLogin.changeUser(email, { state: 1 });
  }

  function enterHr(person: Person, stage: Stage): void {
    const { personalEmail, wrongEmail, name: displayName, inHr, hasWorkEmail, startDates } = person;
    const hire = person.hires.find(({ source }) => source === 'bamboohr');
    if (hire === undefined || isLater(inHr, stage)) return;
    const workEmail = isLater(hasWorkEmail, stage) ? null : person.workEmail;
    const hireDate = stage === 'start' ? startDates.first : startDates.last;
    const isWrong = wrongEmail !== undefined && isLater(wrongEmail.until, stage);
    const homeEmail = isWrong ? wrongEmail.address : personalEmail;
    bambooHr.putEmployee({ id: hire.employeeId, workEmail, homeEmail, displayName, hireDate });
  }

  function activate({ workEmail }: Person): void {
    oneLogin.changeUser(workEmail, { status: 1 });
    activatedAt.set(workEmail, Date.now());
  }

  function isToActivate({ workEmail, isRemoved, leaves, activates }: Person): boolean {
    if (isRemoved || (leaves !== undefined && !enteredAt.has('again')) || leaves?.isHiredAgain === false)
      return false;
    return !activatedAt.has(workEmail) && (activates === 'soon' || (activates === 'told' && isMended));
  }

  return {
    enteredAt,
    activatedAt,
    enter(stage) {
      if (enteredAt.has(stage)) return;
      enteredAt.set(stage, Date.now());
      for (const person of people) {
        enterOneLogin(person, stage);
        enterHr(person, stage);
      }
    },
    activate() {
      const mailedTo = new Map(oneLogin.mails.map(({ to, at }) => [to, Date.parse(at)]));
      for (const person of people) {
        const mailedAt = mailedTo.get(person.personalEmail);
        const since = person.leaves === undefined ? 0 : (enteredAt.get('again') ?? 0);
        if (isToActivate(person) && mailedAt !== undefined && mailedAt >= since) activate(person);
      }
    },
    mend() {
      isMended = true;
      for (const { workEmail, trouble } of people) {
        if (trouble === 'twice') oneLogin.removeUser(workEmail);
        else if (trouble !== undefined) oneLogin.changeUser(workEmail, { status: 0, state: 1 });
      }
    },
  };
}

function isLater(one: Stage, other: Stage): boolean {
  return stages.indexOf(one) > stages.indexOf(other);
}
