import { readFileSync } from 'node:fs';
import * as z from 'zod';

/** The API as its OpenAPI document tells it: all that a caller from outside knows. */

const schemaSchema = z.looseObject({});
export type Schema = z.infer<typeof schemaSchema>;

const contentSchema = z.record(z.string(), z.looseObject({ schema: schemaSchema.optional() }));
const referenceSchema = z.object({ $ref: z.string() });
const responseSchema = z.looseObject({ content: contentSchema });
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
        'x-roles': z.union([z.array(z.string()), z.literal('signed-link')]),
        parameters: z.array(z.union([referenceSchema, parameterSchema])),
        requestBody: z.object({ content: contentSchema }).optional(),
        responses: z.record(z.string(), z.union([referenceSchema, responseSchema])),
      }),
    ),
  ),
  components: z.object({
    parameters: z.record(z.string(), parameterSchema),
    responses: z.record(z.string(), responseSchema),
    schemas: z.object({
      Problem: z.object({ properties: z.looseObject({ type: z.object({ enum: z.array(z.string()) }) }) }),
    }),
  }),
});

export interface DescribedOperation {
  readonly method: string;
  readonly path: string;
  readonly roles: readonly string[] | 'signed-link';
  readonly parameters: readonly z.infer<typeof parameterSchema>[];
  readonly body: Schema | undefined;
  /** The media types of each status that it may answer with. */
  readonly answers: ReadonlyMap<string, readonly string[]>;
}

const { paths, components } = documentSchema.parse(
  JSON.parse(readFileSync(new URL('../../docs/openapi.json', import.meta.url), 'utf8')),
);
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
    answers: new Map(
      Object.entries(operation.responses).map(([status, one]) => [
        status,
        Object.keys(('$ref' in one ? found(components.responses, asRef(one)) : responseSchema.parse(one)).content),
      ]),
    ),
  })),
);

function asRef(one: object): { $ref: string } {
  return referenceSchema.parse(one);
}

export const problemTypes: readonly string[] = components.schemas.Problem.properties.type.enum;

/** The operation that a call reaches, if any: its path has the same parts, with something for every parameter. */
export const operationAt = (method: string, path: string): DescribedOperation | undefined =>
  describedOperations.find(
    (operation) =>
      operation.method === method &&
      new RegExp(`^${operation.path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path),
  );
