import type * as z from 'zod';

/** One version of one event: its name, its schema number and the shape of its data. */
export interface EventDefinition<Name extends string = string, Data extends z.ZodType = z.ZodType> {
  readonly name: Name;
  /** Raised for anything but an added field. */
  readonly schema: number;
  readonly data: Data;
}

export function defineEvent<const Name extends string, Data extends z.ZodType>(
  name: Name,
  schema: number,
  data: Data,
): EventDefinition<Name, Data> {
  return { name, schema, data };
}
