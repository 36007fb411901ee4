import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chooseTechnician } from '../../services/dispatch/domain/choose-technician.ts';

const skills = ['plumbing', 'electrical', 'general'] as const;
const people = fc.uniqueArray(
  fc.record({ staffId: fc.stringMatching(/^[a-z]{1,6}$/), skills: fc.subarray([...skills]) }),
  { selector: ({ staffId }) => staffId, maxLength: 8 },
);
const skillWanted = fc.option(fc.constantFrom(...skills));
const ids = fc.uuid().map((id) => `${id}.1`);

const person = (staffId: string, ...held: string[]) => ({ staffId, skills: held });

describe('R066, R067: who is sent', () => {
  test('has the skill where anybody on duty has it, and says so', () => {
    fc.assert(
      fc.property(people, skillWanted, ids, (onDuty, skill, id) => {
        const choice = chooseTechnician(onDuty, skill, id);
        const idsWith = (wanted: string) =>
          onDuty.flatMap(({ staffId, skills: held }) => (held.some((one) => one === wanted) ? [staffId] : []));
        const able = skill === null ? [] : idsWith(skill);
        const general = idsWith('general');
        if (skill === null) expect(choice?.because).toBe(onDuty.length > 0 ? 'anybody' : undefined);
        else if (able.length > 0)
          expect([choice?.because, able]).toEqual(['skill', expect.arrayContaining([choice?.staffId])]);
        else if (general.length > 0)
          expect([choice?.because, general]).toEqual(['general', expect.arrayContaining([choice?.staffId])]);
        else expect(choice).toBeUndefined();
      }),
    );
  });

  test('is the same person however often and in whatever order of the list it is asked', () => {
    fc.assert(
      fc.property(people, skillWanted, ids, (onDuty, skill, id) => {
        const choice = chooseTechnician(onDuty, skill, id);
        expect(chooseTechnician(onDuty.toReversed(), skill, id)).toEqual(choice);
      }),
    );
  });

  test('spreads: of three plumbers each gets about a third of many work orders', () => {
    const onDuty = [person('a', 'plumbing'), person('b', 'plumbing'), person('c', 'plumbing'), person('d', 'general')];
    const counts = new Map<string, number>();
    for (let n = 0; n < 3000; n++) {
      const staffId = chooseTechnician(onDuty, 'plumbing', `request-${n}.1`)?.staffId ?? '';
      counts.set(staffId, (counts.get(staffId) ?? 0) + 1);
    }
    expect([...counts.keys()].toSorted()).toEqual(['a', 'b', 'c']);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });
});
