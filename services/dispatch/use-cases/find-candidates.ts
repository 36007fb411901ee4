import { type Candidate, type Choice, chosen, ranked } from '../domain/candidates.ts';
import { distanceTo } from '../domain/distance.ts';
import { rolesSent } from '../domain/routing.ts';
import type { WorkOrder } from '../domain/work-order.ts';
import type { DispatchPorts } from '../ports.ts';

type Ports = Pick<DispatchPorts, 'directory' | 'store'>;

/**
 * Everybody on duty right now whom the department sends, best first; a role after the other where there are two. Never
 * the one whom the complaint is about (R023).
 */
export async function findCandidates(order: WorkOrder, { directory, store }: Ports, now: string): Promise<Candidate[]> {
  const { communityId, buildingId, department, skill, workOrderId, aboutStaffId } = order;
  const byRole = await Promise.all(
    rolesSent(department).map(async (role) => {
      const standing = await directory.onDuty({ communityId, buildingId, department, role, at: now });
      const onDuty = standing.filter(({ staffId }) => staffId !== aboutStaffId);
      const known = await Promise.all(
        onDuty.map(async ({ staffId, skills, skillLevels, preferences }) => {
          const [load, last] = await Promise.all([store.loadOf(staffId), store.lastArrivalOf(staffId)]);
          return { staffId, skills, skillLevels, preferences, load, distance: distanceTo(order, last, now) };
        }),
      );
      return ranked(known, skill, workOrderId);
    }),
  );
  return byRole.flat().filter(({ staffId }, n, all) => all.findIndex((other) => other.staffId === staffId) === n);
}

/**
 * Who gets this work order by the rule: on duty, able, and not asked before.
 * @param holders who had the work that this one replaces
 */
export async function findNext(
  order: WorkOrder,
  ports: Ports,
  now: string,
  holders: readonly string[] = [],
): Promise<Choice | undefined> {
  return chosen(await findCandidates(order, ports, now), { asked: order.asked, holders });
}
