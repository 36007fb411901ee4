import * as fc from 'fast-check';
import type { Roster } from '../../services/directory/contract/post.ts';
import { everyDay } from './samples.ts';

const two = (part: number): string => String(part).padStart(2, '0');

/** Coarse, so that ends meet beginnings often. */
const time = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom(0, 15, 30, 59))
  .map(([hour, minute]) => `${two(hour)}:${two(minute)}`);

const shift = fc.record({
  staffId: fc.constantFrom('li-ming', 'liu-yang', 'zhang-qiang'),
  days: fc.subarray([...everyDay], { minLength: 1 }),
  from: time,
  to: fc.oneof(time, fc.constant('24:00')),
});

export const randomRoster = (timeZone: string): fc.Arbitrary<Roster> =>
  fc.record({ timeZone: fc.constant(timeZone), shifts: fc.array(shift, { minLength: 1, maxLength: 6 }) });
