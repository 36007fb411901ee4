import * as z from 'zod';
import { defineEvent } from '../../../shared/events/define-event.ts';
import { postIdSchema } from './ids.ts';

/** A post has a new roster from now on. `version` is the post's; who stands on it is read from the directory. */
export const rosterPublished = defineEvent(
  'roster.published',
  1,
  z.object({ postId: postIdSchema, version: z.int().positive() }),
);
