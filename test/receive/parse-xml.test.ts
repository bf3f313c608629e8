import { describe, expect, test } from '@jest/globals';
import { parseXml } from '../../lambda/receive/parse-xml.ts';
import { createReceiveOf } from '../helpers/receive-sources.ts';

describe('XML is read as objects', () => {
  test.each([
    [
      'text stays text',
      '<a><b>00021</b><c>1e3</c><d>true</d></a>',
      { a: { b: '00021', c: '1e3', d: 'true' } },
    ],
    ['case is kept', '<A><Mail>Ada@Acme.Example</Mail></A>', { A: { Mail: 'Ada@Acme.Example' } }],
    ['prefixes are dropped', '<x:a xmlns:x="u" xmlns="v"><x:b>1</x:b></x:a>', { a: { b: '1' } }],
    ['one element is itself', '<a><b>1</b></a>', { a: { b: '1' } }],
    ['several are a list', '<a><b>1</b><b>2</b><b/></a>', { a: { b: ['1', '2', ''] } }],
    ['an empty element is empty text', '<a/>', { a: '' }],
    ['white space around text is layout', '<a>\n  <b> 1 </b>\n</a>', { a: { b: '1' } }],
    ['CDATA is text', '<a><![CDATA[<b>&amp;]]> x</a>', { a: '<b>&amp; x' }],
    [
      'XML’s own entities and numbers are characters',
      '<a>&lt;&amp;amp;&#xEB;&#65;&apos;</a>',
      { a: "<&amp;ëA'" },
    ],
    [
      'attributes stand beside',
      '<a><b w:type="WID" wd:x="1">7</b></a>',
      { a: { b: { '@type': 'WID', '@x': '1', '#text': '7' } } },
    ],
    ['text between elements is kept', '<a>x<b>1</b>y</a>', { a: { b: '1', '#text': 'xy' } }],
    [
      'a declaration and comments are passed over',
      '<?xml version="1.0"?><!-- x --><a><?p q?>1</a>',
      { a: '1' },
    ],
    [
      'names that every object has are names',
      '<a><constructor>1</constructor><toString/></a>',
      { a: { constructor: '1', toString: '' } },
    ],
  ])('%s', (_, text, value) => {
    expect(parseXml(text)).toEqual(value);
  });
});

const deep = (levels: number) => `${'<a>'.repeat(levels)}x${'</a>'.repeat(levels)}`;
const laughs = Array.from(
  { length: 9 },
  (_, level) => `<!ENTITY l${level + 1} "${`&l${level};`.repeat(10)}">`,
).join('');

const hostile: [string, string][] = [
  ['an external entity', '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'],
  ['an external DTD', '<!DOCTYPE a SYSTEM "http://127.0.0.1/a.dtd"><a/>'],
  ['a parameter entity', '<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1/p"> %p;]><a/>'],
  ['an entity bomb', `<!DOCTYPE a [<!ENTITY l0 "ha">${laughs}]><a>&l9;</a>`],
  ['a DOCTYPE that declares nothing', '<!DOCTYPE a><a/>'],
  ['an entity that nobody declared', '<a>&foo;</a>'],
  ['10,000 levels', deep(10_000)],
  ['101 levels', deep(101)],
  ['a forbidden name', '<a><__proto__><x>1</x></__proto__></a>'],
  ['an element that is not closed', '<a><b></a>'],
  ['an end without a beginning', '</a>'],
  ['two roots', '<a/><b/>'],
  ['text outside of the root', '<a/>x'],
  ['an attribute twice', '<a b="1" b="2"/>'],
  ['an attribute without quotes', '<a b=1/>'],
  ['a control character', '<a>\u0001</a>'],
  ['a character that is none', '<a>&#0;</a>'],
  ['half of it', '<a><b>1</b'],
  ['plain text', 'Ping test'],
  ['JSON', '{"a":1}'],
];

test.each(hostile)('%s is refused', (_, text) => {
  expect(() => parseXml(text)).toThrow();
});

test('100 levels are read', () => {
  expect(() => parseXml(deep(100))).not.toThrow();
});

test.each(hostile)('a webhook that is %s is answered 400, quickly, and not repeated', async (_, body) => {
  const receive = createReceiveOf({ hr: { type: 'workday-core-connector' } }, { nowMs: 0 });
  receive.secrets.set('hr', { current: 'user:password' });
  const headers = {
    authorization: `Basic ${Buffer.from('user:password').toString('base64')}`,
    'content-type': 'application/xml',
  };
  const { status, body: answer, lines } = await receive.post('hr', headers, body);
  expect([status, answer['code']]).toEqual([400, 'BODY_UNREADABLE']);
  expect(lines.join('\n')).toContain('"reason":"body-no-xml"');
  expect(lines.join('\n')).not.toMatch(/passwd|ENTITY|Ping/);
});
