import type { Cause } from './envelope.ts';

/** Why a service writes by itself: an event made it. @param at ISO instant of the write */
export const bySystem = (service: string, event: { id: string; correlationId: string }, at: string): Cause => ({
  at,
  actor: { type: 'system', id: service },
  correlationId: event.correlationId,
  causationId: event.id,
});
