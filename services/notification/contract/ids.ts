import * as z from 'zod';
import type { ClockKind } from '../../sla/contract/ids.ts';

/** What a message says. Those that begin with `owner-` go to a household, all others to staff. */
export const templateCodeSchema = z.enum([
  'work-order-assigned',
  'work-order-refused',
  'work-order-not-accepted',
  'work-order-cancelled',
  'contact-due',
  'roster-gap',
  'warning',
  'breach',
  'breach-retracted',
  'breach-voided',
  'owner-received',
  'owner-coming',
  'owner-waiting',
  'owner-quoted',
  'owner-visit',
  'owner-done',
  'owner-answered',
  'owner-reclassified',
  'owner-note',
]);
export type TemplateCode = z.infer<typeof templateCodeSchema>;

/** How a message travels. */
export const channelSchema = z.enum(['email', 'sms', 'chat']);
/** To one person; `chat` is the company's group of staff. */
export const personalChannelSchema = channelSchema.exclude(['chat']);
export type Channel = z.infer<typeof channelSchema>;
export type PersonalChannel = z.infer<typeof personalChannelSchema>;

/** Clocks whose work is somebody's in the field: they can still go there. */
const heldKinds: readonly ClockKind[] = ['arrival', 'quote', 'resolve'];

/** Clocks of which somebody is told before they run out: where a word in time helps. The desk's own among them. */
export const warnedKinds: readonly ClockKind[] = [...heldKinds, 'answer', 'feedback'];

/** Whether whoever holds a work order can stop a clock; else it is the desk's. */
export const isHeldKind = (kind: ClockKind): boolean => heldKinds.includes(kind);
