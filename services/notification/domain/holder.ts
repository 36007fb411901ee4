import type { Message } from './message.ts';

/** Who has the work after an event; null: nobody. */
interface Handover {
  readonly eventId: string;
  readonly staffId: string | null;
  /** When it was told here. */
  readonly at: string;
}

/** The aggregate that an event is of, here a work order: an event's id ends with its version. */
const aggregateOf = (eventId: string): string => eventId.slice(0, eventId.lastIndexOf('.'));

function handoverIn({ content: { template }, eventId, staffId, copyStaffIds, queuedAt: at }: Message): Handover[] {
  // A post in the chat group goes to nobody alone; it calls by name whose the work is.
  if (template === 'work-order-assigned') return [{ eventId, staffId: staffId ?? copyStaffIds[0] ?? null, at }];
  return template === 'work-order-cancelled' ? [{ eventId, staffId: null, at }] : [];
}

/**
 * Whose a request's work is, as far as people have been told: of each work order the last news counts, by its version,
 * of several the one that was told last. Null when it is nobody's.
 * @param messages all of the request's messages
 * @param givenBack ids of the events by which work orders were given back
 */
export function holderIn(messages: readonly Message[], givenBack: readonly string[]): string | null {
  const handovers = [
    ...messages.flatMap(handoverIn),
    ...givenBack.map((eventId): Handover => ({ eventId, staffId: null, at: '' })),
  ];
  const last = new Map<string, Handover>();
  for (const handover of handovers) {
    const order = aggregateOf(handover.eventId);
    const known = last.get(order);
    if (!known || known.eventId < handover.eventId) last.set(order, handover);
  }
  const held = [...last.values()].filter(({ staffId }) => staffId !== null).toSorted((a, b) => (a.at < b.at ? -1 : 1));
  return held.at(-1)?.staffId ?? null;
}
