import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as v from 'valibot';
import { hrApiUrlVariable } from '../../lambda/aws/environment.ts';
import { createSampleHires, type SampleHire, toBambooHr } from '../../local/sample-hire.ts';
import { npmStart, type StartedStack, signWebhook } from '../npm-start.ts';
import type { Table } from '../table.ts';

const execute = promisify(execFile);

interface Options {
  rounds?: number;
  /** How many hires are sent one after the other once the first is mailed, in each round. */
  furtherHires?: number;
}

/** From the webhook. */
interface MailFigures {
  acknowledgedMs: number;
  mailedMs: number;
}

/**
 * `npm start` from the command to "ready", beside the build and synth alone, which it begins with; and on each stack that was
 * started, hires from the webhook to the mail. @throws Error if a hire is refused, or the stack ends.
 */
export async function measureStart({ rounds = 3, furtherHires = 10 }: Options = {}): Promise<Table[]> {
  const synthsMs: number[] = [];
  const readiesMs: number[] = [];
  const first: MailFigures[] = [];
  const further: MailFigures[] = [];
  for (let round = 0; round < rounds; round += 1) {
    synthsMs.push(await timeSynth());
    await using started = await npmStart();
    readiesMs.push(started.readyMs);
    const hires = createHires(1 + furtherHires, started);
    for (const hire of hires) await introduce(hire, started);
    for (const [index, hire] of hires.entries())
      (index === 0 ? first : further).push(await timeMail(hire, started));
  }
  const toTimes = (figures: readonly number[]) =>
    figures.map((ms, round) => ms / (synthsMs[round] ?? Number.NaN));
  const inSeconds = (figures: readonly number[]) => figures.map((ms) => ms / 1000);
  return [
    {
      id: 'npm-start',
      title: 'npm start on this machine; 1 = the build and synth alone',
      columns: [
        { name: 'time', unit: 'times' },
        { name: 'time', unit: 's' },
      ],
      rows: [
        { name: 'build and synth alone', cells: [toTimes(synthsMs), inSeconds(synthsMs)] },
        { name: 'npm start, to its "ready"', cells: [toTimes(readiesMs), inSeconds(readiesMs)] },
      ],
    },
    {
      id: 'webhook-to-mail',
      title:
        'From the webhook to the mail on the local stack, one hire at a time; 1 = the acknowledgement of the same webhook',
      columns: [
        { name: 'mailed', unit: 'times' },
        { name: 'acknowledged', unit: 'ms' },
        { name: 'mailed', unit: 'ms' },
      ],
      rows: [toRow('the first hire after the start', first), toRow('each further one', further)],
    },
  ];
}

function toRow(name: string, figures: readonly MailFigures[]): Table['rows'][number] {
  return {
    name,
    cells: [
      figures.map(({ acknowledgedMs, mailedMs }) => mailedMs / acknowledgedMs),
      figures.map(({ acknowledgedMs }) => acknowledgedMs),
      figures.map(({ mailedMs }) => mailedMs),
    ],
  };
}

const synthAlone = `
  const { readConfiguration } = await import('./config/read-configuration.ts');
  const { synthesizeForRun } = await import('./local/synthesize-for-run.ts');
  await (await synthesizeForRun(readConfiguration('hire-invites.json'))).remove();
`;

async function timeSynth(): Promise<number> {
  const begunAt = performance.now();
  await execute(process.execPath, ['--input-type=module', '--eval', synthAlone]);
  return performance.now() - begunAt;
}

/** People who are due at once. The sandboxes do not know them yet. */
function createHires(count: number, { configuration }: StartedStack): SampleHire[] {
  const [{ startDate } = { startDate: '' }] = createSampleHires(configuration.invite, Date.now());
  return Array.from({ length: count }, (_, index) => ({
    employeeId: String(1001 + index),
    workEmail: `hire${index}@acme.example`,
    personalEmail: `hire${index}@home.example`,
    startDate,
  }));
}

/** Makes the sandboxes know somebody. */
async function introduce(hire: SampleHire, { stack, configuration }: StartedStack): Promise<void> {
  const [source = ''] = Object.keys(configuration.sources);
  await control('PUT', `${stack.vendorUrls[hrApiUrlVariable(source)]}/_sandbox/employees`, toBambooHr(hire));
  await control('POST', `${stack.vendorUrls['ONELOGIN_URL']}/_sandbox/users`, {
    email: hire.workEmail,
    external_id: hire.employeeId,
  });
}

async function control(method: string, url: string, body: unknown): Promise<void> {
  const { ok, status } = await fetch(url, { method, body: JSON.stringify(body) });
  if (!ok) throw new Error(`${url} answers ${status}`);
}

const Mails = v.array(v.object({ to: v.string(), at: v.pipe(v.string(), v.isoTimestamp()) }));

/** The sandbox notes when a mail goes out, by the clock of the same machine. */
async function timeMail(hire: SampleHire, started: StartedStack): Promise<MailFigures> {
  const { url, body, headers } = signWebhook(hire, started);
  const invited = started.nextLine('hire invited', hire.employeeId);
  const sentAt = performance.timeOrigin + performance.now();
  const response = await fetch(url, { method: 'POST', headers, body });
  const acknowledgedMs = performance.timeOrigin + performance.now() - sentAt;
  if (response.status !== 202) throw new Error(`The webhook was answered ${response.status}`);
  await invited;
  const answer = await fetch(`${started.stack.vendorUrls['ONELOGIN_URL']}/_sandbox/mails`);
  const mail = v.parse(Mails, await answer.json()).find(({ to }) => to === hire.personalEmail);
  if (mail === undefined) throw new Error('The hire was not mailed');
  return { acknowledgedMs, mailedMs: Date.parse(mail.at) - sentAt };
}
