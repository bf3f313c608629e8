import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import * as v from 'valibot';
import { clientSettings } from '../local/aws/client-settings.ts';
import { functionArn } from '../local/aws/template.ts';
import { createConfiguration } from './helpers/configuration.ts';
import { type Invoke, openWidget } from './helpers/dashboard.ts';
import { startLocalRun } from './helpers/local-run.ts';
import { createResources } from './infra/template.ts';

/**
 * What the person on call asks, as far as it takes no right but to look and to act, each answered in the dashboard by two
 * presses at most. The dashboard is the stack's own, and calls the functions by their aliases.
 */

const configuration = createConfiguration({ invite: { timeZone: 'UTC' } });
const resources = await createResources({ invite: { timeZone: 'UTC' } });
let run: Awaited<ReturnType<typeof startLocalRun>>;
let widget: ReturnType<typeof openWidget>;

const dayMs = 24 * 60 * 60 * 1000;
const tomorrow = new Date(Date.now() + dayMs).toISOString().slice(0, 10);
const email = (id: number) => `hire${id}@acme.example`;

async function announce(id: number, startDate?: string): Promise<void> {
  const looked = run.nextLine(({ hire, code }) => hire === `home-made//${id}` && code !== undefined);
  const data = { employeeId: String(id), workEmail: email(id), ...(startDate && { startDate }) };
  await run.announce(data);
  await looked;
}

const Body = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ widgets: v.array(v.object({ type: v.string(), properties: v.looseObject({}) })) }),
);

/** The alias that the dashboard names as the endpoint of its custom widget. */
function readEndpoint(): string {
  const [dashboard] = resources.ofType('AWS::CloudWatch::Dashboard');
  const { widgets } = v.parse(Body, resources.text(dashboard?.Properties['DashboardBody']));
  const name = widgets.find(({ type }) => type === 'custom')?.properties['endpoint'];
  const alias = run.stack.definition.aliases.find((one) => one.name === name);
  if (alias === undefined) throw new Error('The dashboard names no alias');
  return functionArn({ FunctionName: alias.functionName }, alias.name);
}

beforeAll(async () => {
  run = await startLocalRun(configuration);
  const lambda = new LambdaClient({ ...clientSettings, endpoint: run.stack.lambdaUrl, maxAttempts: 1 });
  const invoke: Invoke = async (arn, event) => {
    const [FunctionName = '', Qualifier = ''] = arn.split(':').slice(6);
    expect(arn).toBe(functionArn({ FunctionName }, Qualifier));
    const command = new InvokeCommand({ FunctionName, Qualifier, Payload: JSON.stringify(event) });
    const { Payload, FunctionError } = await lambda.send(command);
    expect(FunctionError).toBeUndefined();
    return JSON.parse(new TextDecoder().decode(Payload));
  };
  widget = openWidget(invoke, readEndpoint());
  for (const id of [1, 2, 3]) run.oneLogin.addUser({ id, email: email(id), status: 2 });
  for (const id of [4, 1004]) run.oneLogin.addUser({ id, email: email(4), status: 7 });
  for (const id of [9, 10]) run.oneLogin.addUser({ id, email: email(id), status: 7 });
  await Promise.all([1, 2, 3, 4, 5, 6, 9, 10].map((id) => announce(id)));
  await Promise.all([7, 8].map((id) => announce(id, tomorrow)));
  await run.untilQueueHolds('hire-invites-dead-letter', 4);
});
afterAll(() => run.close());
beforeEach(() => widget.refresh());

const mailsTo = (address: string) => run.oneLogin.mails.filter(({ to }) => to === address).length;

test('who needs a hand, why, and what do I press? who waits, and until when? who goes tomorrow?', async () => {
  const { text } = await widget.refresh();
  expect(text).toMatch(
    /^4 hires need a hand .* 4 wait · 2 go tomorrow · 4 dead letters · 2 invited this week/,
  );
  expect(text.match(/USER_SUSPENDED since \d\d:\d\d/g)).toHaveLength(3);
  expect(text).toMatch(/SEVERAL_USERS since \d\d:\d\d .+ Retry Cancel/);
  expect(text).toMatch(/Tomorrow .+ home-made [78] NOT_DUE_YET.+ invited .+ home-made [78] NOT_DUE_YET/);
  expect(text).toMatch(/Waiting .+ home-made [56] USER_NOT_IN_ONELOGIN_YET looked at again .+ \d\d:\d\d/);
});

