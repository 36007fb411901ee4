import type { CommunityKind } from '../../directory/contract/records.ts';
import { type Category, type RequestType, requestTypes } from './categories/category.ts';
import { complaints } from './categories/complaints.ts';
import { inquiries } from './categories/inquiries.ts';
import { others } from './categories/others.ts';
import { publicRepairs } from './categories/public-repairs.ts';
import { FALLBACK_CATEGORY, repairs } from './categories/repairs.ts';

/** Every kind of request that the company knows (R001, R002, R005, R040–R054). */
export const categories: readonly Category[] = [...repairs, ...publicRepairs, ...complaints, ...inquiries, ...others];

const byCode = new Map(categories.map((category) => [category.code, category]));

/** @throws RangeError for a code that is not in the list */
export function categoryOf(code: string): Category {
  const category = byCode.get(code);
  if (!category) throw new RangeError(`no category ${code}`);
  return category;
}

/** What a request of a type is when no word says more. */
const fallbacks: Readonly<Record<RequestType, string>> = {
  repair: FALLBACK_CATEGORY,
  public: 'public-other',
  complaint: 'complaint-other',
  inquiry: 'inquiry-general',
  help: 'help-other',
  suggestion: 'suggestion',
  service: 'service',
  'billing-question': 'billing-question',
};

export const fallbackOf = (type: RequestType = 'repair'): Category => categoryOf(fallbacks[type]);

/** What a household may name by itself: no emergency, and no grade that staff give (R042). */
export const isForOwners = ({ urgent, staffOnly }: Category): boolean => !urgent && !staffOnly;

/** Whether it is a grade that staff give, like that of a serious complaint (R041); a code that has left the list is none. */
export const isGrade = (code: string): boolean => byCode.get(code)?.staffOnly ?? false;

/** Whether there is such a thing in a community of this kind (R026). */
export const isOfKind = ({ kinds }: Pick<Category, 'kinds'>, kind: CommunityKind): boolean =>
  kinds?.includes(kind) ?? true;

/** The types that a household may name by itself: those that are not an emergency before a word says so. */
export const ownersTypes: readonly RequestType[] = requestTypes.filter((type) => !fallbackOf(type).urgent);
