import { type Operation, operation } from '../../../shared/http/operation.ts';
import { Problem } from '../../../shared/http/problem.ts';
import { concerns, worksIn } from '../../../shared/identity/principal.ts';
import { roleSchema, staffRoles } from '../../../shared/identity/roles.ts';
import { premisesListAnswerSchema, premisesParamsSchema, premisesQuerySchema } from '../contract/api.ts';
import { premisesSchema } from '../contract/records.ts';
import type { DirectoryPorts } from './ports.ts';

/** Flats, other premises and common areas: by id, and by the address that somebody says on the phone. */
export function premisesOperations({ reader }: Pick<DirectoryPorts, 'reader'>): Operation[] {
  return [
    operation({
      method: 'GET',
      path: '/v1/premises/{id}',
      roles: roleSchema.options,
      ownership: 'owners: premises of their own households; staff: premises of their communities',
      params: premisesParamsSchema,
      answer: premisesSchema,
      handle: async ({ principal, params }) => {
        const premises = await reader.premises(params.id);
        if (!premises || !concerns(principal, { ...premises, premisesId: premises.id })) throw new Problem('not-found');
        return { status: 200, body: premises };
      },
    }),
    operation({
      method: 'GET',
      path: '/v1/premises',
      roles: staffRoles,
      ownership: 'premises of the caller’s communities',
      query: premisesQuerySchema,
      answer: premisesListAnswerSchema,
      handle: async ({ principal, query: { communityId, place } }) => {
        const mine = principal.communityIds.includes(communityId);
        const found =
          mine &&
          ((await reader.premisesByAddress(communityId, place)) ?? (await reader.commonsByAddress(communityId, place)));
        const reached = found && worksIn(principal, communityId, found.buildingId);
        return { status: 200, body: { items: reached ? [found] : [] } };
      },
    }),
  ];
}
