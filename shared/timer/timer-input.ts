import type { Cause } from '../events/envelope.ts';
import { type Address, eventSk, todoShard } from '../journal/address.ts';
import { type EventDraft, eventFields } from '../journal/event-item.ts';

/** What a row does by itself at an instant, as its service decides it. */
export interface PlannedStep {
  /** ISO instant that the row waits for (`nextAt` in the row); the step never comes before or at it. */
  readonly instant: string;
  /** Milliseconds to wait beyond the instant, for news still on its way; at least 1. */
  readonly graceMs: number;
  /** The status in which the row must be; another one means that somebody else has settled it. */
  readonly statusBefore: string;
  readonly statusAfter: string;
  /** Which list shows the row after this step, and the ISO instant that gives its place there. */
  readonly listKey: string;
  readonly listAt: string;
  readonly event: EventDraft;
}

/** A finished step: all that the state machine writes, so that it needs no function. */
export interface TimerStep {
  /** Whole second, rounded up: AWS cuts the fraction of a wait's timestamp off. */
  readonly at: string;
  readonly expectedVersion: number;
  readonly version: number;
  readonly statusBefore: string;
  readonly statusAfter: string;
  readonly listKey: string;
  readonly listAt: string;
  /** What the row waits for after this step; unused in the last one. */
  readonly nextAt: string;
  readonly eventSk: string;
  readonly eventId: string;
  readonly eventName: string;
  readonly detail: string;
  readonly next?: TimerStep;
}

/** Input of one execution of `timer.asl.json`. */
export interface TimerInput {
  readonly pk: string;
  readonly sk: string;
  readonly todoShard: string;
  readonly tries: { readonly count: 0 };
  readonly step: TimerStep;
}

/**
 * The steps of one row from `version` on, finished ahead. That is possible because, while a row waits, only
 * its timer or an act that starts a new timer raises its version.
 * @param steps in the order of their instants, not empty; after the last one the row waits for nothing more
 */
export function timerInput(
  address: Address,
  version: number,
  steps: readonly PlannedStep[],
  company: string,
  cause: Omit<Cause, 'at'>,
): TimerInput {
  const step = steps.reduceRight<TimerStep | undefined>((next, planned, n) => {
    const after = version + n + 1;
    const { id, name, detail } = eventFields(address, after, planned.event, company, cause);
    return {
      at: wholeSecondAfter(planned.instant, planned.graceMs),
      expectedVersion: after - 1,
      version: after,
      statusBefore: planned.statusBefore,
      statusAfter: planned.statusAfter,
      listKey: planned.listKey,
      listAt: planned.listAt,
      nextAt: steps[n + 1]?.instant ?? planned.instant,
      eventSk: eventSk(address, after),
      eventId: id,
      eventName: name,
      detail,
      ...(next && { next }),
    };
  }, undefined);
  if (!step) throw new RangeError('a timer needs a step');
  return { pk: address.pk, sk: address.state, todoShard: todoShard(address.pk), tries: { count: 0 }, step };
}

/** The first whole second at or after `instant + graceMs`, as `…:05.000Z`. */
export function wholeSecondAfter(instant: string, graceMs: number): string {
  return new Date(Math.ceil((Date.parse(instant) + graceMs) / 1000) * 1000).toISOString();
}
