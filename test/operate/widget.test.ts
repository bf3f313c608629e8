import { beforeEach, describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import { createOperate, type Operate } from '../../lambda/operate/operate.ts';
import { createWidget } from '../../lambda/operate/widget/widget.ts';
import { contextOf, openWidget, readHtml } from '../helpers/dashboard.ts';
import { homeMadeEvent, startInvite } from '../helpers/invite.ts';
import { askAndKeep, startOperate } from '../helpers/operate.ts';

/** An operator looks at the hires in a CloudWatch dashboard, and presses its buttons. */

const arn = 'arn:aws:lambda:eu-central-1:123456789012:function:hire-invites-operate';

let invite: Awaited<ReturnType<typeof startInvite>>;
let operate: ReturnType<typeof startOperate>;
beforeEach(async () => {
  invite = await startInvite({ invite: { followUps: 0, timeZone: 'Europe/Berlin' } });
  operate = startOperate(invite);
});
askAndKeep(() => ({ invite, operate }));

/** The function with its dashboard, on `operate` or on something that stands in for it. */
function startWidget(behind: Operate = createOperate(operate.parts)) {
  const { configuration, parts } = invite;
  const widget = createWidget(behind, { configuration, log: parts.log, nowMs: () => invite.clock.nowMs });
  const invoke = (invokedFunctionArn: string, event: unknown) =>
    widget(event, {
      invokedFunctionArn,
      awsRequestId: 'widget-1',
      getRemainingTimeInMillis: operate.time.leftMs,
    });
  return { invoke, ...openWidget(invoke, `${arn}:look`) };
}

/** Delivers the message of a new hire. What is parked lies in the dead-letter queue then. */
async function announce(id: string, person: Record<string, unknown> = {}): Promise<void> {
  const record = invite.message(homeMadeEvent('created', id, { workEmail: address(id), ...person }));
  const [end] = await invite.deliver(record);
  if (end === 'returned') operate.deadLetters.set(record.messageId, record.body);
}
const address = (id: string) => `ada${id}@acme.example`;
const acts = () => invite.logs.filter(({ message }) => message === 'operator acted');
const stateOf = async (id: string) => (await invite.table.read(`home-made//${id}`))?.state;
const labelsOf = ({ pressables }: { pressables: readonly { label: string }[] }) =>
  pressables.map(({ label }) => label);

/** One parked, one waiting for OneLogin, one who goes tomorrow, one later. */
async function fill(): Promise<void> {
  for (const [id, status] of [
    [1, 2],
    [3, 7],
    [4, 7],
  ] as const)
    invite.oneLogin.addUser({ id, email: address(String(id)), status });
  await announce('1');
  await announce('2');
  await announce('3', { startDate: '2026-03-03' });
  await announce('4', { startDate: '2026-03-20' });
}

describe('the first view', () => {
  test('says who needs a hand and why, who goes tomorrow, who waits, and how many', async () => {
    await fill();
    const { text, pressables } = await startWidget().refresh();
    expect(text).toContain('1 hire needs a hand');
    expect(text).toContain('3 wait · 1 goes tomorrow');
    expect(text).toMatch(/home-made 1 USER_SUSPENDED since 09:00 The OneLogin user is suspended/);
    expect(text).toMatch(
      /Tomorrow Hire Why Next Given up home-made 3 NOT_DUE_YET, starts tomorrow to be invited/,
    );
    expect(text).toMatch(/Waiting .+ home-made 2 USER_NOT_IN_ONELOGIN_YET .+ home-made 4 NOT_DUE_YET/);
    expect(text).toContain('Times are in Europe/Berlin.');
    expect(pressables.map(({ label }) => label)).toEqual([
      'Find',
      'home-made 1',
      'Retry: home-made 1',
      'Cancel: home-made 1',
      'home-made 3',
      'home-made 2',
      'home-made 4',
      'Stop all mails',
      'Check the set-up',
    ]);
  });

  test('is said with nobody in it, too', async () => {
    expect((await startWidget().refresh()).text).toMatch(/^Nobody needs a hand/);
  });

  test('goes on where a page has ended', async () => {
    for (let id = 1; id <= 120; id += 1) await announce(String(id));
    const widget = startWidget();
    const first = await widget.refresh();
    const second = await widget.press('More hires');
    const named = [first, second].flatMap(({ pressables }) =>
      pressables.map(({ label }) => label).filter((label) => label.startsWith('home-made ')),
    );
    expect(new Set(named).size).toBe(120);
    expect(second.pressables.map(({ label }) => label)).not.toContain('More hires');
  });
});

test('a hire is found by its id, its key and an address, which is shown nowhere', async () => {
  await fill();
  const widget = startWidget();
  for (const who of ['1', ' home-made//1 ', 'ada1@acme.example']) {
    await widget.refresh();
    const { text, html } = await widget.press('Find', { who });
    expect(text).toMatch(/^All hires home-made 1 parked, needs a hand USER_SUSPENDED/);
    expect(html).not.toContain('@');
  }
  await widget.refresh();
  const nobody = await widget.press('Find', { who: 'eve@acme.example' });
  expect(nobody.text).toMatch(/^All hires Not done: No hire was looked at with this address/);
  expect(nobody.html).not.toContain('eve');
  await widget.press('All hires');
  expect((await widget.press('Find')).text).toContain('1 hire needs a hand');
});

test('of several hires that are meant, each can be opened', async () => {
  const several: Operate = async () => ({
    ok: false,
    code: 'SEVERAL_HIRES',
    message: 'Several hires are meant.',
    hires: ['bamboohr//1', 'home-made//1'],
  });
  const { pressables } = readHtml(
    String(await startWidget(several).invoke(`${arn}:look`, { action: 'show', ...contextOf({ who: '1' }) })),
  );
  expect(pressables.map(({ request }) => request)).toEqual([
    { action: 'list' },
    { action: 'show', hire: 'bamboohr//1' },
    { action: 'show', hire: 'home-made//1' },
  ]);
});

describe('a button', () => {
  test('tries a hire again, by the alias that may, and says what became of it', async () => {
    await fill();
    const widget = startWidget();
    const { pressables } = await widget.refresh();
    expect(pressables.find(({ label }) => label === 'Retry: home-made 1')).toEqual({
      label: 'Retry: home-made 1',
      endpoint: `${arn}:act`,
      confirmation: 'Try home-made 1 again now?',
      request: { action: 'retry', hire: 'home-made//1' },
    });
    invite.oneLogin.changeUser(address('1'), { status: 7 });
    invite.clock.nowMs += 60_000;
    const { text } = await widget.press('Retry: home-made 1');
    expect(text).toMatch(/^Done: The hire is tried again now.+ All hires home-made 1 parked/);
    expect(acts().map(({ fields }) => fields)).toEqual([
      { requestId: 'widget-1', action: 'retry', hire: 'home-made//1', by: 'dashboard', code: 'DONE' },
    ]);
    await operate.deliver();
    expect(invite.oneLogin.mails.map(({ to }) => to)).toEqual([address('1')]);
    await widget.press('All hires');
    await widget.press('Find', { who: '1' });
    expect((await widget.press('Retry: home-made 1')).text).toMatch(
      /^Not done: The person was mailed a moment ago/,
    );
  });

  test('cancels a hire, and undoes that', async () => {
    await fill();
    const widget = startWidget();
    await widget.refresh();
    await widget.press('home-made 2');
    const cancelled = await widget.press('Cancel: home-made 2');
    expect(cancelled.text).toMatch(/^Done: The hire is cancelled. Nothing is sent. .+ CANCELLED_BY_OPERATOR/);
    expect(labelsOf(cancelled)).toEqual(['All hires', 'Undo the cancel: home-made 2']);
    await widget.press('Undo the cancel: home-made 2');
    expect(await stateOf('2')).toBe('waiting');
  });

  test('stops all mails for a reason that is said, and lets them go on', async () => {
    const widget = startWidget();
    await widget.refresh();
    for (const reason of ['', 'ask ada@acme.example', 'x'.repeat(201)])
      expect((await widget.press('Stop all mails', { reason })).text).toMatch(
        /^Not done: The reason has to be one line/,
      );
    expect(acts()).toEqual([]);
    const paused = await widget.press('Stop all mails', { reason: 'OneLogin moves' });
    expect(paused.text).toMatch(/Everything is paused since 09:00 by an operator: "OneLogin moves"/);
    expect(labelsOf(paused)).not.toContain('Stop all mails');
    expect((await widget.press('Resume')).text).toMatch(/^Done: Everything goes on/);
  });

  test('tries all again, once their number was typed', async () => {
    for (const id of ['1', '2', '3']) {
      invite.oneLogin.addUser({ id: Number(id), email: address(id), status: 2 });
      await announce(id);
    }
    const widget = startWidget();
    await widget.refresh();
    expect((await widget.press('Retry all', { count: '2' })).text).toMatch(
      /^Not done: That is another number/,
    );
    expect(acts()).toEqual([]);
    for (const id of ['1', '2', '3']) invite.oneLogin.changeUser(address(id), { status: 7 });
    invite.clock.nowMs += 60_000;
    expect((await widget.press('Retry all', { count: ' 3 ' })).text).toMatch(/^Done: Tried again now: 3\./);
    await operate.deliver();
    expect(invite.oneLogin.mails).toHaveLength(3);
  });

  test('goes on trying if the time of the function was over', async () => {
    const from = { begunAt: '2026-03-02T08:00:00.000Z', searched: 'not-found' } as const;
    const asked: unknown[] = [];
    const slow: Operate = async (event) => {
      asked.push(event);
      return { ok: true, retried: ['home-made//1'], refused: [], ...(asked.length === 1 && { next: from }) };
    };
    const { invoke } = startWidget(slow);
    const first = await invoke(`${arn}:act`, {
      action: 'retry-many',
      all: '2',
      ...contextOf({ count: '2' }),
    });
    const [goOn] = readHtml(String(first)).pressables;
    expect(goOn).toMatchObject({ label: 'Go on', endpoint: `${arn}:act` });
    await invoke(`${arn}:act`, { ...goOn?.request, ...contextOf() });
    expect(asked.slice(0, 2)).toEqual([
      { action: 'retry-many', by: 'dashboard' },
      { action: 'retry-many', by: 'dashboard', from },
    ]);
  });

  test('asks OneLogin and the HR systems whether the set-up works', async () => {
    const widget = startWidget();
    await widget.refresh();
    const { text } = await widget.press('Check the set-up');
    expect(text).toContain('onelogin right The credential works, and may read users.');
    expect(text).toMatch(/onelogin cannot be proved/);
  });

  test('shows what is wrong with the set-up first', async () => {
    const [ok, wrong] = [
      { subject: 'onelogin', code: 'CREDENTIAL_WORKS', verdict: 'ok', message: 'Works.' } as const,
      { subject: 'bamboohr', code: 'API_KEY_REFUSED', verdict: 'wrong', message: 'Refused.' } as const,
    ];
    const checks: Operate = async () => ({
      ok: true,
      findings: [ok, wrong],
      now: '2026-03-02T08:00:00.000Z',
    });
    const html = await startWidget(checks).invoke(`${arn}:act`, { action: 'check', ...contextOf() });
    expect(readHtml(String(html)).text).toMatch(
      /^All hires 1 thing to mend .+ bamboohr wrong .+ onelogin right/,
    );
  });

  test('that changes something asks before it does, and is refused by the alias that may only look', async () => {
    await fill();
    const { invoke, refresh, press } = startWidget();
    const shown = [await refresh(), await press('home-made 1')].flatMap(({ pressables }) => pressables);
    for (const { endpoint, confirmation, request } of shown) {
      expect(endpoint === `${arn}:act`).toBe(confirmation !== undefined);
      const { text } = readHtml(
        String(await invoke(`${arn}:look`, { ...request, ...contextOf({ reason: 'why' }) })),
      );
      if (confirmation !== undefined)
        expect(text).toMatch(/^(?:All hires )?Not done: "[a-z-]+" is not done by the alias "look"/);
    }
    expect(acts()).toEqual([]);
  });

  test.each(['forget', 'invite', 'export', 'preview', 'nonsense', 7])('%s is none', async (action) => {
    const { invoke } = startWidget();
    const person = { hire: 'home-made//1', workEmail: 'ada@acme.example' };
    const html = await invoke(`${arn}:act`, { action, ...person, ...contextOf() });
    expect(readHtml(String(html)).text).toBe('All hires Not done: The dashboard has no such button.');
    expect(acts()).toEqual([]);
  });
});

test('a question for the documentation is answered, and nothing else is done', async () => {
  await fill();
  const { invoke } = startWidget();
  const event = { describe: true, action: 'cancel', hire: 'home-made//2', ...contextOf() };
  expect(await invoke(`${arn}:act`, event)).toMatch(/^# Hire Invites\n/);
  expect(await stateOf('2')).toBe('waiting');
});

test('what comes from no dashboard is left to operate', async () => {
  const { invoke } = startWidget();
  expect(await invoke(`${arn}:look`, { action: 'counts' })).toMatchObject({ ok: true, needHand: 0 });
  for (const event of [null, 'text', [], {}])
    expect(await invoke(`${arn}:look`, event)).toMatchObject({ code: 'REQUEST_UNREADABLE' });
});

test.each([
  ['no context', { widgetContext: null }],
  ['no fields', { action: 'show', widgetContext: {} }],
  ['fields of another kind', { action: 'show', widgetContext: { forms: { all: { who: ['x'] } } } }],
  ['fields that are none', { action: 'pause', widgetContext: { forms: 7 } }],
])('%s: HTML all the same', async (_, event) => {
  expect(await startWidget().invoke(`${arn}:act`, event)).toMatch(/<h2>Nobody needs a hand<\/h2>/);
});

test('if AWS fails, the dashboard says so, and the log where', async () => {
  const { invoke } = startWidget(async () => Promise.reject(new Error(`no ${address('1')}`)));
  const html = await invoke(`${arn}:look`, contextOf({ who: address('1') }));
  expect(readHtml(String(html)).text).toMatch(/^All hires Not done: AWS failed at it\./);
  expect(invite.logs).toEqual([
    {
      message: 'widget failed',
      fields: { requestId: 'widget-1', errorName: 'Error', errorStack: expect.any(String) },
    },
  ]);
  expect(JSON.stringify(invite.logs)).not.toContain('@');
});

test('an ARN without an alias leads to the aliases, too', async () => {
  const { pressables } = readHtml(String(await startWidget(nobodyThere).invoke(arn, contextOf())));
  expect(new Set(pressables.map(({ endpoint }) => endpoint))).toEqual(new Set([`${arn}:look`]));
});

const nobodyThere: Operate = async () => ({ ok: false, code: 'NOT_ALLOWED', message: 'no' });

describe('markup in any field of a hire is shown as text', () => {
  const evil = `</cwdb-action><a>x</a><cwdb-action action="call" endpoint="${arn}:act">{"action":"resume"}</cwdb-action><script>alert(1)</script><img src=x onerror=alert(1)>"'&\\u003c`;
  const listed = {
    hire: evil,
    source: evil,
    tenant: evil,
    employeeId: evil,
    state: 'parked',
    code: evil,
    needsHand: true,
    meaning: evil,
    whatToDo: evil,
  };
  const shown = {
    ...listed,
    outcomes: [{ code: evil, at: '2026-03-02T08:00:00.000Z', times: 2, meaning: evil }],
    engagement: 1,
    oneLoginUserId: evil,
    requestId: evil,
  };
  const hostile: Operate = async (event) => {
    const { action } = v.parse(v.object({ action: v.string() }), event);
    if (action === 'list') {
      const paused = { since: '2026-03-02T08:00:00.000Z', because: 'OPERATOR' as const, reason: evil };
      const hires = [
        listed,
        { ...listed, hire: `${evil}2` },
        { ...listed, needsHand: false, state: 'waiting' },
      ];
      return { ok: true, hires, paused };
    }
    if (action === 'counts') return noHires;
    if (action === 'show') return { ok: true, hire: shown };
    if (action === 'check')
      return {
        ok: true,
        findings: [
          { code: 'ONELOGIN_WORKS', subject: evil, verdict: 'wrong', message: evil, whatToDo: evil },
        ],
        now: '2026-03-02T08:00:00.000Z',
      };
    return { ok: false, code: 'FAILED', message: evil };
  };
  const noHires = {
    ...{ ok: true as const, needHand: 2, waiting: 1, goTomorrow: 0, invitedThisWeek: 0, activeOfThem: 0 },
    ...{ queued: 0, deadLetters: 0 },
  };

  test.each([{}, { action: 'show', hire: 'x' }, { action: 'check' }, { action: 'retry', hire: 'x' }])(
    '%j',
    async (press) => {
      const html = String(await startWidget(hostile).invoke(`${arn}:act`, { ...press, ...contextOf() }));
      const { text, elements, attributes, pressables } = readHtml(html);
      expect(text).toContain(evil);
      const own = 'a cwdb-action div h2 h3 p strong table thead tbody tr th td ol li time form label input';
      expect([...elements].filter((name) => !own.split(' ').includes(name))).toEqual([]);
      const harmless =
        'class role aria-label action endpoint confirmation scope datetime name autocomplete type disabled style';
      expect([...attributes].filter((name) => !harmless.split(' ').includes(name))).toEqual([]);
      for (const { request } of pressables)
        if ('hire' in request) expect([evil, `${evil}2`]).toContain(request.hire);
      // Also for a reader that takes the JSON out of the HTML by other means.
      for (const [, json = ''] of html.matchAll(/<cwdb-action[^>]*>(.*?)<\/cwdb-action>/gs))
        expect(json).not.toMatch(/[<>&]/);
    },
  );
});
