import * as z from 'zod';
import type { JsonSchema } from './json-schema.ts';
import { shapes } from './shapes.ts';

/** JSON Schema of an answer, and of the shared shapes that it refers to, by their name. */
interface DescribedAnswer {
  readonly schema: JsonSchema;
  readonly shapes: Readonly<Record<string, JsonSchema>>;
}

/**
 * An answer as it is sent. Fields may be added to it at any time, so nothing here forbids more of them.
 * @throws Error for a schema that changes what it reads: an answer is sent as it stands
 */
export function describedAnswer(answer: z.ZodType): DescribedAnswer {
  // Inside of an object: at the root a shape would stand for itself, without its name.
  const written = z.toJSONSchema(z.object({ answer }), {
    io: 'output',
    metadata: shapes,
    override: ({ zodSchema, jsonSchema }) => {
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
      const description = z.globalRegistry.get(zodSchema)?.description;
      if (description !== undefined) jsonSchema.description = description;
    },
  });
  const { $defs = {}, properties } = partsSchema.parse(
    JSON.parse(JSON.stringify(written).replaceAll('"#/$defs/', '"#/components/schemas/')),
  );
  return { schema: properties.answer, shapes: $defs };
}

const schemaSchema = z.custom<JsonSchema>((value) => typeof value === 'object' && value !== null);
const partsSchema = z.object({
  $defs: z.record(z.string(), schemaSchema).optional(),
  properties: z.object({ answer: schemaSchema }),
});
