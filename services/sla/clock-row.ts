import * as z from 'zod';
import type { Stored } from '../../shared/journal/journal.ts';
import { type About, aboutSchema } from './contract/about.ts';
import { type Clock, clockSchema } from './domain/clock.ts';

/** A clock as it stands in the table. */
export interface ClockRow extends Stored<Clock> {
  /** Of the act that made it, for the events that its timer will write. */
  readonly correlationId: string;
  /** The request when the clock was last written, so that lists need no second read. */
  readonly about: About;
  readonly armed: boolean;
}

const rowSchema = z.object({
  version: z.number(),
  correlationId: z.string(),
  about: aboutSchema,
  armedAt: z.string().optional(),
});

/** Reads a clock from its raw row, as a query or the sweep has it. */
export function clockRow(row: Record<string, unknown>): ClockRow {
  const { version, correlationId, about, armedAt } = rowSchema.parse(row);
  return { version, correlationId, about, armed: armedAt !== undefined, state: clockSchema.parse(row) };
}
