import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { type Role, roleSchema } from '../../shared/identity/roles.ts';
import { describedAnswers } from '../shared/described-answers.ts';

/** The API as its OpenAPI document tells it: all that a caller from outside knows. */

const schemaSchema = z.looseObject({});
export type Schema = z.infer<typeof schemaSchema>;

const contentSchema = z.record(z.string(), z.looseObject({ schema: schemaSchema.optional() }));
const referenceSchema = z.object({ $ref: z.string() });
const parameterSchema = z.looseObject({
  name: z.string(),
  in: z.enum(['path', 'query', 'header']),
  required: z.boolean().default(false),
  schema: schemaSchema,
});

const documentSchema = z.object({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({
        'x-roles': z.union([z.array(roleSchema), z.literal('signed-link')]),
        parameters: z.array(z.union([referenceSchema, parameterSchema])),
        requestBody: z.object({ content: contentSchema }).optional(),
      }),
    ),
  ),
  components: z.object({
    parameters: z.record(z.string(), parameterSchema),
  }),
});

export interface DescribedOperation {
  readonly method: string;
  readonly path: string;
  readonly roles: readonly Role[] | 'signed-link';
  readonly parameters: readonly z.infer<typeof parameterSchema>[];
  readonly body: Schema | undefined;
}

const document: unknown = JSON.parse(readFileSync(new URL('../../docs/openapi.json', import.meta.url), 'utf8'));
const { paths, components } = documentSchema.parse(document);

/** What is wrong with an answer of an operation, by this document. */
export const faultsOfAnswer = describedAnswers(document);

const nameIn = ({ $ref }: { $ref: string }): string => $ref.split('/').at(-1) ?? '';
const found = <T>(part: Readonly<Record<string, T>>, reference: { $ref: string }): T => {
  const value = part[nameIn(reference)];
  if (value === undefined) throw new Error(`no ${reference.$ref}`);
  return value;
};

export const describedOperations: readonly DescribedOperation[] = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    method: method.toUpperCase(),
    path,
    roles: operation['x-roles'],
    parameters: operation.parameters.map((one) => ('$ref' in one ? found(components.parameters, asRef(one)) : one)),
    body: operation.requestBody?.content['application/json']?.schema,
  })),
);

function asRef(one: object): { $ref: string } {
  return referenceSchema.parse(one);
}

/** The operation that a call reaches, if any: its path has the same parts, with something for every parameter. */
export const operationAt = (method: string, path: string): DescribedOperation | undefined =>
  describedOperations.find(
    (operation) =>
      operation.method === method &&
      new RegExp(`^${operation.path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path),
  );
