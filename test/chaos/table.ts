import type { ChaosReport } from './chaos.ts';
import { type Count, hiresThat } from './verdict.ts';

type Line = [what: string, before: string | number, after?: string | number];

/** The report as a table: what, before the redrive, after it. */
export function toTable(report: ChaosReport): string {
  const lines: Line[] = [['', 'before', 'after redrive'], ...hireLines(report), ...runLines(report)];
  return lines
    .map(
      ([what, before, after = '']) =>
        `${what.padEnd(62)}${String(before).padStart(10)}${String(after).padStart(15)}`,
    )
    .join('\n');
}

function hireLines({ before, after }: ChaosReport): Line[] {
  const line = (what: string, number: (count: Count) => number): Line => [
    what,
    number(before),
    number(after),
  ];
  const codes = new Set([...before.fates.values(), ...after.fates.values()].map((fate) => codeOf(fate)));
  return [
    line('hires accepted', ({ fates }) => fates.size),
    line('active before any mail', (count) => number(count, 'already-active')),
    line('activated', (count) => number(count, 'activated')),
    line('invited, not active yet', (count) => number(count, 'invited')),
    line('not activated', (count) => number(count, 'not-activated')),
    line('cancelled', (count) => number(count, 'cancelled')),
    line('waiting', (count) => number(count, 'waiting')),
    ...[...codes]
      .filter((code) => code !== undefined)
      .sort()
      .map((code) =>
        line(`parked: ${code}`, ({ fates }) => hiresThat(fates, (fate) => codeOf(fate) === code).length),
      ),
    line('in the dead-letter queue, no reason on the row (documented)', (count) =>
      number(count, 'dead without a reason'),
    ),
    line('only in the queue of failed schedules', (count) => number(count, 'schedule failed')),
    line('lost', (count) => number(count, 'lost')),
    line('messages in the dead-letter queue', ({ deadMessages }) => deadMessages),
    line('need a hand, and nobody was told', ({ untold }) => untold.length),
    line('invited again: after the link had lapsed', ({ mails }) => mails.followedUp.length),
    line('invited again: after the address was corrected', ({ mails }) => mails.corrected.length),
    line('invited again: after they were hired again', ({ mails }) => mails.hiredAgain.length),
    line('mailed too early', ({ mails }) => mails.early.length),
    line('mailed although taken back, or active', ({ mails }) => mails.removed.length + mails.active.length),
    line(
      'mailed at an address that is not theirs, or not any more',
      ({ mails }) => mails.atWrongAddress.length + mails.atEarlierAddress.length,
    ),
    line('corrected before they were announced (documented)', ({ mails }) => mails.overtaken.length),
    line('hires with a second mail: documented', ({ mails }) => mails.documented.length),
    line('hires with a second mail: other', ({ mails }) => mails.second.length),
  ];
}

function number({ fates }: Count, is: string): number {
  return hiresThat(fates, (fate) => fate.is === is).length;
}

function codeOf(fate: Parameters<Parameters<typeof hiresThat>[1]>[0]): string | undefined {
  return fate.is === 'parked' ? (fate.code ?? 'no code') : undefined;
}

function runLines({ tallies, calls, starts, changes, limit, ...report }: ChaosReport): Line[] {
  return [
    ['hires who start days later', starts.later],
    ['  at another date than was said first', starts.moved],
    ['  whom no webhook announced', starts.unannounced],
    ['hires whose personal address was corrected', changes.corrected],
    ['hires taken back after the mail', changes.left],
    ['  and hired again', changes.hiredAgain],
    ['webhooks posted', tallies.answers.total()],
    ...tallies.answers.entries().map(([status, times]): Line => [`  answered ${status}`, times]),
    ['messages moved by the redrive', report.redriven],
    ['moves of the clock', report.clockMoves],
    ...Object.entries(calls).map(
      ([call, times]): Line => [
        call === 'token' ? 'tokens minted, or asked for in vain' : `calls to OneLogin: ${call}`,
        times,
      ],
    ),
    [`refused for the limit of ${limit.calls} calls in ${limit.windowSeconds} s`, limit.refused],
    ['put off so as to keep to it', limit.heldBack],
    ...tallies.kills.entries().map(([name, times]): Line => [`killed: ${name}`, times]),
    ...[...tallies.vendors.entries(), ...tallies.services.entries()].map(
      ([kind, times]): Line => [`fault: ${kind}`, times],
    ),
    ['lines logged', report.logLines],
  ];
}
