import * as z from 'zod';
import { defineEvent } from '../../../shared/events/define-event.ts';
import { instantSchema } from '../../../shared/time/instants.ts';
import { communityIdSchema, personIdSchema, postIdSchema, premisesIdSchema, staffIdSchema } from './ids.ts';
import { departmentSchema } from './post.ts';

/** A post has a new roster from now on. `version` is the post's; who stands on it is read from the directory. */
export const rosterPublished = defineEvent(
  'roster.published',
  1,
  z.object({ postId: postIdSchema, version: z.int().positive() }),
);

/**
 * Nobody stands at a post in some of the next seven days although somebody must (R142). Said when a look ahead finds
 * what the one before had not: never twice of the same gap.
 */
export const rosterGapAhead = defineEvent(
  'roster.gap-ahead',
  1,
  z.object({
    postId: postIdSchema,
    communityId: communityIdSchema,
    department: departmentSchema.describe('Of the post'),
    from: instantSchema.describe('Where the first gap begins; now where it has begun'),
    until: instantSchema.describe('Where it ends, as far as seven days ahead'),
    count: z.int().positive().describe('Gaps of the next seven days, the first among them'),
  }),
);
export type GapAhead = z.infer<typeof rosterGapAhead.data>;

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
