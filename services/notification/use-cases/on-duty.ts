import type { Case } from '../domain/case.ts';
import { recipientsOf } from '../domain/recipients.ts';
import type { NotificationPorts } from '../ports.ts';

/**
 * The supervisors on duty of the department whose work a request is; the company's manager where nobody is.
 * @param holder is not the one to act on it
 */
export async function supervisorsOf(
  { communityId, buildingId, department }: Pick<Case, 'communityId' | 'buildingId' | 'department'>,
  holder: string | null,
  { directory, now }: Pick<NotificationPorts, 'directory' | 'now'>,
): Promise<readonly string[]> {
  const standing = await directory.onDuty({ communityId, buildingId, department, role: 'supervisor', at: now() });
  const onDuty = standing.flatMap((one) => (one.department === department ? [one.staffId] : []));
  return (await recipientsOf({ onDuty, copies: [], holder }, () => directory.manager())).to;
}
