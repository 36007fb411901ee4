import { ConcurrentChange } from '../../shared/journal/errors.ts';
import { draft } from '../../shared/journal/event-item.ts';
import type { Journal } from '../../shared/journal/journal.ts';
import { priceListPublished } from './contract/events.ts';
import type { PriceListItems } from './contract/price-list.ts';
import { priceListAddress } from './store.ts';

/**
 * Writes the first version of the company's price list, where there is none yet.
 * @returns whether it was written
 */
export async function seedPriceList(journal: Journal, items: PriceListItems, now: string): Promise<boolean> {
  if (items.length === 0) return false;
  const cause = { at: now, actor: { type: 'system', id: 'seed' }, correlationId: 'seed', causationId: 'seed' } as const;
  const event = draft(priceListPublished, { version: 1, items });
  try {
    const change = { address: priceListAddress, expectedVersion: 0, state: { items }, events: [event] } as const;
    await journal.write({ cause, changes: [change] });
    return true;
  } catch (error) {
    if (error instanceof ConcurrentChange) return false;
    throw error;
  }
}
