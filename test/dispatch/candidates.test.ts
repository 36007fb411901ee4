import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chosen, type OnDutyWithLoad, ranked } from '../../services/dispatch/domain/candidates.ts';

const skills = ['plumbing', 'electrical', 'general'] as const;
const people = fc.uniqueArray(
  fc.record({
    staffId: fc.stringMatching(/^[a-z]{1,6}$/),
    skills: fc.subarray([...skills]),
    load: fc.integer({ min: 0, max: 3 }),
  }),
  { selector: ({ staffId }) => staffId, maxLength: 8 },
);
const skillWanted = fc.option(fc.constantFrom(...skills));
const ids = fc.uuid().map((id) => `${id}.1`);

const person = (staffId: string, load: number, ...held: string[]): OnDutyWithLoad => ({ staffId, skills: held, load });

/** Smaller is better; 3: not able. */
const unfitness = ({ skills: held }: OnDutyWithLoad, skill: string | null): number => {
  if (skill === null || held.includes(skill)) return 0;
  return held.includes('general') ? 1 : 3;
};

describe('R066, R067: who is sent', () => {
  test('everybody on duty is listed once; nobody stands before one who fits better, nor before one as fit with less', () => {
    fc.assert(
      fc.property(people, skillWanted, ids, (onDuty, skill, id) => {
        const list = ranked(onDuty, skill, id);
        expect(list.map(({ staffId }) => staffId).toSorted()).toEqual(onDuty.map(({ staffId }) => staffId).toSorted());
        const weights = list.map(({ staffId, load }) => {
          const known = onDuty.find((one) => one.staffId === staffId);
          return known ? unfitness(known, skill) * 100 + load : Number.NaN;
        });
        expect(weights).toEqual(weights.toSorted((a, b) => a - b));
      }),
    );
  });

  test('skill comes before load: the busy plumber before the idle electrician', () => {
    const list = ranked(
      [person('idle', 0, 'electrical', 'general'), person('busy', 9, 'plumbing')],
      'plumbing',
      'r1.1',
    );
    expect(list).toEqual([
      { staffId: 'busy', fit: 'skill', load: 9 },
      { staffId: 'idle', fit: 'general', load: 0 },
    ]);
  });

  test('among those alike the one with the least in hand', () => {
    const onDuty = [person('a', 2, 'plumbing'), person('b', 1, 'plumbing'), person('c', 3, 'plumbing')];
    expect(ranked(onDuty, 'plumbing', 'r1.1').map(({ staffId }) => staffId)).toEqual(['b', 'a', 'c']);
  });

  test('is the same list however often and in whatever order it is asked', () => {
    fc.assert(
      fc.property(people, skillWanted, ids, (onDuty, skill, id) => {
        expect(ranked(onDuty.toReversed(), skill, id)).toEqual(ranked(onDuty, skill, id));
      }),
    );
  });

  test('spreads: of three plumbers alike each gets about a third of many work orders', () => {
    const onDuty = ['a', 'b', 'c'].map((staffId) => person(staffId, 0, 'plumbing'));
    const counts = new Map<string, number>();
    for (let n = 0; n < 3000; n++) {
      const staffId = ranked([...onDuty, person('d', 0, 'general')], 'plumbing', `request-${n}.1`)[0]?.staffId ?? '';
      counts.set(staffId, (counts.get(staffId) ?? 0) + 1);
    }
    expect([...counts.keys()].toSorted()).toEqual(['a', 'b', 'c']);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });

  test('the rule never chooses who is not able, nor who has been asked, and finds somebody where there is one', () => {
    fc.assert(
      fc.property(people, skillWanted, ids, fc.array(fc.nat(7)), (onDuty, skill, id, picks) => {
        const asked = picks.flatMap((n) => onDuty[n]?.staffId ?? []);
        const choice = chosen(ranked(onDuty, skill, id), { asked });
        const able = onDuty
          .filter((one) => unfitness(one, skill) < 3 && !asked.includes(one.staffId))
          .map(({ staffId }) => staffId);
        if (able.length === 0) expect(choice).toBeUndefined();
        else expect(able).toContain(choice?.staffId);
      }),
    );
  });

  test('whoever had the work before keeps it where nobody fits better, also with more in hand', () => {
    const onDuty = [person('had', 4, 'plumbing'), person('idle', 0, 'plumbing'), person('general', 0, 'general')];
    const list = ranked(onDuty, 'plumbing', 'r1.2');
    expect(chosen(list, { asked: [], holders: ['had'] })).toEqual({ staffId: 'had', because: 'holder' });
    expect(chosen(list, { asked: [], holders: ['general'] })).toEqual({ staffId: 'idle', because: 'skill' });
    expect(chosen(list, { asked: ['had'], holders: ['had'] })).toEqual({ staffId: 'idle', because: 'skill' });
  });
});