test('one person, of whom I know the e-mail, and her history', async () => {
  const { text, html } = await widget.press('Find', { who: email(2) });
  expect(text).toMatch(/home-made 2 parked, needs a hand .+ What happened \d\d:\d\d USER_SUSPENDED/);
  expect(html).not.toContain('@');
});

test('try this one again, now', async () => {
  run.oneLogin.changeUser(email(1), { status: 7 });
  const invited = run.nextLine(({ message, hire }) => message === 'hire invited' && hire === 'home-made//1');
  expect((await widget.press('Retry: home-made 1')).text).toMatch(/^Done: The hire is tried again now\./);
  await invited;
  expect(mailsTo(email(1))).toBe(1);
});

test('cancel one, and undo that', async () => {
  await widget.press('home-made 5');
  expect((await widget.press('Cancel: home-made 5')).text).toMatch(/^Done: The hire is cancelled\./);
  expect((await widget.press('Undo the cancel: home-made 5')).text).toMatch(/^Done: The cancel is undone\./);
});

test('stop everything, and go on', async () => {
  const paused = await widget.press('Stop all mails', { reason: 'OneLogin moves' });
  expect(paused.text).toMatch(/Everything is paused since \d\d:\d\d by an operator: "OneLogin moves"/);
  expect((await widget.refresh()).text).toContain('OneLogin moves');
  expect((await widget.press('Resume')).text).toMatch(/^Done: Everything goes on/);
});

test('is it set up rightly?', async () => {
  const { text } = await widget.press('Check the set-up');
  expect(text).toContain('onelogin right The credential works, and may read users.');
});

test('all that are left are tried again together, once their cause is mended', async () => {
  for (const id of [2, 3]) run.oneLogin.changeUser(email(id), { status: 7 });
  const invited = [2, 3].map((id) =>
    run.nextLine(({ message, hire }) => message === 'hire invited' && hire === `home-made//${id}`),
  );
  expect((await widget.press('Retry all', { count: '3' })).text).toMatch(/^Done: Tried again now: 3\./);
  await Promise.all(invited);
  for (const id of [2, 3]) expect(mailsTo(email(id))).toBe(1);
});

test('the saved queries find what the functions have logged', async () => {
  const refused = run.nextLine(({ message }) => message === 'webhook refused');
  await fetch(`${run.stack.url}/webhooks/home-made`, { method: 'POST', body: '{}' });
  await refused;
  const lines = run.lines.flatMap((line) => {
    const read = v.safeParse(v.pipe(v.string(), v.parseJson(), v.looseObject({})), line);
    return read.success ? [read.output] : [];
  });
  const Query = v.object({ QueryString: v.string(), LogGroupNames: v.array(v.string()) });
  // The access log is API Gateway's own.
  const queries = resources
    .ofType('AWS::Logs::QueryDefinition')
    .filter(({ Properties }) =>
      v.parse(Query, Properties).LogGroupNames.every((group) => group.startsWith('/aws/lambda/')),
    );
  expect(queries).toHaveLength(3);
  for (const { Properties } of queries) {
    const { QueryString } = v.parse(Query, Properties);
    const [, field = '', values = ''] = /^\| filter (\w+) (?:=|in) (.+)$/m.exec(QueryString) ?? [];
    const found = lines.filter((line) =>
      field === 'hire' ? line['hire'] === 'home-made//2' : values.includes(`"${line[field]}"`),
    );
    const [, fields = ''] = /^fields @timestamp, (.+)$/m.exec(QueryString) ?? [];
    // Not every line has these.
    const rare = ['until', 'status', 'reason'];
    const always = fields.split(', ').filter((name) => !rare.includes(name));
    expect(always.filter((name) => !found.some((line) => name in line))).toEqual([]);
    expect(found.length).toBeGreaterThan(0);
  }
});

test('no log line holds an address, and each act says that it came from the dashboard', () => {
  const written = run.lines.join('\n');
  expect(written).not.toMatch(/@acme|acme\.example/);
  const acts = run.lines.filter((line) => line.includes('operator acted'));
  expect(acts.length).toBeGreaterThan(5);
  for (const line of acts) expect(line).toContain('"by":"dashboard"');
});
