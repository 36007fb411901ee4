import { isObject } from './values.ts';

/** What DynamoDB refuses with a ValidationException and a table in memory does not. */
export function beyondLimits(input: unknown): string[] {
  const found: string[] = [];
  look(input, found);
  return found;
}

/** Bytes of UTF-8. */
const limits: Readonly<Record<string, number>> = { pk: 2048, sk: 1024, listKey: 2048, listAt: 1024 };

function look(value: unknown, found: string[]): void {
  if (Array.isArray(value)) for (const one of value) look(one, found);
  if (!isObject(value)) return;
  for (const [name, one] of Object.entries(value)) {
    const limit = limits[name];
    if (limit !== undefined) {
      const bytes = typeof one === 'string' ? Buffer.byteLength(one) : -1;
      if (bytes < 1 || bytes > limit) found.push(`DynamoDB refuses ${name} of ${bytes} bytes`);
    } else look(one, found);
  }
}
