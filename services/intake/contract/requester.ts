import * as z from 'zod';

/**
 * As what somebody reports (R031): of a household its owner, family or tenant; an organisation that is a customer
 * (R032); somebody from outside; nobody who can be known (R008); or staff of their own accord (R034).
 */
export const requesterKindSchema = z.enum([
  'owner',
  'family',
  'tenant',
  'unit-customer',
  'passer-by',
  'organisation',
  'anonymous',
  'staff',
]);
export type RequesterKind = z.infer<typeof requesterKindSchema>;

/** Whether somebody asked for it, or staff saw the need before anybody did (R034). */
export const requestOriginSchema = z.enum(['asked', 'proactive']);

/** How important or how urgent something is (R010). */
export const levelSchema = z.enum(['high', 'medium', 'low']);
export type Level = z.infer<typeof levelSchema>;
