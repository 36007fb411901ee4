import { type Operation, operation } from '../../../shared/http/operation.ts';
import { leadRoles } from '../../../shared/identity/roles.ts';
import { coverageAnswerSchema, coverageQuerySchema } from '../contract/api.ts';
import type { Post } from '../contract/post.ts';
import { bookedTwice, coverageGaps, type Span } from '../domain/coverage.ts';
import type { DirectoryStore } from '../store.ts';
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
      const staff = await reader.staff(held);
      const within: Span = { from: Date.parse(now), to: Date.parse(now) + days * DAY_MS };
      return {
        status: 200,
        body: {
          communityId,
          ...instants(within),
          gaps: coverageGaps(posts, staff, within).map(({ postId, ...span }) => ({ postId, ...instants(span) })),
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

const PAGE = 100;

async function allPosts(store: DirectoryStore, communityId: string): Promise<Post[]> {
  const all: Post[] = [];
  for (let more = true; more; ) {
    const { posts, next } = await store.posts(communityId, PAGE, all.at(-1)?.id);
    all.push(...posts.map(({ state }) => state));
    more = next;
  }
  return all;
}
