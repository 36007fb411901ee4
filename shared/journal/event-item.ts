import type * as z from 'zod';
import type { EventDefinition } from '../events/define-event.ts';
import { type Cause, type Detail, MAX_DETAIL_BYTES } from '../events/envelope.ts';
import { type Address, eventId } from './address.ts';

/** An event is larger than the bus takes; nothing was written. */
export class EventTooLarge extends Error {
  override readonly name = 'EventTooLarge';
}

/** An event about to be written. `private` stays in the journal and is never published. */
export interface EventDraft {
  readonly name: string;
  readonly schema: number;
  readonly data: unknown;
  readonly private?: Record<string, unknown>;
}

/** A draft whose data fits its definition. */
export function draft<Data extends z.ZodType>(
  definition: EventDefinition<string, Data>,
  data: z.input<Data>,
  privateData?: Record<string, unknown>,
): EventDraft {
  const { name, schema } = definition;
  return { name, schema, data: definition.data.parse(data), ...(privateData && { private: privateData }) };
}

/**
 * The fields of an event item that are known before its instant is: what a timer carries with it until its deadline.
 * @throws EventTooLarge
 */
export function eventFields(
  address: Address,
  version: number,
  event: EventDraft,
  company: string,
  cause: Omit<Cause, 'at'>,
): { id: string; name: string; detail: string } {
  const id = eventId(address, version);
  const detail: Detail = {
    id,
    schema: event.schema,
    company,
    actor: cause.actor,
    correlationId: cause.correlationId,
    causationId: cause.causationId,
    subject: { type: address.type, id: address.id, version },
    data: event.data,
  };
  const json = JSON.stringify(detail);
  if (Buffer.byteLength(json) > MAX_DETAIL_BYTES) throw new EventTooLarge(`${event.name} ${id}`);
  return { id, name: event.name, detail: json };
}
