import * as z from 'zod';
import { Problem } from '../../../shared/http/problem.ts';
import type { Principal } from '../../../shared/identity/principal.ts';
import { phoneSchema } from '../../directory/contract/phone.ts';
import { apartIdOf, parsePlaceId } from '../../directory/contract/places.ts';
import type { Premises } from '../../directory/contract/records.ts';
import { type RequesterKind, requesterKindSchema } from '../contract/requester.ts';
import type { RequestType } from '../domain/categories/category.ts';
import { type Contact, canCallBack, contactFaults, speaksForHousehold } from '../domain/requester.ts';
import type { IntakePorts } from '../ports.ts';
import { refuse } from './perform-act.ts';
import { premisesWithinReach } from './premises-within-reach.ts';

const nameSchema = z.string().trim().min(1).max(100);

/** Who reports, if it is not simply the household of the premises; named by staff. */
export const requesterSchema = z.strictObject({
  kind: requesterKindSchema.exclude(['staff']),
  name: nameSchema.optional(),
  phone: phoneSchema.optional(),
  email: z.email().max(254).optional(),
  organisation: nameSchema.optional(),
});

interface Said {
  readonly premisesId: string;
  readonly requester?: z.output<typeof requesterSchema> | undefined;
  readonly origin?: 'proactive' | undefined;
}

/** Who reports what place, as far as anybody knows. */
export interface Reporter {
  /** Apart from its household where nobody speaks for it. */
  readonly place: Premises;
  /** Whether staff take it down for somebody else. */
  readonly onBehalf: boolean;
  readonly kind: RequesterKind | null;
  readonly contact: Contact;
}

/**
 * Who reports, and of which place: of one's own home its household; for others staff, who name whoever has no household
 * (R008), or report of their own accord (R034). What is nobody's household stays so wherever it is told: its place is
 * a common area, or premises apart from their household.
 * @throws Problem invalid
 */
export async function reporterOf(
  directory: IntakePorts['directory'],
  principal: Principal,
  said: Said,
  now: string,
): Promise<Reporter> {
  const { premises, mine, atWork } = await premisesWithinReach(directory, principal, said.premisesId);
  const { of } = parsePlaceId(premises.id);
  if (of === 'apart') refuse('/premisesId', 'no such premises');
  for (const field of ['requester', 'origin'] as const)
    if (said[field] !== undefined && !atWork) refuse(`/${field}`, 'only staff say so');
  if (said.origin && said.requester) refuse('/requester', 'nobody asked for what staff report of their own accord');

  const named = said.origin ? 'staff' : said.requester?.kind;
  const onBehalf = named !== undefined || !mine;
  const kind = named ?? (onBehalf ? null : await kindOf(directory, principal, premises.id, now));
  const household = speaksForHousehold(kind);
  if (household && of === 'commons')
    refuse(said.requester ? '/requester/kind' : '/requester', 'a common area has no household: say who reports it');
  return {
    place: household || of === 'commons' ? premises : { ...premises, id: apartIdOf(premises.id) },
    onBehalf,
    kind,
    contact: contactOf(said.requester),
  };
}

/** As what a resident belongs to the household today. */
async function kindOf(
  directory: IntakePorts['directory'],
  { personId }: Principal,
  premisesId: string,
  now: string,
): Promise<RequesterKind | null> {
  const members = await directory.householdMembers(premisesId, now);
  return members.find((member) => member.personId === personId)?.kind ?? null;
}

const contactOf = (requester: Said['requester']): Contact => ({
  name: requester?.name ?? null,
  phone: requester?.phone ?? null,
  email: requester?.email ?? null,
  organisation: requester?.organisation ?? null,
});

/**
 * What a report says of its reporter for good: never their name or number.
 * @throws Problem invalid for a contact that is not whole, or not wanted (R008)
 */
export function knownOf(
  { kind, contact }: Pick<Reporter, 'kind' | 'contact'>,
  about: { readonly channel: string; readonly type: RequestType },
) {
  const errors = contactFaults(kind, contact, about);
  if (errors.length > 0) throw new Problem('invalid', { errors });
  return {
    ...(kind !== null && { requesterKind: kind }),
    ...(kind === 'staff' && { origin: 'proactive' as const }),
    ...(!canCallBack(kind, contact) && { canCallBack: false as const }),
    hasContact: Object.values(contact).some((value) => value !== null),
  };
}
