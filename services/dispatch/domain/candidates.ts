import * as z from 'zod';
import type { Text } from '../../../shared/i18n/text.ts';

/** How well somebody fits the work, best first; who has not what it takes is sent by a person only (R066). */
export const fitSchema = z.enum(['skill', 'general', 'anybody', 'unskilled']);
type Fit = z.infer<typeof fitSchema>;

/** Somebody on duty who could get the work, with what speaks for it (R067). */
export interface Candidate {
  readonly staffId: string;
  readonly fit: Fit;
  /** Work orders in hand. */
  readonly load: number;
}

export interface OnDutyWithLoad {
  readonly staffId: string;
  readonly skills: readonly string[];
  readonly load: number;
}

/** Who gets the work, and why: by the rule, as the one who had it before, by their own hand or by a person's decision. */
export const choiceSchema = z.object({
  staffId: z.string(),
  because: z.enum([...fitSchema.exclude(['unskilled']).options, 'holder', 'taken', 'by-hand']),
});
export type Choice = z.infer<typeof choiceSchema>;

export const choiceReasons: Readonly<Record<Choice['because'] | Fit, Text>> = {
  skill: { zh: '当班且具备所需技能', en: 'on duty, with the skill that the work demands' },
  general: {
    zh: '当班,无对应专长人员,由综合维修人员承接',
    en: 'on duty; nobody with the skill, so a general technician',
  },
  anybody: { zh: '当班', en: 'on duty; the work demands no skill' },
  unskilled: { zh: '当班,但不具备所需技能', en: 'on duty, without the skill that the work demands' },
  holder: { zh: '原承接人,符合新的要求', en: 'had the work before, and fits its new category' },
  taken: { zh: '本人抢单', en: 'took it when nobody had it' },
  'by-hand': { zh: '由管理人员或客服指派', en: 'given by a person' },
};

/**
 * Everybody on duty in the order in which the work should go to them (R067): first by skill – the very one, then
 * `general`, then none of it; where no skill is demanded all are alike – then by load, the least first. Where the best
 * are alike in both, the id of the work order decides: the same question always has the same answer, and many work
 * orders spread evenly.
 */
export function ranked(onDuty: readonly OnDutyWithLoad[], skill: string | null, workOrderId: string): Candidate[] {
  const ordered = onDuty
    .map(({ staffId, skills, load }): Candidate => ({ staffId, load, fit: fitOf(skills, skill) }))
    .toSorted((a, b) => rankOf(a) - rankOf(b) || a.load - b.load || (a.staffId < b.staffId ? -1 : 1));
  const best = ordered.filter(({ fit, load }) => fit === ordered[0]?.fit && load === ordered[0]?.load);
  const turn = best.length > 0 ? spread(workOrderId) % best.length : 0;
  return [...best.slice(turn), ...best.slice(0, turn), ...ordered.slice(best.length)];
}

/**
 * The one for whom the rule decides: the best who is able and has not been asked yet. Whoever had the work before its
 * category changed keeps it where nobody fits better: they may be on the way.
 */
export function chosen(
  candidates: readonly Candidate[],
  { asked, holders = [] }: { asked: readonly string[]; holders?: readonly string[] },
): Choice | undefined {
  const able = candidates.flatMap(({ staffId, fit }) =>
    fit === 'unskilled' || asked.includes(staffId) ? [] : [{ staffId, because: fit }],
  );
  const holder = able.find(({ staffId, because }) => holders.includes(staffId) && because === able[0]?.because);
  return holder ? { staffId: holder.staffId, because: 'holder' } : able[0];
}

function fitOf(skills: readonly string[], skill: string | null): Fit {
  if (skill === null) return 'anybody';
  if (skills.includes(skill)) return 'skill';
  return skills.includes('general') ? 'general' : 'unskilled';
}

const rankOf = ({ fit }: Candidate): number => fitSchema.options.indexOf(fit);

/** The same for the same id everywhere, and even over the random ids of work orders. */
const spread = (workOrderId: string): number =>
  [...workOrderId].reduce((hash, letter) => (hash * 31 + letter.charCodeAt(0)) >>> 0, 7);
