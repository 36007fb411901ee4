import type { RequestType } from '../domain/categories/category.ts';
import type { IntakePorts } from '../ports.ts';
import { refuse } from './perform-act.ts';

/**
 * Whom a complaint is about (R023): a member of staff of the community.
 * @throws Problem invalid, alike for somebody elsewhere and nobody at all
 */
export async function complainedAbout(
  directory: Pick<IntakePorts['directory'], 'staffMember'>,
  staffId: string,
  { type, communityId }: { readonly type: RequestType; readonly communityId: string },
): Promise<string> {
  if (type !== 'complaint') refuse('/about', 'only a complaint is about somebody');
  const member = await directory.staffMember(staffId);
  if (!member?.communityIds.includes(communityId)) refuse('/about', 'no such member of staff');
  return staffId;
}
