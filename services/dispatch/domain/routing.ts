import type { Role } from '../../../shared/identity/roles.ts';

/** Whom a department sends, in this order (R045, R047, R065). */
const sent: Readonly<Record<string, readonly Role[]>> = {
  engineering: ['technician'],
  'customer-service': ['concierge', 'agent'],
  security: ['order-keeper'],
  cleaning: ['cleaner'],
};

/** The roles that a department sends; none: its work waits for the supervisor to give it to somebody. */
export const rolesSent = (department: string): readonly Role[] => sent[department] ?? [];
