import { Problem } from '../../../shared/http/problem.ts';
import type { Principal } from '../../../shared/identity/principal.ts';
import type { Stored } from '../../../shared/journal/journal.ts';
import type { Post } from '../contract/post.ts';
import type { DirectoryStore } from '../store.ts';

/**
 * A post of the caller's communities.
 * @throws Problem not-found, alike for a post elsewhere and one that does not exist
 */
export async function ownPost(store: DirectoryStore, postId: string, principal: Principal): Promise<Stored<Post>> {
  const post = await store.post(postId);
  if (!post || !principal.communityIds.includes(post.state.communityId)) throw new Problem('not-found');
  return post;
}
