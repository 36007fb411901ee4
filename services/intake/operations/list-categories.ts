import * as z from 'zod';
import { type Operation, operation } from '../../../shared/http/operation.ts';
import { pick } from '../../../shared/i18n/text.ts';
import { hasRole } from '../../../shared/identity/principal.ts';
import { roleSchema, staffRoles } from '../../../shared/identity/roles.ts';
import { requestTypes, typeLabels } from '../domain/categories/category.ts';
import { categories, isForOwners, ownersTypes } from '../domain/categories.ts';
import { causeCodes, causes } from '../domain/causes.ts';

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

/** `GET /v1/categories`: what a form offers: types, their categories, and to staff the causes of complaints (R011). */
export const listCategories = (): Operation =>
  operation({
    method: 'GET',
    path: '/v1/categories',
    roles: roleSchema.options,
    ownership: 'the same for all; owners see what they may choose, staff all',
    answer: answerSchema,
    handle: async ({ principal, locale }) => {
      const staff = hasRole(principal, ...staffRoles);
      const offered = categories.filter((category) => staff || isForOwners(category));
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
