import { describe, expect, test } from '@jest/globals';
import { findExpressionFault } from '../../config/expression-fault.ts';
import { createConfiguration } from '../helpers/configuration.ts';
import { sourcesOfPresets } from '../helpers/preset-sources.ts';

const bearer = [{ type: 'bearer' }];

/** What is said of a source's settings at synth. */
function complaintOf(settings: object): string {
  try {
    createConfiguration({ sources: { hr: { type: 'generic', authentication: bearer, ...settings } } });
    return '';
  } catch (error) {
    return String(error);
  }
}

describe('what is valid, but cannot have been meant, is refused with what was', () => {
  test.each([
    // `=` binds a name, and is always true.
    ["events[?kind='hired']", "write kind == 'hired'"],
    ["emails[?type='work'].value", "write type == 'work'"],
    ['events[?kind=hired]', "write kind == 'hired'"],
    ['events[?id=`5`]', 'write id == `5`'],
    ["[?person.kind='hired']", "write ... == 'hired'"],
    ["[?(kind='hired')]", "write kind == 'hired'"],
    ["[?kind=='hired' || kind='rehired']", '= is only for "let"'],
    ["{kind: type='hired'}", "write type == 'hired'"],
    ["join(',', [a='b'])", "write a == 'b'"],
    ["status='active' && mail", '= is only for "let"'],
    ["let $a = b='c' in $a", "write b == 'c'"],
    // A name alone is a field, with and without double quotes.
    ['[?type==work]', "for the text write 'work', for the field @.work"],
    ['[?type == "work"].value', "for the text write 'work', for the field @.work"],
    ['[?kind=="hired"]', "for the text write 'hired', for the field @.hired"],
    ['[?kind != "hired and gone"]', `for the text write 'hired and gone', for the field @."hired and gone"`],
    ['[?kind=="it\'s"]', "for the text write 'it\\'s'"],
    ['[?lower(type)==work]', "for the text write 'work'"],
    ['kind == hired && mail', "for the text write 'hired'"],
    ["[?a=='b' && type==work]", "for the text write 'work'"],
    ['contains(tags, vip)', "in contains() vip is the field of that name: for the text write 'vip'"],
    ['starts_with(type, "person.")', "for the text write 'person.'"],
    ['join(" ", [first, last])', "for the text write ' '"],
    ['split(name, ",")[0]', "for the text write ','"],
    ['[?active==true]', "write `true` in backticks, or 'true' if it is sent as text"],
    ['[?true==active]', 'write `true` in backticks'],
    ['[?left != false]', 'write `false` in backticks'],
    // A text alone is no question.
    ["[?kind=='hired' || 'rehired']", "as in kind == 'rehired'"],
    ["[?kind == ('hired' || 'rehired')]", "is always 'hired'"],
    ["[?'hired']", "as in kind == 'hired'"],
    ["[?!'hired']", "as in kind == 'hired'"],
    ["'x' ? a : b", "as in kind == 'x'"],
    ["[?'type'=='work']", 'both sides of == are fixed'],
    ["kind=='hired' || 'rehired'", "compare with each, as in kind == 'a' || kind == 'rehired'"],
    ["[?kind==['hired', 'rehired']]", "contains(['a', 'b'], kind)"],
    ["[?['hired'] != kind]", "contains(['a', 'b'], kind)"],
    ["from_json('payload').employees", 'from_json() is given only fixed texts'],
    ["[?starts_with('type', 'person.')]", 'starts_with() is given only fixed texts'],
    ["[?contains('hired,rehired', 'kind')]", 'contains() is given only fixed texts'],
    // What stands behind a filter starts from each item.
    ["emails[?type=='work'][0].value", 'write [?...] | [0]'],
    ["data.emails[?type=='work'][-1]", 'write [?...] | [0]'],
    ["emails[?type=='work'][:1]", 'write [?...] | [0]'],
    ['jobs[?primary][0].hire_date', 'write [?...] | [0]'],
    ["emails[?type=='work'][?primary].value", 'what follows in brackets behind a filter'],
    ["emails[?type=='work'][*].value", 'what follows in brackets behind a filter'],
    ["emails[?contains(types, 'work')][0][0].value", 'write [?...] | [0]'],
    // Other slips that are valid.
    ["[?!kind == 'hired']", "write a != 'hired'"],
    ["[?kind=='a' | kind=='b']", 'for "or" write ||'],
    ["[?start > '2026-01-01']", "compare numbers only, so a comparison with '2026-01-01'"],
    ['$event', 'there is no variable $event: a field of the whole input is $.event'],
    ['sort_by(jobs, date)[-1]', 'argument 2 of sort_by() is an expression for each item, and needs an &'],
    ['map(jobs, &date)', 'argument 1 of map()'],
    ['employee-id', 'for the field write "employee-id" in double quotes'],
    ['data.work-email.value', 'for the field write "work-email" in double quotes'],
    ['[?type==work-mail]', "for the text 'work-mail'"],
    ['Worker/Employee_ID', 'for a path write Worker.Employee_ID'],
  ])('%s', (expression, hint) => {
    const complaint = complaintOf({ records: expression });
    expect(complaint).toContain('sources.hr.records: got ');
    expect(complaint).toContain(hint);
  });

  test.each([
    ["[?kind=='a' and type=='b']", 'for "and" write &&'],
    ["[?kind=='a' OR kind=='b']", 'for "OR" write ||'],
    ["[?not (kind=='a')]", 'for "not" write !'],
    ["[?kind=='a' & type=='b']", 'for "and" write &&'],
    ["[?kind === 'a']", 'for === write =='],
    ["[?kind <> 'a']", 'for <> write !='],
    ['[?level == 5]', "write a number in backticks, `5`, or as '5'"],
    ['length(emails) > 0', 'write a number in backticks, `0`'],
    ['Work Email', 'write "Work Email" in double quotes'],
    ["events[kind=='hired']", 'a filter begins with [?'],
    ["[?a==`true` and b=='c']", 'for "and" write &&'],
    ["[?kind == `'hired'`]", "write a text as 'work' in single quotes"],
    ['[?kind == `hired`]', "write a text as 'work' in single quotes"],
  ])('so is the syntax of another language: %s', (expression, hint) => {
    expect(findExpressionFault(expression)).toContain(hint);
  });

  test('in every setting that takes an expression', () => {
    const slip = "[?kind='hired']";
    const employee = { request: { path: '/e/{id}' } };
    const api = { baseUrl: 'https://x.example', authentication: { type: 'bearer' }, employee };
    const list = { request: { path: '/e' }, startDate: 'start' };
    const named = ['id', 'tenant', 'workEmail', 'personalEmail', 'startDate', 'timestamp'];
    const settings = [
      { records: ['@', slip] },
      { event: { type: slip, created: ['hired'] } },
      ...named.map((name) => ({ employee: { [name]: slip } })),
      ...['found', 'workEmail', 'personalEmail', 'startDate'].map((name) => ({
        api: { ...api, employee: { ...employee, [name]: slip } },
      })),
      { api: { ...api, employee: { ...employee, hidden: { startDate: slip } } } },
      ...['employees', 'id', 'tenant', 'startDate', 'startDateHidden', 'next'].map((name) => ({
        api: { ...api, list: { ...list, [name]: slip } },
      })),
      {
        api: { ...api, list: { ...list, request: { path: '/e/{cursor}' }, count: { from: 0, total: slip } } },
      },
    ];
    for (const one of settings) expect(complaintOf(one)).toContain("write kind == 'hired'");
  });

  test('an id or a record that is the same in every webhook', () => {
    const hint = "so write id for 'id'";
    expect(complaintOf({ employee: { id: "'employee_id'" } })).toContain(hint);
    expect(complaintOf({ employee: { id: ['id', '`0`'] } })).toContain(hint);
    expect(complaintOf({ employee: { id: "join('-', ['a', 'b'])" } })).toContain(hint);
    expect(complaintOf({ employee: { id: "join('-', ['a', nr])", tenant: "'acme'" } })).toBe('');
    expect(complaintOf({ records: "'employees'" })).toContain(hint);
    expect(complaintOf({ employee: { id: '@' } })).toBe('');
  });
});

