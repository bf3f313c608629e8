import { describe, expect, test } from '@jest/globals';
import { parseForm } from '../../lambda/receive/parse-form.ts';
import { createReceiveOf } from '../helpers/receive-sources.ts';

describe('a form', () => {
  test.each([
    ['nested names', 'a[b][c d]=1&a[b][e]=2', { a: { b: { 'c d': '1', e: '2' } } }],
    ['encoded names and values', 'a%5Bb%5D=%C3%AB%2B+x', { a: { b: 'ë+ x' } }],
    ['numbers as names, which may be ids', 'e[5][x]=1&e[0][x]=2', { e: { 5: { x: '1' }, 0: { x: '2' } } }],
    ['empty brackets', 'a[]=1', { a: { 0: '1' } }],
    ['empty brackets twice', 'a[]=1&a[]=2', { a: { 0: ['1', '2'] } }],
    [
      'objects behind empty brackets',
      'e[][id]=1&e[][home]=a&e[][id]=2&e[][home]=b&f=3',
      { e: { 0: { id: '1', home: 'a' }, 1: { id: '2', home: 'b' } }, f: '3' },
    ],
    [
      'nested objects and lists behind empty brackets',
      'e[][n][a]=1&e[][l][]=2&e[][l][]=3&e[][n][b]=4&e[][n][a]=5',
      { e: { 0: { n: { a: '1', b: '4' }, l: { 0: ['2', '3'] } }, 1: { n: { a: '5' } } } },
    ],
    [
      'objects in each object behind empty brackets',
      'e[][m][][t]=h&e[][m][][v]=1&e[][m][][t]=w&e[][id]=7',
      { e: { 0: { m: { 0: { t: 'h', v: '1' }, 1: { t: 'w' } }, id: '7' } } },
    ],
    ['a name twice', 'a=1&a=2', { a: ['1', '2'] }],
    ['no value', 'a=&b', { a: '', b: null }],
    ['names that every object has', 'constructor=1&a[toString]=2', {}],
  ])('with %s', (_, text, value) => {
    expect(parseForm(text)).toMatchObject(value);
  });

  test('with the same name hundreds of times', () => {
    const parsed = parseForm(`${'a[]=x&'.repeat(300)}b=1`);
    expect(parsed).toMatchObject({ b: '1' });
    expect(JSON.stringify(parsed).match(/"x"/g)).toHaveLength(300);
  });

  test.each([
    ['JSON', '{"a":1}'],
    ['a list', '[1]'],
    ['XML', '<a/>'],
    ['names nested over ten deep', `a${'[b]'.repeat(12)}=1`],
    ['names nested a million deep', `a${'[]'.repeat(1_000_000)}=1`],
    ['too many fields', 'a=1&'.repeat(20_001)],
  ])('that is %s is refused', (_, text) => {
    expect(() => parseForm(text)).toThrow();
  });

  test('cannot reach a prototype', () => {
    parseForm('__proto__[polluted]=1&constructor[prototype][polluted]=1&a[__proto__][polluted]=1');
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });
});

describe('the format of a body', () => {
  const sources = {
    any: { type: 'generic', authentication: [{ type: 'bearer' }], formats: ['json', 'xml', 'form'] },
    xml: { type: 'generic', authentication: [{ type: 'bearer' }], formats: ['xml'] },
    form: { type: 'generic', authentication: [{ type: 'bearer' }], formats: ['form', 'json'] },
  };
  const receive = createReceiveOf(sources, { nowMs: 0 });
  for (const source of Object.keys(sources)) receive.secrets.set(source, { current: 'token' });

  const json = '{"id":"7"}';
  const xml = '<a><id>7</id></a>';
  const form = 'id=7';
  test.each<[string, string, string | undefined, string, object | string]>([
    ['as declared: JSON', 'any', 'application/vnd.acme+json', json, { id: '7' }],
    ['as declared: XML', 'any', 'application/soap+xml; charset=utf-8', xml, { a: { id: '7' } }],
    ['as declared: a form', 'any', 'application/x-www-form-urlencoded', form, { id: '7' }],
    ['not declared: by how it begins', 'any', undefined, xml, { a: { id: '7' } }],
    ['declared as text: by how it begins', 'any', 'text/plain', ` ${json}`, { id: '7' }],
    ['not declared, and not told by its beginning: the first', 'form', undefined, form, { id: '7' }],
    ['not declared, of one format', 'xml', undefined, xml, { a: { id: '7' } }],
    [
      'declared as what the source does not send',
      'xml',
      'application/json',
      json,
      'content-type-unsupported',
    ],
    [
      'declared as what nobody sends',
      'any',
      'multipart/form-data; boundary=x',
      form,
      'content-type-unsupported',
    ],
    ['declared as XML, but JSON', 'any', 'text/xml', json, { id: '7' }],
    ['declared as JSON, but XML', 'any', 'application/json', xml, { a: { id: '7' } }],
    ['declared as a form, but JSON', 'any', 'application/x-www-form-urlencoded', json, { id: '7' }],
    ['declared as what nobody sends, but JSON', 'any', 'multipart/form-data; boundary=x', json, { id: '7' }],
    ['declared as JSON, but a form', 'any', 'application/json', form, { id: '7' }],
    ['declared as text, but a form', 'any', 'text/plain', form, { id: '7' }],
    ['declared as JSON, but a text', 'any', 'application/json', 'an employee = a hire', 'body-no-json'],
    ['declared as XML, but JSON, which the source does not send', 'xml', 'text/xml', json, 'body-no-xml'],
    [
      'declared as a form, but XML, which the source does not send',
      'form',
      'text/xml',
      xml,
      'content-type-unsupported',
    ],
    ['empty', 'any', 'text/xml', ' ', 'body-empty'],
  ])('%s', async (_, source, contentType, body, expected) => {
    const headers = { authorization: 'Bearer token', ...(contentType && { 'content-type': contentType }) };
    const { status, messages, lines } = await receive.post(source, headers, body);
    if (typeof expected === 'string') {
      expect(status).toBe(400);
      expect(lines.join('\n')).toContain(`"reason":"${expected}"`);
    } else {
      expect(messages.map(({ record }) => record)).toEqual([expected]);
    }
  });
});
