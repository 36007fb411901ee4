import * as z from 'zod';

/** JSON Schema 2020-12, as loosely typed as it is. */
export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** What a caller may send to be accepted by this schema, as far as JSON Schema can say it. */
export function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return rest;
}
