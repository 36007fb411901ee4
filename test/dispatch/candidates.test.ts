import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Candidate,
  chosen,
  type OnDutyWithLoad,
  ranked,
  reasonOf,
} from '../../services/dispatch/domain/candidates.ts';
import { distances, distanceTo } from '../../services/dispatch/domain/distance.ts';

const skills = ['plumbing', 'electrical', 'general'] as const;
const people = fc.uniqueArray(
  fc.record({
    staffId: fc.stringMatching(/^[a-z]{1,6}$/),
    skills: fc.subarray([...skills]),
    load: fc.integer({ min: 0, max: 3 }),
    distance: fc.constantFrom(...distances),
    skillLevels: fc.option(fc.record({ plumbing: fc.integer({ min: 1, max: 3 }) }), { nil: undefined }),
    preferences: fc.option(fc.record({ plumbing: fc.integer({ min: -2, max: 2 }) }), { nil: undefined }),
  }),
  { selector: ({ staffId }) => staffId, maxLength: 8 },
);
const skillWanted = fc.option(fc.constantFrom(...skills));
const ids = fc.uuid().map((id) => `${id}.1`);

const person = (staffId: string, load: number, ...held: string[]): OnDutyWithLoad => ({
  ...{ staffId, skills: held, load, distance: 'unknown' },
});

/** Smaller is better; 3: not able. */
const unfitness = ({ skills: held }: OnDutyWithLoad, skill: string | null): number => {
  if (skill === null || held.includes(skill)) return 0;
  return held.includes('general') ? 1 : 3;
};

describe('R066, R067: who is sent', () => {
  test('everybody on duty is listed once; nobody stands before one who fits better', () => {
    fc.assert(
      fc.property(people, skillWanted, ids, (onDuty, skill, id) => {
        const list = ranked(onDuty, skill, id);
        expect(list.map(({ staffId }) => staffId).toSorted()).toEqual(onDuty.map(({ staffId }) => staffId).toSorted());
        const weights = list.map(({ staffId }) => {
          const known = onDuty.find((one) => one.staffId === staffId);
          return known ? unfitness(known, skill) : Number.NaN;
        });
        expect(weights).toEqual(weights.toSorted((a, b) => a - b));
      }),
    );
  });

  test('R067: of two neighbours in the list the first is ahead in the first thing in which they differ', () => {
    /** The oracle, written as a person would weigh it: smaller stands before. */
    const weight = (one: OnDutyWithLoad, skill: string | null): number[] => {
      const fit = unfitness(one, skill);
      const counts = skill === null || fit === 3 ? null : fit === 0 ? skill : 'general';
      return [
        fit,
        counts === null ? 0 : 3 - (one.skillLevels?.[counts] ?? 2),
        one.load,
        ['building', 'community', 'unknown', 'elsewhere'].indexOf(one.distance),
        skill === null ? 0 : 2 - (one.preferences?.[skill] ?? 0),
      ];
    };
    fc.assert(
      fc.property(people, skillWanted, ids, (onDuty, skill, id) => {
        const list = ranked(onDuty, skill, id);
        const weights = list.map(({ staffId }) => {
          const known = onDuty.find((one) => one.staffId === staffId);
          return known ? weight(known, skill) : [];
        });
        weights.slice(1).forEach((behind, n) => {
          const differs = behind.findIndex((value, at) => value !== weights[n]?.[at]);
          if (differs >= 0) expect(behind[differs]).toBeGreaterThan(weights[n]?.[differs] ?? Number.NaN);
        });
      }),
      { numRuns: 500 },
    );
  });

  test('R067: it is one order: who stands before whom does not hang on who else is on duty', () => {
    fc.assert(
      fc.property(people, skillWanted, ids, fc.nat(7), (onDuty, skill, id, gone) => {
        const left = onDuty.toSpliced(gone, 1);
        const all = ranked(onDuty, skill, id).filter(({ staffId }) => left.some((one) => one.staffId === staffId));
        expect(ranked(left, skill, id)).toEqual(all);
      }),
    );
  });

  test('R067: the reason names all that decided a place: same words, same standing', () => {
    fc.assert(
      fc.property(people, skillWanted, ids, (onDuty, skill, id) => {
        const known = (list: Candidate[]) => list.map(({ staffId: _, ...rest }) => rest);
        const list = ranked(onDuty, skill, id);
        for (const a of list)
          for (const b of list) {
            const [one] = known([a]);
            const [other] = known([b]);
            const same = JSON.stringify(one) === JSON.stringify(other);
            expect(reasonOf(a).zh === reasonOf(b).zh).toBe(same);
            expect(reasonOf(a).en === reasonOf(b).en).toBe(same);
          }
      }),
    );
  });

  test('R067: words that a supervisor can read out', () => {
    const [first, second] = ranked(
      [
        {
          ...person('a', 1, 'plumbing'),
          distance: 'building',
          skillLevels: { plumbing: 3 },
          preferences: { plumbing: 1 },
        },
        { ...person('b', 0, 'plumbing'), preferences: { plumbing: -1 } },
      ],
      'plumbing',
      'r1.1',
    ).map(reasonOf);
    expect(first).toEqual({
      zh: '当班且具备所需技能；技能等级 3；在办工单 1 单；刚在本楼作业；愿意承接此类工单（+1）',
      en: 'on duty, with the skill that the work demands; level 3; work orders in hand: 1; last seen in this building; likes this kind of work (+1)',
    });
    expect(second?.zh).toBe('当班且具备所需技能；技能等级 2；在办工单 0 单；本班尚无到场记录；不愿承接此类工单（-1）');
  });

  test('skill comes before load: the busy plumber before the idle electrician', () => {
    const list = ranked(
      [person('idle', 0, 'electrical', 'general'), person('busy', 9, 'plumbing')],
      'plumbing',
      'r1.1',
    );
    expect(list).toEqual([
      { staffId: 'busy', fit: 'skill', level: 2, load: 9, distance: 'unknown', preference: 0 },
      { staffId: 'idle', fit: 'general', level: 2, load: 0, distance: 'unknown', preference: 0 },
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

describe('R067: how far somebody has to go', () => {
  const to = { communityId: 'yunshan', buildingId: 'yunshan-3' };
  const at = '2026-11-25T02:00:00.000Z';
  const now = '2026-11-25T10:00:00.000Z';

  test.each([
    ['the same building', { ...to, at }, 'building'],
    ['another building', { ...to, buildingId: 'yunshan-1', at }, 'community'],
    ['another community', { communityId: 'trial', buildingId: 'trial-1', at }, 'elsewhere'],
    ['nowhere yet', undefined, 'unknown'],
    ['the shift before', { ...to, at: '2026-11-25T01:59:59.999Z' }, 'unknown'],
  ] as const)('last seen: %s', (_, last, distance) => {
    expect(distanceTo(to, last, now)).toBe(distance);
  });
});
