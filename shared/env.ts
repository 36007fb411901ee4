import type * as z from 'zod';

/**
 * The settings of a function, read once per cold start.
 * @throws ZodError naming each missing variable, so that a wrong deployment fails loudly at its first start.
 */
export function readEnv<S extends z.ZodType>(schema: S): z.output<S> {
  return schema.parse(process.env);
}
