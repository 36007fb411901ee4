import { Problem } from '../../../shared/http/problem.ts';
import { hasRole, type Principal, worksIn } from '../../../shared/identity/principal.ts';
import { deskRoles } from '../../../shared/identity/roles.ts';
import type { Premises } from '../../directory/contract/records.ts';
import type { IntakePorts } from '../ports.ts';

/**
 * The place that a report is about, whether it is the caller's home, and whether the caller works there: one's own home
 * always, and for the desk all places of its communities.
 * @throws Problem invalid, alike for foreign premises and unknown ones
 */
export async function premisesWithinReach(
  directory: Pick<IntakePorts['directory'], 'premises'>,
  principal: Principal,
  premisesId: string,
): Promise<{ premises: Premises; mine: boolean; atWork: boolean }> {
  const premises = await directory.premises(premisesId);
  const mine = principal.premisesIds.includes(premisesId);
  const atWork =
    premises !== undefined &&
    hasRole(principal, ...deskRoles) &&
    worksIn(principal, premises.communityId, premises.buildingId);
  if (!premises || !(mine || atWork))
    throw new Problem('invalid', { errors: [{ path: '/premisesId', reason: 'no such premises' }] });
  return { premises, mine, atWork };
}
