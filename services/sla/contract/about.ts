import * as z from 'zod';
import { textSchema } from '../../../shared/i18n/text.ts';

/** What a request is called where only its clock is shown: nothing of the owner's own words, no name. */
export const aboutSchema = z.object({
  number: z.string(),
  communityId: z.string(),
  buildingId: z.string(),
  premisesId: z.string(),
  /** Like `3栋1单元1201`. */
  place: z.string(),
  categoryLabel: textSchema,
  urgent: z.boolean(),
});
export type About = z.infer<typeof aboutSchema>;
