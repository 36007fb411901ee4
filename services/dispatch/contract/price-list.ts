import * as z from 'zod';

const MAX_ITEMS = 100;
/** A million yuan, in 分. */
export const MAX_FEN = 100_000_000;

const wordsSchema = z.strictObject({
  zh: z.string().trim().min(1).max(60),
  en: z.string().trim().min(1).max(60),
});

/** Work that has a price of its own 有偿服务价目: what it is, what one of it costs, how long we stand for it. */
const priceListItemSchema = z.strictObject({
  code: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'small letters, digits and single hyphens only')
    .max(60),
  label: wordsSchema,
  unit: wordsSchema.describe('What is counted, like 次 or 米'),
  unitFen: z.int().min(0).max(MAX_FEN).describe('Price of one, in 分'),
  guaranteeDays: z.int().min(1).max(3650).optional().describe('Days in which it is mended free of charge'),
});

/** A company's price list: every code once. */
export const priceListItemsSchema = z
  .array(priceListItemSchema)
  .max(MAX_ITEMS)
  .superRefine((items, context) => {
    items.forEach(({ code }, n) => {
      if (items.findIndex((other) => other.code === code) < n)
        context.addIssue({ code: 'custom', path: [n, 'code'], message: 'stands in the list already' });
    });
  });
export type PriceListItems = z.infer<typeof priceListItemsSchema>;
