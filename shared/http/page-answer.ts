import * as z from 'zod';

const nextSchema = z.string().nullable().describe('Given as `cursor` it leads to the next page; null on the last one');

/** What a list answers with. */
export const pageAnswerOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), next: nextSchema });
