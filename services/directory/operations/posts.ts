import type * as z from 'zod';
import { type Operation, operation } from '../../../shared/http/operation.ts';
import type { Stored } from '../../../shared/journal/journal.ts';
import {
  onDutyAnswerSchema,
  onDutyQuerySchema,
  postAnswerSchema,
  postParamsSchema,
  postsAnswerSchema,
  postsQuerySchema,
} from '../contract/api.ts';
import type { Post } from '../contract/post.ts';
import { staffOnDuty } from '../domain/on-duty.ts';
import { worksAt } from '../domain/staff.ts';
import { ownPost } from './own-post.ts';
import type { DirectoryPorts } from './ports.ts';
import { publishRoster } from './publish-roster.ts';

const ownership = 'posts of the caller’s communities';

/** Posts, their rosters, and who is on duty. */
export function postOperations(ports: DirectoryPorts): Operation[] {
  const { reader, store } = ports;
  return [
    operation({
      method: 'GET',
      path: '/v1/posts',
      roles: ['supervisor', 'manager'],
      ownership,
      query: postsQuerySchema,
      answer: postsAnswerSchema,
      handle: async ({ principal, query: { communityId, limit, cursor } }) => {
        const mine = principal.communityIds.includes(communityId);
        const { posts, next } = mine ? await store.posts(communityId, limit, cursor) : { posts: [], next: false };
        const last = next ? (posts.at(-1)?.state.id ?? null) : null;
        return { status: 200, body: { items: posts.map(shown), next: last } };
      },
    }),
    operation({
      method: 'GET',
      path: '/v1/posts/{id}',
      roles: ['supervisor', 'manager'],
      ownership,
      params: postParamsSchema,
      answer: postAnswerSchema,
      handle: async ({ principal, params }) => {
        const post = await ownPost(store, params.id, principal);
        return { status: 200, body: shown(post), headers: { ETag: `"${post.version}"` } };
      },
    }),
    publishRoster(ports),
    operation({
      method: 'GET',
      path: '/v1/posts/{id}/on-duty',
      roles: ['agent', 'supervisor', 'manager'],
      ownership,
      params: postParamsSchema,
      query: onDutyQuerySchema,
      answer: onDutyAnswerSchema,
      handle: async ({ principal, params, query, now }) => {
        const post = await ownPost(store, params.id, principal);
        const at = new Date(query.at ?? now).toISOString();
        const state = await reader.postAt(post.state, at);
        const ids = staffOnDuty(state.roster, Date.parse(at));
        const staff = (await reader.staffOnRecord(ids)).filter((member) => worksAt(member, at));
        const items = ids.flatMap((staffId) =>
          staff.filter(({ id }) => id === staffId).map(({ roles, skills }) => ({ staffId, roles, skills })),
        );
        return { status: 200, body: { postId: state.id, at, items } };
      },
    }),
  ];
}

const shown = ({ state, version }: Stored<Post>): z.input<typeof postAnswerSchema> => ({ ...state, version });
