import * as z from 'zod';
import { instantSchema } from '../../../shared/time/instants.ts';
import { breachCauseSchema } from '../contract/causes.ts';
import {
  clockBreached,
  clockBreachRetracted,
  clockBreachRetractedByRule,
  clockCancelled,
  clockCauseGiven,
  clockExempted,
  clockMet,
  clockMoved,
  clockPaused,
  clockResumed,
  clockStarted,
  clockWarned,
} from '../contract/events.ts';
import { givenExemptionSchema } from '../contract/exemptions.ts';
import { clockKindSchema } from '../contract/ids.ts';
import { type ClockOrigin, clockOriginSchema } from '../contract/origin.ts';
import { pauseSchema } from '../contract/pauses.ts';
import { type PromisedClock, promisedClockSchema } from '../contract/policy.ts';

const givenCauseSchema = z.object({
  cause: breachCauseSchema,
  note: z.string().nullable(),
  staffId: z.string(),
  at: instantSchema,
});

/** The state of one clock, as it is stored. */
export const clockSchema = z.object({
  clockId: z.string(),
  requestId: z.string(),
  kind: clockKindSchema,
  /** The timer writes to a `running` clock, and ends the pause of a `paused` one. */
  status: z.enum(['running', 'paused', 'met', 'breached', 'cancelled']),
  generation: z.int().positive(),
  /** When time began to count. */
  start: instantSchema,
  due: instantSchema,
  markAt: z.array(instantSchema),
  pauses: z.array(pauseSchema),
  agreedUntil: instantSchema.nullable(),
  extendedUntil: instantSchema.optional(),
  beyondCoverage: z.boolean(),
  /** When the clock was made; after `start` when the news of the request was slow. */
  startedAt: instantSchema,
  /** What a clock that lives waits for: its next mark or its deadline, or the end of its pause. */
  nextAt: instantSchema.optional(),
  /** When the verdict that stands was recorded. */
  judgedAt: instantSchema.optional(),
  /** The act that met it. */
  stoppedAt: instantSchema.optional(),
  promised: promisedClockSchema,
  origin: clockOriginSchema,
  /** Why it was breached, once somebody has said so. */
  cause: givenCauseSchema.optional(),
  /** Who has taken the breach out of the figures, and why. */
  exempted: givenExemptionSchema.optional(),
});
export type Clock = z.infer<typeof clockSchema>;

/** Whether a clock still waits for something: it has a timer and owes a verdict. */
export const lives = ({ status }: Pick<Clock, 'status'>): boolean => status === 'running' || status === 'paused';

/** An event of a clock as its journal tells it. */
export interface ClockEvent {
  readonly name: string;
  readonly at: string;
  readonly data: unknown;
  /** What the journal keeps of it and publishes to nobody. */
  readonly private?: Readonly<Record<string, unknown>> | undefined;
}

const notePrivateSchema = z.object({ note: z.string().nullable() });

/** Of clocks from before the first change of category was possible. */
const firstOrigin: ClockOrigin = {
  because: 'received',
  restarted: false,
  originalStart: null,
  previousClockId: null,
};

/**
 * The state after one more event. All changes come through here, the timer's machine writes the same fields; so the
 * events of a clock, read again, give its state.
 */
export function evolve(clock: Clock | undefined, event: ClockEvent): Clock {
  const { name, at, data } = event;
  if (!clock) {
    if (name !== clockStarted.name) throw new Error(`a clock begins with ${clockStarted.name}, not ${name}`);
    const { clockId, requestId, generation, origin = firstOrigin, ...promised } = clockStarted.data.parse(data);
    const { kind, start, due, markAt, beyondCoverage = false } = promised;
    const plan = { start, due, markAt, pauses: [], agreedUntil: null, beyondCoverage, promised, origin };
    const about = { clockId, requestId, kind, status: 'running', generation, startedAt: at } as const;
    return { ...about, ...plan, nextAt: nextAfter(at, plan) };
  }
  const { nextAt: _, judgedAt: __, stoppedAt: ___, cause: ____, exempted: _____, ...lasting } = clock;
  switch (name) {
    case clockWarned.name: {
      const { markAt } = clockWarned.data.parse(data);
      return { ...clock, nextAt: nextAfter(markAt, clock) };
    }
    case clockPaused.name: {
      const { resumesAt, reason: _reason, ...plan } = clockPaused.data.parse(data);
      return { ...unplanned(lasting), ...plan, status: 'paused', nextAt: resumesAt };
    }
    case clockResumed.name: {
      const { resumedAt, ...plan } = clockResumed.data.parse(data);
      // What a pause has moved lies at its end at the earliest.
      const nextAt = plan.markAt.find((mark) => mark >= resumedAt && mark < plan.due) ?? plan.due;
      return { ...unplanned(lasting), ...plan, status: 'running', nextAt };
    }
    case clockMoved.name: {
      const { previousDue: _previous, revived, promise, ...plan } = clockMoved.data.parse(data);
      const moved = { ...unplanned(revived ? lasting : clock), ...plan, ...(promise && replacing(promise)) };
      return revived || clock.status === 'running'
        ? { ...moved, status: 'running', nextAt: nextAfter(at, plan) }
        : moved;
    }
    case clockBreached.name: {
      const { generation } = clockBreached.data.parse(data);
      return { ...lasting, generation, status: 'breached', judgedAt: at };
    }
    case clockCancelled.name: {
      const { generation } = clockCancelled.data.parse(data);
      return { ...lasting, generation, status: 'cancelled', judgedAt: at };
    }
    case clockMet.name: {
      const { generation, stoppedAt } = clockMet.data.parse(data);
      return { ...lasting, generation, status: 'met', judgedAt: at, stoppedAt };
    }
    case clockCauseGiven.name: {
      const { cause, staffId } = clockCauseGiven.data.parse(data);
      return { ...clock, cause: { cause, ...notePrivateSchema.parse(event.private), staffId, at } };
    }
    case clockExempted.name: {
      const { reason, staffId } = clockExempted.data.parse(data);
      return { ...clock, exempted: { reason, ...notePrivateSchema.parse(event.private), staffId, at } };
    }
    case clockBreachRetracted.name: {
      // Where no act in time has met it, the next event says how it goes on.
      if (clockBreachRetractedByRule.data.safeParse(data).success)
        return { ...lasting, status: 'running', nextAt: clock.due };
      const { stoppedAt } = clockBreachRetracted.data.parse(data);
      return { ...lasting, status: 'met', judgedAt: at, stoppedAt };
    }
    default:
      throw new Error(`not an event of a clock: ${name}`);
  }
}

/** The first mark after an instant, else the deadline. Of a time agreed for before the opening no share ever passes. */
const nextAfter = (instant: string, { markAt, due }: Pick<Clock, 'markAt' | 'due'>): string =>
  markAt.find((mark) => mark > instant && mark < due) ?? due;

/** Without what a plan has only sometimes, so that it does not outlive the plan. */
const unplanned = <C extends Partial<Pick<Clock, 'extendedUntil'>>>({ extendedUntil: _, ...clock }: C) => clock;

function replacing({ origin, ...promised }: PromisedClock & { origin: ClockOrigin }) {
  return { promised, origin, start: promised.start };
}
