import { type Category, categoryOf } from './categories.ts';
import { classify } from './classify.ts';

/** The category a request gets, and what it rests on. */
export interface CategoryDecision {
  readonly category: Category;
  readonly keyword: string | null;
  readonly classifiedBy: 'keyword' | 'no-keyword' | 'staff';
}

/**
 * Staff's choice counts; without one the words of the description do. A keyword stays only where it supports the
 * choice: it is read out in messages as what happened.
 * @param chosen code of the category that staff named; an owner names none, so that the emergency clock is never
 *   raised by an owner's choice alone
 */
export function decideCategory(description: string, chosen?: string): CategoryDecision {
  const suggestion = classify(description);
  if (chosen === undefined)
    return { category: suggestion.category, keyword: suggestion.keyword, classifiedBy: suggestion.reason };
  const supported = suggestion.category.code === chosen;
  return { category: categoryOf(chosen), keyword: supported ? suggestion.keyword : null, classifiedBy: 'staff' };
}
