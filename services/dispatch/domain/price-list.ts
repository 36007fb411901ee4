import * as z from 'zod';
import { priceListPublished } from '../contract/events.ts';
import { type PriceListItems, priceListItemsSchema } from '../contract/price-list.ts';

/** The company's price list, as it is stored. */
export const priceListSchema = z.object({ items: priceListItemsSchema });
export type PriceList = z.infer<typeof priceListSchema>;

/** What stands on it after one more event of its journal. */
export const priceListOf = (event: { readonly data: unknown }): PriceList => ({
  items: priceListPublished.data.parse(event.data).items,
});

const textSchema = z.object({ zh: z.string(), en: z.string() });

/** One line of a quote or a charge. What stands in the price list has its code; else the words are staff's own. */
export const lineSchema = z.object({
  code: z.string().nullable(),
  label: textSchema,
  unit: textSchema.nullable(),
  quantity: z.number().positive(),
  unitFen: z.int().min(0),
  amountFen: z.int().min(0),
});
export type Line = z.infer<typeof lineSchema>;

export const quantitySchema = z.number().positive().max(10_000);

/** So many of an item of the price list. */
export const listedSchema = z.strictObject({ code: z.string().max(60), quantity: quantitySchema });
export type Listed = z.infer<typeof listedSchema>;

/** Half a 分 is rounded up, line by line: as the household would add it up. */
const amountOf = (unitFen: number, quantity: number): number => Math.round(unitFen * quantity);

/** Staff's own line, for what no price list holds. */
export const freeLine = (words: string, quantity: number, unitFen: number): Line => ({
  ...{ code: null, label: { zh: words, en: words }, unit: null },
  ...{ quantity, unitFen, amountFen: amountOf(unitFen, quantity) },
});

/** The line of an item at the price that holds now; `undefined` when the list has no such item. */
export function listedLine(items: PriceListItems, { code, quantity }: Listed): Line | undefined {
  const item = items.find((one) => one.code === code);
  if (!item) return undefined;
  const { label, unit, unitFen } = item;
  return { code, label, unit, quantity, unitFen, amountFen: amountOf(unitFen, quantity) };
}

export const totalOf = (lines: readonly Line[]): number => lines.reduce((sum, { amountFen }) => sum + amountFen, 0);
