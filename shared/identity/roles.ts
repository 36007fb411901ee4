import * as z from 'zod';

/** The roles a token may carry; see each service's operations for what a role may do. */
export const roleSchema = z.enum([
  'owner',
  'agent',
  'control-room',
  'technician',
  'concierge',
  'order-keeper',
  'cleaner',
  'supervisor',
  'department-head',
  'manager',
  // Held besides another role: may read the sensitive class of residents' profiles (R272).
  'profile-keeper',
]);
export type Role = z.infer<typeof roleSchema>;

export const staffRoles: readonly Role[] = roleSchema.exclude(['owner']).options;

/** Who takes requests down and answers households; at night the control room. */
export const deskRoles: readonly Role[] = ['agent', 'control-room', 'supervisor', 'department-head', 'manager'];

/** Who is sent somewhere: any person whose work it is (R045, R047). */
export const fieldRoles: readonly Role[] = ['technician', 'concierge', 'order-keeper', 'cleaner'];

/** Who answers for a department. */
export const leadRoles: readonly Role[] = ['supervisor', 'department-head', 'manager'];
