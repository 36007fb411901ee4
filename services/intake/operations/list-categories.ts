import * as z from 'zod';
import { type Operation, operation } from '../../../shared/http/operation.ts';
import { pick } from '../../../shared/i18n/text.ts';
import { concerns, hasRole, type Principal } from '../../../shared/identity/principal.ts';
import { roleSchema, staffRoles } from '../../../shared/identity/roles.ts';
import { placeIdSchema } from '../../directory/contract/ids.ts';
import type { CommunityKind } from '../../directory/contract/records.ts';
import { requestTypes, typeLabels } from '../domain/categories/category.ts';
import { categories, isForOwners, isOfKind, ownersTypes } from '../domain/categories.ts';
import { causeCodes, causes } from '../domain/causes.ts';
import type { IntakePorts } from '../ports.ts';
import { refuse } from './perform-act.ts';

const answerSchema = z.object({
  types: z.array(
    z.object({
      type: z.enum(requestTypes),
      label: z.string(),
      categories: z.array(
        z.object({
          code: z.string(),
          label: z.string(),
          urgent: z.boolean(),
          department: z.string().optional().describe('For staff'),
          policyKey: z.string().optional().describe('For staff'),
        }),
      ),
    }),
  ),
  causes: z
    .array(z.object({ code: z.enum(causeCodes), label: z.string() }))
    .optional()
    .describe('Of complaints; for staff'),
});

/**
 * `GET /v1/categories`: what a form offers: types, their categories, and to staff the causes of complaints (R011). With
 * a place it is what exists in a community of that kind (R026).
 */
export const listCategories = ({ directory }: Pick<IntakePorts, 'directory'>): Operation =>
  operation({
    method: 'GET',
    path: '/v1/categories',
    roles: roleSchema.options,
    ownership: 'the same for all; owners see what they may choose, staff all',
    query: z.strictObject({ premisesId: placeIdSchema.optional() }),
    answer: answerSchema,
    handle: async ({ principal, query: { premisesId }, locale }) => {
      const staff = hasRole(principal, ...staffRoles);
      const kind = premisesId === undefined ? undefined : await kindAt(directory, principal, premisesId);
      const offered = categories.filter(
        (category) => (staff || isForOwners(category)) && (kind === undefined || isOfKind(category, kind)),
      );
      return {
        status: 200,
        body: {
          types: (staff ? requestTypes : ownersTypes).map((type) => ({
            type,
            label: pick(typeLabels[type], locale),
            categories: offered
              .filter((category) => category.type === type)
              .map(({ code, label, urgent, department, policyKey }) => ({
                code,
                label: pick(label, locale),
                urgent,
                ...(staff && { department, policyKey }),
              })),
          })),
          ...(staff && { causes: causeCodes.map((code) => ({ code, label: pick(causes[code], locale) })) }),
        },
      };
    },
  });

async function kindAt(
  directory: IntakePorts['directory'],
  principal: Principal,
  premisesId: string,
): Promise<CommunityKind | undefined> {
  const premises = await directory.premises(premisesId);
  if (!premises || !concerns(principal, { ...premises, premisesId })) refuse('/premisesId', 'no such premises');
  return (await directory.community(premises.communityId))?.kind;
}
