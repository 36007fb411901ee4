import * as z from 'zod';
import { defineEvent } from '../../../shared/events/define-event.ts';
import { postIdSchema, premisesIdSchema } from './ids.ts';

/** A post has a new roster from now on. `version` is the post's; who stands on it is read from the directory. */
export const rosterPublished = defineEvent(
  'roster.published',
  1,
  z.object({ postId: postIdSchema, version: z.int().positive() }),
);

/** Other people belong to a household, or to other dates. Who they are is read from the directory. */
export const householdChanged = defineEvent(
  'household.changed',
  1,
  z.object({ premisesId: premisesIdSchema, version: z.int().positive() }),
);
