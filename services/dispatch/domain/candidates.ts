import * as z from 'zod';
import type { Text } from '../../../shared/i18n/text.ts';
import { type Distance, distanceLabels, distances } from './distance.ts';

/** How well somebody fits the work, best first; who has not what it takes is sent by a person only (R066). */
export const fitSchema = z.enum(['skill', 'general', 'anybody', 'unskilled']);
type Fit = z.infer<typeof fitSchema>;

/** Somebody on duty who could get the work, with what speaks for it (R067). */
export interface Candidate {
  readonly staffId: string;
  readonly fit: Fit;
  /** How good they are at it, 1 to 3; 0 where no skill counts. */
  readonly level: number;
  /** Work orders in hand. */
  readonly load: number;
  readonly distance: Distance;
  /** How much they like this kind of work, −2 to 2. */
  readonly preference: number;
}

export interface OnDutyWithLoad {
  readonly staffId: string;
  readonly skills: readonly string[];
  readonly load: number;
  readonly distance: Distance;
  /** By skill, 1 to 3; a skill without a level counts as 2. */
  readonly skillLevels?: Readonly<Record<string, number>> | undefined;
  /** By skill, −2 to 2; absent: 0. */
  readonly preferences?: Readonly<Record<string, number>> | undefined;
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
    zh: '当班，无对应专长人员，由综合维修人员承接',
    en: 'on duty; nobody with the skill, so a general technician',
  },
  anybody: { zh: '当班', en: 'on duty; the work demands no skill' },
  unskilled: { zh: '当班，但不具备所需技能', en: 'on duty, without the skill that the work demands' },
  holder: { zh: '原承接人，仍符合新类别的要求', en: 'had the work before, and fits its new category' },
  taken: { zh: '本人抢单', en: 'took it when nobody had it' },
  'by-hand': { zh: '由管理人员或客服指派', en: 'given by a person' },
};

const USUAL_LEVEL = 2;

/**
 * Everybody on duty in the order in which the work should go to them (R067): by skill – the very one, then `general`,
 * then none of it; where no skill is demanded all are alike – then by level, load, distance and preference. Between two
 * who are alike in all of it the id of the work order decides, for these two the same whoever else is on duty: the same
 * question has the same answer, and many work orders spread evenly.
 */
export function ranked(onDuty: readonly OnDutyWithLoad[], skill: string | null, workOrderId: string): Candidate[] {
  return onDuty.map((one) => candidateOf(one, skill)).toSorted((a, b) => compare(a, b, workOrderId));
}

function candidateOf({ staffId, skills, load, distance, ...more }: OnDutyWithLoad, skill: string | null): Candidate {
  const fit = fitOf(skills, skill);
  const counts = fit === 'skill' ? skill : fit === 'general' ? fit : null;
  const level = counts === null ? 0 : (more.skillLevels?.[counts] ?? USUAL_LEVEL);
  const preference = skill === null ? 0 : (more.preferences?.[skill] ?? 0);
  return { staffId, fit, level, load, distance, preference };
}

/** What is looked at, in this order; smaller is better. */
const criteria: readonly ((candidate: Candidate) => number)[] = [
  ({ fit }) => fitSchema.options.indexOf(fit),
  ({ level }) => -level,
  ({ load }) => load,
  ({ distance }) => distances.indexOf(distance),
  ({ preference }) => -preference,
];

function compare(a: Candidate, b: Candidate, workOrderId: string): number {
  for (const weighed of criteria) {
    const difference = weighed(a) - weighed(b);
    if (difference !== 0) return difference;
  }
  return turn(a, workOrderId) - turn(b, workOrderId) || (a.staffId < b.staffId ? -1 : Number(a.staffId > b.staffId));
}

/** Even over the ids of work orders, and independent of who else there is. */
function turn({ staffId }: Candidate, workOrderId: string): number {
  let hash = 0x811c9dc5;
  for (const letter of `${workOrderId} ${staffId}`) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193);
  // The last letters of a text alone move only the low bits: mixed once more, all of them count.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** All that decided where somebody stands, in the order in which it counts. */
export function reasonOf({ fit, level, load, distance, preference }: Candidate): Text {
  const parts: (Text | false)[] = [
    choiceReasons[fit],
    level > 0 && { zh: `技能等级 ${level}`, en: `level ${level}` },
    { zh: `在办工单 ${load} 单`, en: `work orders in hand: ${load}` },
    distanceLabels[distance],
    preference > 0 && { zh: `愿意承接此类工单（+${preference}）`, en: `likes this kind of work (+${preference})` },
    preference < 0 && {
      zh: `不愿承接此类工单（${preference}）`,
      en: `does not like this kind of work (${preference})`,
    },
  ];
  const said = parts.filter((part) => part !== false);
  return { zh: said.map(({ zh }) => zh).join('；'), en: said.map(({ en }) => en).join('; ') };
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
