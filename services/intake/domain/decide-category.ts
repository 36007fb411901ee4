import type { Text } from '../../../shared/i18n/text.ts';
import type { CommunityKind } from '../../directory/contract/records.ts';
import { type Category, type RequestType, typeLabels } from './categories/category.ts';
import { categoryOf } from './categories.ts';
import { classify } from './classify.ts';

/** The category a request gets, and what it rests on. */
export interface CategoryDecision {
  readonly category: Category;
  readonly keyword: string | null;
  readonly classifiedBy: 'keyword' | 'no-keyword' | 'owner' | 'staff';
}

/** What the person who reports names beside the description, if anything. */
export interface Chosen {
  /** Code of a category. */
  readonly category?: string | undefined;
  readonly type?: RequestType | undefined;
  readonly by: 'owner' | 'staff';
}

/**
 * Staff's choice of a category counts. A household's counts too, but an urgent word of the description wins over it,
 * and so over a type that anybody named: the emergency clock is raised by words and by staff, never held back by a
 * form (R042). A keyword stays only where it supports the choice: it is read out in messages as what happened.
 */
export function decideCategory(
  description: string,
  chosen: Chosen = { by: 'owner' },
  kind?: CommunityKind,
): CategoryDecision {
  const suggestion = classify(description, chosen.type, kind);
  const { category, keyword } = suggestion;
  const overruled = chosen.by === 'owner' && category.urgent;
  if (chosen.category === undefined || overruled) {
    const byType = chosen.type !== undefined && keyword === null;
    return { category, keyword, classifiedBy: byType ? chosen.by : suggestion.reason };
  }
  const supported = category.code === chosen.category;
  return { category: categoryOf(chosen.category), keyword: supported ? keyword : null, classifiedBy: chosen.by };
}

/** Why a request has its category, in words for who reported it. Names nothing but words of our own lists. */
export function reasonOf({ category, keyword, classifiedBy }: CategoryDecision): Text {
  const { zh, en } = category.label;
  const type = typeLabels[category.type];
  if (classifiedBy === 'staff') return { zh: `由工作人员归类为“${zh}”`, en: `Staff chose “${en}”` };
  if (classifiedBy === 'owner') return { zh: `按您选择的“${type.zh}”受理`, en: `As you chose: ${type.en}` };
  if (keyword === null)
    return {
      zh: `暂不能从描述判断类别，先按“${zh}”受理`,
      en: `The description does not say which category: “${en}” for now`,
    };
  return category.urgent
    ? { zh: `描述中提到“${keyword}”，按紧急情况“${zh}”受理`, en: `The description says “${keyword}”: urgent, “${en}”` }
    : { zh: `描述中提到“${keyword}”，按“${zh}”受理`, en: `The description says “${keyword}”: “${en}”` };
}
