import { expect, test } from '@jest/globals';
import * as v from 'valibot';
import { createRows } from '../../bench/list/create-rows.ts';
import { HireRow, toItem } from '../../lambda/hire/hire-row.ts';
import { listingOf, stretchesOf } from '../../lambda/hire/listing.ts';

const week = 7 * 24 * 60 * 60 * 1000;
const now = Date.parse('2026-03-02T08:00:00Z');
const rows = createRows(1000, 'home-made', now);

test('of a thousand rows ten are listed, thirty were mailed in a week, and all can be read as they are stored', () => {
  const stretches = stretchesOf(now);
  const listed = rows.map(listingOf).filter((place) => {
    const { listing, listingOrder = '' } = place ?? {};
    return listing === 'open' && stretches.some(({ from, to }) => from <= listingOrder && listingOrder <= to);
  });
  expect(listed).toHaveLength(10);
  expect(rows.filter(({ invitedAt = 0 }) => invitedAt > now - week)).toHaveLength(30);
  expect(rows.map((row) => v.parse(HireRow, toItem(row)))).toEqual(rows);
  expect(new Set(rows.map(({ hire }) => hire)).size).toBe(1000);
});
