import fc from 'fast-check';
import { canary, maxBodyBytes } from './receive-in-process.ts';

/** Names that every object has by its prototype, and others that were ever trouble. */
const oddNames = ['__proto__', 'constructor', 'prototype', 'toString', '', '../', 'ｂamboohr', '\r\n'];

export const oddText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom(...oddNames, '\ud800', '\u2028', '\u001b[31m', '1e999', '-1', '9'.repeat(400)),
  fc.constantFrom('x'.repeat(2000), `"}\n{"level":"ERROR","${canary}":"`),
);

export function mostly<Value>(usual: fc.Arbitrary<Value>, odd: fc.Arbitrary<Value>): fc.Arbitrary<Value> {
  return fc.oneof({ weight: 12, arbitrary: usual }, { weight: 1, arbitrary: odd });
}

const employeeId = fc.oneof(fc.integer(), fc.double(), oddText, fc.constant(null), fc.constant({ id: 1 }));
const more = fc.dictionary(oddText, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 2 });

const eventBased = fc
  .tuple(
    mostly(fc.constant('employee.created'), fc.constantFrom('employee.updated', canary)),
    employeeId,
    more,
  )
  .map(([type, id, rest]) => ({
    ...rest,
    type,
    data: { employeeId: id, workEmail: `${canary}@acme.example` },
  }));

const action = mostly<unknown>(
  fc.constant('Created'),
  fc.constantFrom(' created', 'Deleted', canary, null, 1),
);
const fieldBased = fc
  .array(fc.tuple(employeeId, action, more), { maxLength: 12 })
  .map((employees) => ({ employees: employees.map(([id, done, rest]) => ({ ...rest, id, action: done })) }));

const hires = fc
  .oneof(eventBased, fieldBased, fc.array(eventBased, { maxLength: 3 }))
  .map((body) => JSON.stringify(body));

/** About 2,500 levels are as many as the parser takes, about 5,000 as `JSON.stringify` takes. */
const nested = fc
  .tuple(fc.constantFrom(10, 500, 2000, 2500, 3000, 6000), fc.constantFrom(['[', ']'], ['{"a":[', ']}']))
  .map(([depth, [open = '', close = '']]) => `${open.repeat(depth)}1${close.repeat(depth)}`);

const oddJson = fc.oneof(
  fc.json(),
  nested.map((value) => `{"type":"employee.created","data":${value}}`),
  fc.constantFrom(
    `{"type":"x","type":"employee.created","data":{"employeeId":"${canary}","employeeId":"1"}}`,
    `{"type":"employee.created","__proto__":{"${canary}":1}}`,
    `{"type":"employee.created","constructor":{"prototype":{"${canary}":1}}}`,
    '{"type":"employee.created","constructor":1,"toString":1,"toJSON":1,"then":1,"length":1e999}',
    '{"type":"employee.created","data":{"employeeId":"\\ud800","n":1e999,"k":12345678901234567890}}',
    `{"employees":[${'{"action":"Created"},'.repeat(1500)}null]}`,
    `[${'1,'.repeat(2000)}1]`,
    '\uFEFF{"type":"employee.created","data":{}}',
    `{"type":"employee.created"}\n{"${canary}":1}`,
  ),
  fc.constantFrom(
    'null',
    '42',
    '1e999',
    'true',
    `"${canary}"`,
    '[]',
    '{}',
    'NaN',
    '',
    ' \r\n',
    '\u0000',
    'a=b',
  ),
);

const text = fc.oneof({ weight: 3, arbitrary: hires }, { weight: 1, arbitrary: oddJson });

/** A body with some bytes overwritten, inserted or cut out. */
const mutated = fc
  .tuple(text, fc.nat(), fc.nat(6), fc.uint8Array({ maxLength: 6 }))
  .map(([original, at, cut, bytes]) => {
    const body = Buffer.from(original);
    const start = at % (body.length + 1);
    return Buffer.concat([body.subarray(0, start), bytes, body.subarray(start + cut)]);
  });

export const hostileBodies = mostly(
  fc.oneof(
    text.map((body) => Buffer.from(body)),
    mutated,
  ),
  mostly(
    fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
    fc.constant(Buffer.alloc(maxBodyBytes + 1, ' ')),
  ),
);
