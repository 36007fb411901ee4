import * as z from 'zod';
import type { Answer, Call } from '../../../shared/http/operation.ts';
import { type Operation, operation } from '../../../shared/http/operation.ts';
import { Problem } from '../../../shared/http/problem.ts';
import { hasRole, type Principal } from '../../../shared/identity/principal.ts';
import { deskRoles, leadRoles, roleSchema } from '../../../shared/identity/roles.ts';
import { ConcurrentChange } from '../../../shared/journal/errors.ts';
import { draft } from '../../../shared/journal/event-item.ts';
import type { Journal } from '../../../shared/journal/journal.ts';
import { personIdSchema } from '../../directory/contract/ids.ts';
import type { DirectoryReader } from '../../directory/reader.ts';
import { preferencesChanged } from '../contract/events.ts';
import {
  mutableKinds,
  type Preferences,
  preferencesCommandSchema,
  preferencesSchema,
} from '../contract/preferences.ts';
import { nothingSet } from '../domain/preferences.ts';
import { storedPreferencesSchema } from '../preferences.ts';
import { preferencesAddress } from '../store.ts';

export interface PreferencePorts {
  readonly journal: Journal;
  readonly directory: Pick<DirectoryReader, 'withinReach'>;
}

/** Whose preferences they are. Staff who live here as well are told as staff. */
interface Whose {
  readonly personId: string;
  /** Only a household may do without a kind of message: what staff are told is their work. */
  readonly household: boolean;
}

const answer = preferencesSchema.extend({
  personId: personIdSchema,
  version: z.int().min(0).describe('0: nothing has been said yet'),
  mayMute: z.array(z.enum(mutableKinds)).describe('What this person may do without'),
});
type Shown = Answer<z.infer<typeof answer>>;

const params = z.object({ id: personIdSchema });
const body = preferencesCommandSchema;

/** How people want to be told (R139, R162): said by themselves, or by the desk for them. */
export function preferenceOperations({ journal, directory }: PreferencePorts): Operation[] {
  const own = { path: '/v1/preferences', roles: roleSchema.options, ownership: 'the caller’s own', answer } as const;
  const behalf = {
    path: '/v1/people/{id}/preferences',
    roles: deskRoles,
    ownership: 'people with a home in the caller’s communities, or entered by a desk there; for leads also staff there',
    params,
    answer,
  } as const;
  return [
    operation({ ...own, method: 'GET', handle: async ({ principal }) => await shown(ownerOf(principal), journal) }),
    operation({
      ...own,
      method: 'PUT',
      body,
      handle: async (call) => await changed(ownerOf(call.principal), call, journal),
    }),
    operation({
      ...behalf,
      method: 'GET',
      handle: async ({ principal, params: { id } }) => await shown(await reached(id, principal, directory), journal),
    }),
    operation({
      ...behalf,
      method: 'PUT',
      body,
      handle: async (call) => await changed(await reached(call.params.id, call.principal, directory), call, journal),
    }),
  ];
}

function ownerOf({ staffId, personId }: Principal): Whose {
  if (staffId !== null) return { personId: staffId, household: false };
  if (personId === null) throw new Problem('not-found');
  return { personId, household: true };
}

/** @throws Problem not-found, alike for a person elsewhere and one that does not exist */
async function reached(
  personId: string,
  principal: Principal,
  directory: PreferencePorts['directory'],
): Promise<Whose> {
  const person = await directory.withinReach(personId, principal);
  const household = (person?.ties ?? []).length > 0;
  if (!household && !(person?.isStaff && hasRole(principal, ...leadRoles))) throw new Problem('not-found');
  return { personId, household };
}

async function shown(whose: Whose, journal: Journal): Promise<Shown> {
  const stored = await journal.read(preferencesAddress(whose.personId), storedPreferencesSchema);
  return viewOf(whose, stored?.version ?? 0, stored?.state.preferences ?? nothingSet);
}

async function changed(
  whose: Whose,
  { body: preferences, ifMatch, cause }: Call<unknown, unknown, z.output<typeof preferencesCommandSchema>>,
  journal: Journal,
): Promise<Shown> {
  if (!whose.household && preferences.mutedKinds.length > 0)
    throw new Problem('invalid', { errors: [{ path: '/mutedKinds', reason: 'for households only' }] });
  const { personId } = whose;
  const version = ifMatch + 1;
  // What somebody wishes is nobody else's business: it stays in the journal.
  const event = draft(preferencesChanged, { personId, version }, { preferences });
  const address = preferencesAddress(personId);
  try {
    await journal.write({
      cause,
      changes: [{ address, expectedVersion: ifMatch, state: { preferences }, events: [event] }],
    });
  } catch (error) {
    if (error instanceof ConcurrentChange) throw new Problem('version-conflict', { cause: error });
    throw error;
  }
  return viewOf(whose, version, preferences);
}

/** `version` 0: nothing has been said yet. */
function viewOf({ personId, household }: Whose, version: number, preferences: Preferences): Shown {
  const mayMute = household ? mutableKinds : [];
  return { status: 200, body: { personId, version, ...preferences, mayMute }, headers: { ETag: `"${version}"` } };
}
