import * as z from 'zod';

/**
 * Where in the caller's input something is wrong, as a JSON pointer. Only names that the schema itself declares are
 * shown: the key of a record is the caller's own text, and stands as `*` unless it is a date.
 */
export function fieldPath(schema: z.ZodType, path: readonly PropertyKey[]): string {
  const declared = declaredNames(schema);
  return path
    .map((part) =>
      typeof part === 'number' || declared.has(String(part)) || isDate(String(part)) ? String(part) : '*',
    )
    .map((part) => `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
}

const isDate = (part: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(part);

/** Names of all fields in the schema, at any depth. */
function declaredNames(schema: z.ZodType): Set<string> {
  const names = new Set<string>();
  const seen = new Set<unknown>();
  const look = (at: z.ZodType): void => {
    if (seen.has(at)) return;
    seen.add(at);
    for (const [role, part] of Object.entries(at.def))
      for (const [name, inner] of part instanceof z.ZodType ? [['', part] as const] : entriesOf(part)) {
        if (!(inner instanceof z.ZodType)) continue;
        if (role === 'shape') names.add(name);
        look(inner);
      }
  };
  look(schema);
  return names;
}

const entriesOf = (part: unknown): [string, unknown][] =>
  typeof part === 'object' && part !== null ? Object.entries(part) : [];
