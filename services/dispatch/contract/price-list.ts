import * as z from 'zod';

const MAX_ITEMS = 100;
/** A million yuan, in 分. */
export const MAX_FEN = 100_000_000;

const wordSchema = z.string().trim().min(1).max(60);
const words = { zh: wordSchema, en: wordSchema };

/** Work that has a price of its own 有偿服务价目: what it is, what one of it costs, how long we stand for it. */
const priceListItemSchema = z.object({
  code: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'small letters, digits and single hyphens only')
    .max(60),
  label: z.object(words),
  unit: z.object(words).describe('What is counted, like 次 or 米'),
  unitFen: z.int().min(0).max(MAX_FEN).describe('Price of one, in 分'),
  guaranteeDays: z.int().min(1).max(3650).optional().describe('Days in which it is mended free of charge'),
});

/** A company's price list, as it is published and kept. */
export const priceListItemsSchema = z.array(priceListItemSchema);
export type PriceListItems = z.infer<typeof priceListItemsSchema>;

/** A price list as somebody writes it: every code once, and nothing that is not known here. */
export const priceListCommandSchema = z
  .array(z.strictObject({ ...priceListItemSchema.shape, label: z.strictObject(words), unit: z.strictObject(words) }))
  .max(MAX_ITEMS)
  .superRefine((items, context) => {
    items.forEach(({ code }, n) => {
      if (items.findIndex((other) => other.code === code) < n)
        context.addIssue({ code: 'custom', path: [n, 'code'], message: 'stands in the list already' });
    });
  });
