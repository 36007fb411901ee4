import * as z from 'zod';
import { premisesSchema } from '../../services/directory/contract/records.ts';
import { textSchema } from '../../shared/i18n/text.ts';
import { instantSchema } from '../../shared/time/instants.ts';

const named: Readonly<Record<string, z.ZodType>> = {
  Instant: instantSchema,
  Premises: premisesSchema,
  Text: textSchema,
};

/** Shapes that several answers share: each stands once in the document, under its name. */
export const shapes = z.registry<{ id: string }>();
for (const [id, schema] of Object.entries(named)) shapes.add(schema, { id });
