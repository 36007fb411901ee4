import * as z from 'zod';
import { instantSchema } from '../../../shared/time/instants.ts';
import { clockBreached, clockBreachRetracted, clockMet, clockStarted, clockWarned } from '../contract/events.ts';
import { clockKindSchema } from '../contract/ids.ts';
import { promisedClockSchema } from '../contract/policy.ts';

/** The state of one clock, as it is stored. */
export const clockSchema = z.object({
  clockId: z.string(),
  requestId: z.string(),
  kind: clockKindSchema,
  /** The timer writes to a `running` clock only. */
  status: z.enum(['running', 'met', 'breached']),
  generation: z.int().positive(),
  /** When time began to count. */
  start: instantSchema,
  due: instantSchema,
  /** When the clock was made; after `start` when the news of the request was slow. */
  startedAt: instantSchema,
  /** What a running clock waits for: its next mark or its deadline. */
  nextAt: instantSchema.optional(),
  /** When the verdict that stands was recorded. */
  judgedAt: instantSchema.optional(),
  /** The act that met it. */
  stoppedAt: instantSchema.optional(),
  promised: promisedClockSchema,
});
export type Clock = z.infer<typeof clockSchema>;

/** An event of a clock as its journal tells it. */
export interface ClockEvent {
  readonly name: string;
  readonly at: string;
  readonly data: unknown;
}

/**
 * The state after one more event. All changes come through here, the timer's machine writes the same fields; so the
 * events of a clock, read again, give its state.
 */
export function evolve(clock: Clock | undefined, { name, at, data }: ClockEvent): Clock {
  if (!clock) {
    if (name !== clockStarted.name) throw new Error(`a clock begins with ${clockStarted.name}, not ${name}`);
    const { clockId, requestId, generation, ...promised } = clockStarted.data.parse(data);
    const { kind, start, due } = promised;
    const nextAt = promised.markAt.find((mark) => mark > at) ?? due;
    return { clockId, requestId, kind, status: 'running', generation, start, due, startedAt: at, nextAt, promised };
  }
  const { nextAt: _, ...settled } = clock;
  switch (name) {
    case clockWarned.name: {
      const { markAt } = clockWarned.data.parse(data);
      return { ...clock, nextAt: clock.promised.markAt.find((mark) => mark > markAt) ?? clock.due };
    }
    case clockBreached.name:
      return { ...settled, status: 'breached', judgedAt: at };
    case clockMet.name:
    case clockBreachRetracted.name: {
      const { stoppedAt } = clockMet.data.parse(data);
      return { ...settled, status: 'met', judgedAt: at, stoppedAt };
    }
    default:
      throw new Error(`not an event of a clock: ${name}`);
  }
}
