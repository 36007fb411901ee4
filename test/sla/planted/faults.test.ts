import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { faults } from './faults.ts';

// `npm run planted-faults` plants them; here only that each one still has its place in the product.
it.each(faults)('can be planted: $what', ({ file, find, put }) => {
  const text = readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');
  expect(text.split(find)).toHaveLength(2);
  expect(put).not.toBe(find);
});
