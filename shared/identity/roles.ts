import * as z from 'zod';

/** The roles a token may carry; see each service's operations for what a role may do. */
export const roleSchema = z.enum(['owner', 'agent', 'technician', 'supervisor', 'manager']);
export type Role = z.infer<typeof roleSchema>;

export const staffRoles: readonly Role[] = ['agent', 'technician', 'supervisor', 'manager'];
