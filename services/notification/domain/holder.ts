import type { Message } from './message.ts';

/** The aggregate that an event is of, here a work order: an event's id ends with its version. */
const aggregateOf = (eventId: string): string => eventId.slice(0, eventId.lastIndexOf('.'));

/** Who has the work after what a message tells; undefined for a message that tells nothing of it. */
function holderBy({ content, staffId }: Message): string | null | undefined {
  switch (content.template) {
    case 'work-order-assigned':
      return staffId;
    case 'work-order-refused':
    case 'work-order-cancelled':
      return null;
    default:
      return undefined;
  }
}

/**
 * Whose a request's work is, as far as people have been told: of each work order the last news counts, by its version,
 * of several the one that was told last. Null when it is nobody's.
 * @param messages all of the request's messages
 */
export function holderIn(messages: readonly Message[]): string | null {
  const last = new Map<string, Message>();
  for (const message of messages) {
    if (holderBy(message) === undefined) continue;
    const order = aggregateOf(message.eventId);
    const known = last.get(order);
    if (!known || known.eventId < message.eventId) last.set(order, message);
  }
  const held = [...last.values()]
    .filter((message) => holderBy(message) !== null)
    .toSorted((a, b) => (a.queuedAt < b.queuedAt ? -1 : 1));
  return held.at(-1)?.staffId ?? null;
}
