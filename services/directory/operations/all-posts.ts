import type { Post } from '../contract/post.ts';
import type { DirectoryStore } from '../store.ts';

const PAGE = 100;

/** Every post of a community, page by page. */
export async function allPosts(store: DirectoryStore, communityId: string): Promise<Post[]> {
  const all: Post[] = [];
  for (let more = true; more; ) {
    const { posts, next } = await store.posts(communityId, PAGE, all.at(-1)?.id);
    all.push(...posts.map(({ state }) => state));
    more = next;
  }
  return all;
}
