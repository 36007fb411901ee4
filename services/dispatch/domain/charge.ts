import { MAX_FEN, type PriceListItems } from '../contract/price-list.ts';
import type { Cost } from './cost.ts';
import type { Fault } from './fault.ts';
import { type Line, type Listed, listedLine, totalOf } from './price-list.ts';
import type { WorkOrder } from './work-order.ts';

/** The cost as the assignee names it. */
export type GivenCost =
  | { readonly kind: 'free' }
  | { readonly kind: 'price-list'; readonly items: readonly Listed[] }
  | { readonly kind: 'quote'; readonly amountFen: number };

/**
 * What is charged, at the prices that hold now. Where the household has been asked about a price, nothing beyond what it
 * agreed to can be charged, whatever the price list says.
 * @param items the company's price list
 */
export function charged(
  { quote, agreedFen }: Pick<WorkOrder, 'quote' | 'agreedFen'>,
  given: GivenCost,
  items: PriceListItems,
): { cost: Cost } | { faults: readonly Fault[] } {
  if (given.kind === 'free') return { cost: given };
  if (given.kind === 'quote') return within(agreedFen, given, '/cost/amountFen');
  const priced = given.items.map((item) => listedLine(items, item));
  const lines = priced.filter((line): line is Line => line !== undefined);
  const faults = priced.flatMap((line, n): Fault[] =>
    line ? [] : [{ path: `/cost/items/${n}/code`, reason: 'is not in the price list' }],
  );
  if (faults.length > 0) return { faults };
  const amountFen = totalOf(lines);
  if (amountFen > MAX_FEN) return { faults: [{ path: '/cost/items', reason: 'is more than can be charged' }] };
  const cost: Cost = { kind: 'price-list', amountFen, lines };
  return quote ? within(agreedFen, cost, '/cost/items') : { cost };
}

function within(agreedFen: number | null, cost: Exclude<Cost, { kind: 'free' }>, path: string) {
  if (agreedFen === null)
    return { faults: [{ path: '/cost/kind', reason: 'the household has not agreed to a quote' }] };
  if (cost.amountFen > agreedFen)
    return { faults: [{ path, reason: `is more than the ${agreedFen} that the household agreed to` }] };
  return { cost };
}
