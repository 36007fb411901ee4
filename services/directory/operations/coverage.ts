import { type Operation, operation } from '../../../shared/http/operation.ts';
import { leadRoles } from '../../../shared/identity/roles.ts';
import { coverageAnswerSchema, coverageQuerySchema } from '../contract/api.ts';
import { bookedTwice, coverageGaps, missing, type Span } from '../domain/coverage.ts';
import { allPosts } from './all-posts.ts';
import type { DirectoryPorts } from './ports.ts';

const DAY_MS = 86_400_000;

/** Looks ahead: where nobody will stand although somebody must, and who would have to stand twice (R142). */
export function coverage({ reader, store }: Pick<DirectoryPorts, 'reader' | 'store'>): Operation {
  return operation({
    method: 'GET',
    path: '/v1/posts/coverage',
    roles: leadRoles,
    ownership: 'posts of the caller’s communities',
    query: coverageQuerySchema,
    answer: coverageAnswerSchema,
    handle: async ({ principal, query: { communityId, days }, now }) => {
      const posts = principal.communityIds.includes(communityId) ? await allPosts(store, communityId) : [];
      const held = posts.flatMap(({ roster }) => roster.shifts.map(({ staffId }) => staffId));
      const staff = await reader.staffOnRecord(held);
      const within: Span = { from: Date.parse(now), to: Date.parse(now) + days * DAY_MS };
      return {
        status: 200,
        body: {
          communityId,
          ...instants(within),
          gaps: coverageGaps(posts, staff, within).map(({ postId, ...span }) => ({ postId, ...instants(span) })),
          missing: missing(posts, staff, within).map(({ from, ...one }) => ({
            ...one,
            from: new Date(from).toISOString(),
          })),
          bookedTwice: bookedTwice(posts, within).map(({ staffId, postIds, ...span }) => ({
            staffId,
            postIds,
            ...instants(span),
          })),
        },
      };
    },
  });
}

const instants = ({ from, to }: Span): { from: string; to: string } => ({
  from: new Date(from).toISOString(),
  to: new Date(to).toISOString(),
});
