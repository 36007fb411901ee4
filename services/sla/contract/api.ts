import * as z from 'zod';
import { instantSchema } from '../../../shared/time/instants.ts';
import { clockKindSchema } from './ids.ts';
import { promisedClockSchema } from './policy.ts';

/** A clock as the API shows it: how it stands, and the rule that it was made by. */
export const clockViewSchema = z.object({
  id: z.string(),
  requestId: z.string(),
  kind: clockKindSchema,
  status: z.enum(['running', 'paused', 'met', 'breached', 'cancelled']),
  version: z.int().positive(),
  start: instantSchema,
  due: instantSchema,
  startedAt: instantSchema,
  /** When the verdict that stands was recorded; null while it runs. */
  judgedAt: instantSchema.nullable(),
  /** The act that stopped it, in time or late; null while there is none. */
  stoppedAt: instantSchema.nullable(),
  rule: promisedClockSchema.pick({
    limit: true,
    calendarId: true,
    calendarVersion: true,
    policyId: true,
    policyVersion: true,
    marks: true,
    ladder: true,
  }),
});
export type ClockView = z.infer<typeof clockViewSchema>;
