import { type Choice, chooseTechnician } from '../domain/choose-technician.ts';
import type { WorkOrder } from '../domain/work-order.ts';
import type { DispatchPorts } from '../ports.ts';

/** Who on duty right now gets this work order; `undefined` when nobody on duty can do it. */
export async function findTechnician(
  { communityId, buildingId, department, skill, workOrderId }: WorkOrder,
  { directory }: Pick<DispatchPorts, 'directory'>,
  now: string,
): Promise<Choice | undefined> {
  const onDuty = await directory.onDuty({ communityId, buildingId, department, role: 'technician', at: now });
  return chooseTechnician(onDuty, skill, workOrderId);
}
