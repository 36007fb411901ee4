import * as z from 'zod';

type JsonSchema = z.core.JSONSchema.JSONSchema;
const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
const schemaSchema = z.custom<JsonSchema>(isObject);
const statusSchema = z.object({ status: z.number() });
const referenceSchema = z.object({ $ref: z.string() });
const contentSchema = z.record(z.string(), z.object({ schema: schemaSchema.optional() }));
const responseSchema = z.object({ content: contentSchema });
const documentSchema = z.object({
  paths: z.record(
    z.string(),
    z.record(z.string(), z.object({ responses: z.record(z.string(), z.union([referenceSchema, responseSchema])) })),
  ),
  components: z.object({
    responses: z.record(z.string(), responseSchema),
    schemas: z.record(z.string(), schemaSchema),
  }),
});

export interface Answered {
  readonly status: number;
  /** Its Content-Type. */
  readonly type: string;
  readonly text: string;
}

/**
 * Judges answers by an OpenAPI document, more strictly than a caller may: its status and media type must stand there,
 * and a body has no field that is not described.
 */
export function describedAnswers(document: unknown) {
  const { paths, components } = documentSchema.parse(document);
  const defs = Object.fromEntries(Object.entries(components.schemas).map(([name, schema]) => [name, strict(schema)]));
  const compiled = new Map<JsonSchema, z.ZodType>();

  function zodOf(schema: JsonSchema): z.ZodType {
    const known = compiled.get(schema);
    if (known) return known;
    const made = z.fromJSONSchema({ ...strict(schema), $defs: defs });
    compiled.set(schema, made);
    return made;
  }

  function contentOf(method: string, path: string | undefined, status: number) {
    if (path === undefined) return components.responses[`Problem${status}`]?.content;
    const response = paths[path]?.[method.toLowerCase()]?.responses[status];
    if (!response || !('$ref' in response)) return response?.content;
    return components.responses[response.$ref.split('/').at(-1) ?? '']?.content;
  }

  /**
   * What is wrong with an answer; empty when nothing is.
   * @param path as the document writes it, like `/v1/requests/{id}`; undefined where there is no operation
   */
  return (method: string, path: string | undefined, { status, type, text }: Answered): string[] => {
    const media = type.split(';')[0] ?? '';
    const described = contentOf(method, path, status)?.[media];
    if (!described) return [`${status} ${media} is not in the document`];
    if (!media.endsWith('json')) return [];
    const body: unknown = JSON.parse(text);
    const told = media === 'application/problem+json' && statusSchema.safeParse(body).data?.status !== status;
    const { error } = zodOf(described.schema ?? {}).safeParse(body);
    return [
      ...(told ? ['a problem that tells another status'] : []),
      ...(error ? [`not as described: ${z.prettifyError(error)}`] : []),
    ];
  };
}

/** The schema without room for more fields than it names, with references as JSON Schema alone has them. */
const strict = (schema: JsonSchema): JsonSchema =>
  schemaSchema.parse(JSON.parse(JSON.stringify(closed(schema)).replaceAll('"#/components/schemas/', '"#/$defs/')));

function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (!isObject(schema)) return schema;
  const inside = Object.fromEntries(Object.entries(schema).map(([name, part]) => [name, closed(part)]));
  return 'properties' in schema && !('additionalProperties' in schema)
    ? { ...inside, additionalProperties: false }
    : inside;
}
