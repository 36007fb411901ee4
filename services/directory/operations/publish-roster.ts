import { type Operation, operation } from '../../../shared/http/operation.ts';
import { Problem } from '../../../shared/http/problem.ts';
import { pick } from '../../../shared/i18n/text.ts';
import { postParamsSchema, rosterAnswerSchema } from '../contract/api.ts';
import { rosterSchema } from '../contract/post.ts';
import { doubleBookings, rosterGaps, unfitStaff } from '../domain/roster-check.ts';
import { ownPost } from './own-post.ts';
import type { DirectoryPorts } from './ports.ts';

/**
 * Gives a post its next roster. Refused: people who cannot stand there or would stand twice at once. Hours that nobody
 * covers are saved and reported: a post need not be held day and night.
 */
export function publishRoster({ reader, store }: DirectoryPorts): Operation {
  return operation({
    method: 'PUT',
    path: '/v1/posts/{id}/roster',
    roles: ['manager'],
    ownership: 'posts of the caller’s communities',
    params: postParamsSchema,
    body: rosterSchema,
    answer: rosterAnswerSchema,
    handle: async ({ principal, params, body: roster, ifMatch, cause, locale }) => {
      const post = await ownPost(store, params.id, principal);
      if (post.version !== ifMatch) throw new Problem('version-conflict');
      const staff = await reader.staff(roster.shifts.map(({ staffId }) => staffId));
      const faults = [...unfitStaff(post.state, roster, staff), ...doubleBookings(roster)];
      if (faults.length > 0)
        throw new Problem('invalid', {
          errors: faults.map(({ path, reason }) => ({ path, reason: pick(reason, locale) })),
        });
      const version = await store.publishRoster(post, roster, cause);
      const body = { ...post.state, roster, publishedAt: cause.at, version, gaps: rosterGaps(roster) };
      return { status: 200, body, headers: { ETag: `"${version}"` } };
    },
  });
}
