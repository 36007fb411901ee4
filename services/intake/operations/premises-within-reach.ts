import { Problem } from '../../../shared/http/problem.ts';
import { hasRole, type Principal } from '../../../shared/identity/principal.ts';
import { deskRoles } from '../../../shared/identity/roles.ts';
import type { Premises } from '../../directory/contract/records.ts';
import type { IntakePorts } from '../ports.ts';

/**
 * The premises that a report is about, and whether the caller speaks for another household: one's own home always, and
 * for the desk all homes of its communities.
 * @throws Problem invalid, alike for foreign premises and unknown ones
 */
export async function premisesWithinReach(
  directory: IntakePorts['directory'],
  principal: Principal,
  premisesId: string,
): Promise<{ premises: Premises; onBehalf: boolean }> {
  const premises = await directory.premises(premisesId);
  const mine = principal.premisesIds.includes(premisesId);
  const atWork = hasRole(principal, ...deskRoles) && principal.communityIds.some((id) => id === premises?.communityId);
  if (!premises || !(mine || atWork))
    throw new Problem('invalid', { errors: [{ path: '/premisesId', reason: 'no such premises' }] });
  return { premises, onBehalf: !mine };
}
