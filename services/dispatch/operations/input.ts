import * as z from 'zod';
import { instantSchema } from '../../../shared/time/instants.ts';

const MAX_TEXT = 4000;

/** Words that somebody types. @param message for none */
export const textSchema = (message: string, max = MAX_TEXT) => z.string().trim().min(1, message).max(max);

/** An instant as a caller writes it, with an offset of their choice. */
export const givenInstantSchema = z.iso
  .datetime({ offset: true })
  .transform((given) => new Date(given).toISOString())
  .pipe(instantSchema);

/** Ids of photos and papers; intake owns them, here they are only kept. */
export const attachmentIdsSchema = z
  .array(z.string().regex(/^att_[\w-]{1,80}$/, 'not the id of an attachment'))
  .max(10);

/** The keys of a table of reasons, as the values that a field takes. */
export const keysOf = <Key extends string>(reasons: Readonly<Record<Key, unknown>>): Key[] =>
  Object.keys(reasons).filter((key): key is Key => key in reasons);
