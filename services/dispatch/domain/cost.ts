import * as z from 'zod';
import { MAX_FEN } from '../contract/price-list.ts';
import { lineSchema } from './price-list.ts';

const fenSchema = z.int().min(0).max(MAX_FEN);

/** What a work order costs the household: nothing, items of the price list, or what it has agreed to. */
export const costSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('free') }),
  z.object({ kind: z.literal('price-list'), amountFen: fenSchema, lines: z.array(lineSchema).default([]) }),
  z.object({ kind: z.literal('quote'), amountFen: fenSchema }),
]);
export type Cost = z.infer<typeof costSchema>;

/** In 分. */
export const chargeOf = (cost: Cost): number => (cost.kind === 'free' ? 0 : cost.amountFen);
