import { beforeAll, describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import { findShippedPackages, type ShippedPackage, toLicenceList } from '../../docs/licences.ts';
import { read } from './markdown.ts';

/** MPL-2.0 asks for the source of its own files only, and only of changed copies that are handed on. */
const allowed = ['MIT', 'MIT-0', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', 'MPL-2.0'];

describe('the packages that ship', () => {
  let packages: ShippedPackage[];

  beforeAll(async () => {
    packages = await findShippedPackages();
  });

  test('are those that the document lists: npm run docs writes it anew', () => {
    expect(read('docs/licences.md')).toBe(toLicenceList(packages));
  });

  test('are under licences that allow it', () => {
    expect(packages.filter(({ license }) => !allowed.includes(license))).toEqual([]);
  });

  test('have among them every dependency of package.json, in its exact version', () => {
    const { dependencies } = v.parse(
      v.object({ dependencies: v.record(v.string(), v.string()) }),
      JSON.parse(read('package.json')),
    );
    const shipped = packages.map(({ name, version }) => [name, version]);
    expect(shipped).toEqual(expect.arrayContaining(Object.entries(dependencies)));
  });
});
