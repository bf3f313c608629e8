/**
 * Bodies of any size that are as dear as can be, each in its own way: many values, many records, one long text. As whoever
 * knows the secret may send them, or a broken export.
 */

export type Shape = keyof typeof shapes;

/** A body of at most `bytes`, which grows with them. */
export function createLargeBody(shape: Shape, bytes: number): Buffer {
  const { format, begin, unit, end } = shapes[shape];
  const room = bytes - Buffer.byteLength(begin + end);
  const parts: string[] = [];
  for (let index = 0, used = 0; ; index += 1) {
    const part = typeof unit === 'string' ? unit : unit(index);
    used += Buffer.byteLength(part);
    if (used > room) break;
    parts.push(part);
  }
  const joined = parts.join('');
  return Buffer.from(
    format === 'json' ? `${begin}${joined.replace(/,$/, '')}${end}` : `${begin}${joined}${end}`,
  );
}

export function formatOfShape(shape: Shape): 'json' | 'xml' | 'form' {
  return shapes[shape].format;
}

interface Made {
  format: 'json' | 'xml' | 'form';
  begin: string;
  unit: string | ((index: number) => string);
  end: string;
}

const hire = '"type":"employee.created","data":{"employeeId":"1"}';

const shapes = {
  'JSON of zeros': { format: 'json', begin: '[', unit: '0,', end: ']' },
  'JSON of zeros in one record': { format: 'json', begin: `{${hire},"n":[`, unit: '0,', end: ']}' },
  'JSON of empty objects': { format: 'json', begin: '{"employees":[', unit: '{},', end: ']}' },
  'JSON of short hires': {
    format: 'json',
    begin: '{"employees":[',
    unit: (index) => `{"id":${index},"action":"Created"},`,
    end: ']}',
  },
  'JSON of hires': {
    format: 'json',
    begin: '{"employees":[',
    unit: (index) =>
      `{"id":${index},"action":"Created","note":"${'a person of whom much is known. '.repeat(30)}"},`,
    end: ']}',
  },
  'JSON of many names': { format: 'json', begin: `{${hire}`, unit: (index) => `,"n${index}":1`, end: '}' },
  'JSON of one text': { format: 'json', begin: `{${hire},"n":"`, unit: 'x'.repeat(1000), end: '"}' },
  'JSON of one text in another script': {
    format: 'json',
    begin: `{${hire},"n":"`,
    unit: 'ж'.repeat(1000),
    end: '"}',
  },
  'JSON of escapes': { format: 'json', begin: `{${hire},"n":"`, unit: '\\u0063\\\\'.repeat(100), end: '"}' },
  'JSON of brackets': { format: 'json', begin: `{${hire},"n":[`, unit: '[],', end: ']}' },
  'JSON of openings': { format: 'json', begin: '', unit: '[', end: '' },
  'JSON of spaces': { format: 'json', begin: '{', unit: ' '.repeat(1000), end: `${hire}}` },
  'XML of workers': {
    format: 'xml',
    begin: '<ws:Worker_Sync xmlns:ws="urn:com.workday/workersync">',
    unit: (index) =>
      `<ws:Worker><ws:Summary><ws:Employee_ID>${index}</ws:Employee_ID></ws:Summary><ws:Personal><ws:Name>${'Ada '.repeat(100)}</ws:Name></ws:Personal></ws:Worker>`,
    end: '</ws:Worker_Sync>',
  },
  'XML of empty workers': {
    format: 'xml',
    begin: '<Worker_Sync>',
    unit: '<Worker x="1"/>',
    end: '</Worker_Sync>',
  },
  'XML of elements in one worker': {
    format: 'xml',
    begin: '<Worker_Sync><Worker>',
    unit: '<a/>',
    end: '</Worker></Worker_Sync>',
  },
  'XML of many names': {
    format: 'xml',
    begin: '<Worker_Sync><Worker>',
    unit: (index) => `<n${index}/>`,
    end: '</Worker></Worker_Sync>',
  },
  'XML of elements with attributes': {
    format: 'xml',
    begin: '<Worker_Sync><Worker>',
    unit: '<a b="1" c="2"/>',
    end: '</Worker></Worker_Sync>',
  },
  'XML of attributes': { format: 'xml', begin: '<Worker', unit: (index) => ` a${index}="1"`, end: '/>' },
  'XML of entities': { format: 'xml', begin: '<Worker>', unit: '&amp;'.repeat(100), end: '</Worker>' },
  'XML of text in another script': {
    format: 'xml',
    begin: '<Worker>',
    unit: 'ж'.repeat(1000),
    end: '</Worker>',
  },
  'XML of openings': { format: 'xml', begin: '', unit: '<a>', end: '' },
  'a form of one name': { format: 'form', begin: 'id=1', unit: '&a=1', end: '' },
  'a form of one list': { format: 'form', begin: 'id=1', unit: '&a[]=x', end: '' },
  'a form of hires': {
    format: 'form',
    begin: 'type=x',
    unit: (index) => `&employees[${index}][action]=Created&employees[${index}][n]=${'x'.repeat(300)}`,
    end: '',
  },
  'a form of escapes': {
    format: 'form',
    begin: 'type=employee.created&n=',
    unit: '%D0%B6'.repeat(100),
    end: '',
  },
  'a form of broken escapes': { format: 'form', begin: 'type=employee.created&n=', unit: '%F6%zz', end: '' },
  'a form of brackets': { format: 'form', begin: 'a', unit: '[b', end: '=1' },
} as const satisfies Record<string, Made>;

export const allShapes = Object.keys(shapes).filter((name): name is Shape => name in shapes);
