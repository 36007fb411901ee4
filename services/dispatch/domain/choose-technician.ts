import * as z from 'zod';
import type { Text } from '../../../shared/i18n/text.ts';

/** Who gets the work, and why (R066, R067). */
export const choiceSchema = z.object({
  staffId: z.string(),
  because: z.enum(['skill', 'general', 'anybody']),
});
export type Choice = z.infer<typeof choiceSchema>;

export const choiceReasons: Readonly<Record<Choice['because'], Text>> = {
  skill: { zh: '当班且具备所需技能', en: 'on duty, with the skill that the work demands' },
  general: {
    zh: '当班,无对应专长人员,由综合维修人员承接',
    en: 'on duty; nobody with the skill, so a general technician',
  },
  anybody: { zh: '当班', en: 'on duty; the work demands no skill' },
};

interface Technician {
  readonly staffId: string;
  readonly skills: readonly string[];
}

/**
 * The technician for a work order among those on duty: with the very skill, else a general one; when no skill is
 * demanded, anybody. Among several the id of the work order decides, whatever work they already have: the same
 * question always has the same answer, and many work orders spread evenly.
 * @returns `undefined` when nobody on duty can do it
 */
export function chooseTechnician(
  onDuty: readonly Technician[],
  skill: string | null,
  workOrderId: string,
): Choice | undefined {
  const tiers: [Choice['because'], readonly Technician[]][] =
    skill === null
      ? [['anybody', onDuty]]
      : [
          ['skill', onDuty.filter(({ skills }) => skills.includes(skill))],
          ['general', onDuty.filter(({ skills }) => skills.includes('general'))],
        ];
  for (const [because, able] of tiers) {
    const chosen = able.toSorted((a, b) => (a.staffId < b.staffId ? -1 : 1))[spread(workOrderId) % able.length];
    if (chosen) return { staffId: chosen.staffId, because };
  }
  return undefined;
}

/** The same for the same id everywhere, and even over the random ids of work orders. */
const spread = (workOrderId: string): number =>
  [...workOrderId].reduce((hash, letter) => (hash * 31 + letter.charCodeAt(0)) >>> 0, 7);
