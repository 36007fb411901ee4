import { type Operation, operation } from '../../../shared/http/operation.ts';
import { roleSchema } from '../../../shared/identity/roles.ts';
import { meAnswerSchema } from '../contract/api.ts';
import type { DirectoryPorts } from './ports.ts';

/** Who am I here: what a page shows first. */
export function meOperations({ reader }: Pick<DirectoryPorts, 'reader'>): Operation[] {
  return [
    operation({
      method: 'GET',
      path: '/v1/me',
      roles: roleSchema.options,
      ownership: 'the caller’s own',
      answer: meAnswerSchema,
      handle: async ({ principal: { roles, staffId, personId, premisesIds, communityIds } }) => {
        const premises = await reader.premisesOf(premisesIds);
        const here = [...communityIds, ...premises.map(({ communityId }) => communityId)];
        return {
          status: 200,
          body: {
            roles,
            staffId,
            personId,
            premises: premises.sort((a, b) => a.id.localeCompare(b.id)),
            communities: (await reader.communities(here)).sort((a, b) => a.id.localeCompare(b.id)),
          },
        };
      },
    }),
  ];
}
