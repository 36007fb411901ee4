import * as z from 'zod';
import { defineEvent } from '../../../shared/events/define-event.ts';
import { personIdSchema, postIdSchema, premisesIdSchema, staffIdSchema } from './ids.ts';

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

/**
 * Something of a person’s data is other than before: the contact, a consent, or all of it erased. What it was stays in
 * the journal; what it is now, who needs it reads at the moment of need.
 */
export const personChanged = defineEvent(
  'person.changed',
  1,
  z.object({ personId: personIdSchema, version: z.int().positive() }),
);

/** A member of staff leaves, or stays after all. From when on is read from the directory. */
export const staffChanged = defineEvent(
  'staff.changed',
  1,
  z.object({ staffId: staffIdSchema, version: z.int().positive() }),
);

/** The rights of all staff were looked through and signed off for a quarter like 2026-Q4 (R268). */
export const accessReviewed = defineEvent('access.reviewed', 1, z.object({ quarter: z.string() }));
