import * as z from 'zod';

/**
 * What has been said before a clock's deadline, and from which generation on it may be: once per generation, and not
 * when the clock has been stopped, moved or taken away meanwhile. Both kinds of news pass through it, in any order.
 */
export const warningSchema = z.object({
  clockId: z.string(),
  requestId: z.string(),
  /** The last generation that was warned of; 0 before the first. */
  told: z.int().nonnegative(),
  /** Warnings of earlier generations are void. */
  validFrom: z.int().positive(),
});
export type Warning = z.infer<typeof warningSchema>;

export const emptyWarning = (requestId: string, clockId: string): Warning => ({
  clockId,
  requestId,
  told: 0,
  validFrom: 1,
});

export const mayWarn = ({ told, validFrom }: Warning, generation: number): boolean =>
  generation > told && generation >= validFrom;