test('a yes or no in place of a value', () => {
  const hint = "emails[?type=='work'].value gives the value";
  const api = { baseUrl: 'https://x.example', authentication: { type: 'bearer' } };
  const request = { path: '/e/{id}' };
  for (const said of ["emails.type=='home'", '!mail', "type=='home' && primary==`true`"]) {
    for (const name of ['id', 'tenant', 'workEmail', 'personalEmail', 'startDate', 'timestamp'])
      expect(complaintOf({ employee: { [name]: ['x', said] } })).toContain(hint);
    expect(complaintOf({ records: said })).toContain(hint);
    expect(complaintOf({ api: { ...api, employee: { request, startDate: said } } })).toContain(hint);
    expect(complaintOf({ event: { type: said, created: ['true'] } })).toBe('');
    expect(complaintOf({ api: { ...api, employee: { request, hidden: { startDate: said } } } })).toBe('');
  }
  expect(complaintOf({ employee: { workEmail: "type=='work' && mail || other" } })).toBe('');
});

describe('what may well have been meant is taken', () => {
  test.each([
    "emails[?type=='work'] | [0].value",
    "emails[?type=='work'].value | [0]",
    "emails[?type=='work'].values[0]",
    "emails[?type=='work'][].value",
    "emails[?type=='work'].phones[?primary].value",
    "rows[?[0]=='hired'][1]",
    'rows[?$.wanted][0]',
    "[?contains(@, 'hired')][0]",
    'tags == `["a"]`',
    '[?[a, b] == [c, d]]',
    "kind == 'hired' && 'created' || 'other'",
    "!active || ''",
    "from_json(data || '{}')",
    "events[?kind=='hired']",
    "[?'work'==type].value",
    '[?a.id==b.id]',
    '[?type==@.work]',
    '[?@.start == @.end]',
    '[?manager==$.owner.id]',
    '[?type==$.wanted]',
    '[?type==`"work"`]',
    '[?level==`5`]',
    "[?level=='5']",
    '[?active==`true`]',
    "[?active=='true']",
    '[?left == null]',
    'tags == `[]` && `[]`',
    '[?!left]',
    "[?!(kind=='hired')]",
    "[?kind!='left' && (type=='a' || type=='b')]",
    "[?contains(['hired', 'rehired'], kind)]",
    '[?contains(`["hired"]`, kind)]',
    "[?contains(tags, 'vip') || starts_with(type, @.prefix)]",
    "join(' ', [first, last])",
    "name || 'unknown'",
    "Status.Terminated == 'true' && 'terminated' || 'employed'",
    'let $kind = event in employees[?type == $kind]',
    'let $a = x, $b = y in [$a, $b]',
    'page.offset + page.items_per_page',
    'total - offset',
    '"total-1"',
    '"work-email"',
    'data."employee-id" || \'none\'',
    'sort_by(jobs, &date)[-1].date',
    'map(&id, employees)',
    'count > `0` ? employees : `[]`',
    "type(@) == 'array' && @",
    "kind == 'a' | to_string(@)",
    'emails[*].value | [0]',
    '`{"type":"Binding","left":1}`',
    'employees[].{employee: @, event: $.event}',
    `[Worker.ID][] | [?"@type"=='Employee_ID']."#text"`,
    'and.or.not',
  ])('%s', (expression) => {
    expect(findExpressionFault(expression)).toBeUndefined();
  });

  test('as is all that the presets say', () => {
    expect(() => createConfiguration({ sources: sourcesOfPresets })).not.toThrow();
  });
});
