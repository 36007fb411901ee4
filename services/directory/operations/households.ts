import { type Operation, operation } from '../../../shared/http/operation.ts';
import { Problem } from '../../../shared/http/problem.ts';
import { pick, type Text } from '../../../shared/i18n/text.ts';
import { type Principal, worksIn } from '../../../shared/identity/principal.ts';
import { deskRoles } from '../../../shared/identity/roles.ts';
import type { Household, Member } from '../contract/household.ts';
import {
  householdAnswerSchema,
  householdCommandSchema,
  householdParamsSchema,
  writtenHouseholdSchema,
} from '../contract/people-api.ts';
import type { Premises } from '../contract/records.ts';
import { memberFaults } from '../domain/household.ts';
import { readerOf } from './own-person.ts';
import type { DirectoryPorts } from './ports.ts';

const ownership = 'households of the caller’s communities and buildings';

/** Who belongs to premises, and from when until when (R031, R267). */
export function householdOperations(ports: DirectoryPorts): Operation[] {
  const { store, people } = ports;
  return [
    operation({
      method: 'GET',
      path: '/v1/households/{premisesId}',
      roles: deskRoles,
      ownership,
      params: householdParamsSchema,
      answer: householdAnswerSchema,
      handle: async ({ principal, params, now, cause }) => {
        const premises = await ownPremises(ports, params.premisesId, principal);
        const stored = await store.household(premises.id);
        const { members } = stored?.state ?? { members: [] };
        const ids = [...new Set(members.map(({ personId }) => personId))];
        const read = { at: now, staffId: readerOf(principal), what: 'household', reason: null } as const;
        await people.log.record(ids, read, cause.causationId);
        const version = stored?.version ?? 0;
        const { id: premisesId, communityId } = premises;
        const body = { premisesId, communityId, version, members: await shown(ports, members) };
        return { status: 200, body, headers: { ETag: `"${version}"` } };
      },
    }),
    operation({
      method: 'PUT',
      path: '/v1/households/{premisesId}',
      roles: ['agent', 'manager'],
      ownership,
      params: householdParamsSchema,
      body: householdCommandSchema,
      answer: writtenHouseholdSchema,
      handle: async ({ principal, params, body: { members }, ifMatch, cause, locale }) => {
        const premises = await ownPremises(ports, params.premisesId, principal);
        const before = await store.household(premises.id);
        if ((before?.version ?? 0) !== ifMatch) throw new Problem('version-conflict');
        const strangers = await strangersAmong(ports, members, before?.state.members ?? [], principal);
        const faults = [...memberFaults(members), ...strangers];
        if (faults.length > 0)
          throw new Problem('invalid', {
            errors: faults.map(({ path, reason }) => ({ path, reason: pick(reason, locale) })),
          });
        const { id: premisesId, communityId } = premises;
        // The days already written keep the walls by which they were meant.
        const timeZone = before?.state.timeZone ?? ports.timeZone;
        const household: Household = { premisesId, communityId, timeZone, members };
        const version = await store.changeHousehold(household, before, cause);
        const body = { premisesId, communityId, version, members };
        return { status: 200, body, headers: { ETag: `"${version}"` } };
      },
    }),
  ];
}

async function ownPremises(
  { reader }: Pick<DirectoryPorts, 'reader'>,
  premisesId: string,
  principal: Principal,
): Promise<Premises> {
  const premises = await reader.premises(premisesId);
  if (!premises || !worksIn(principal, premises.communityId, premises.buildingId)) throw new Problem('not-found');
  return premises;
}

const nobody = { name: '', phone: null, email: null };

async function shown({ people }: Pick<DirectoryPorts, 'people'>, members: readonly Member[]) {
  const persons = new Map((await people.persons(members.map(({ personId }) => personId))).map((one) => [one.id, one]));
  return members.map((member) => ({ ...member, ...(persons.get(member.personId)?.masked ?? nobody) }));
}

/** New members whom the caller could not look up: a person elsewhere is told like one who does not exist. */
async function strangersAmong(
  ports: DirectoryPorts,
  members: readonly Member[],
  known: readonly Member[],
  principal: Principal,
): Promise<{ path: string; reason: Text }[]> {
  const isKnown = (personId: string): boolean => known.some((member) => member.personId === personId);
  const checked = members.map(async ({ personId }, n) => {
    if (isKnown(personId) || (await ports.reader.withinReach(personId, principal))) return [];
    return [{ path: `/members/${n}/personId`, reason: { zh: '没有该人员', en: 'no such person' } }];
  });
  return (await Promise.all(checked)).flat();
}
