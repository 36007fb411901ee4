import { createHash } from 'node:crypto';
import type * as z from 'zod';
import { type Operation, operation } from '../../../shared/http/operation.ts';
import { Problem } from '../../../shared/http/problem.ts';
import type { Principal } from '../../../shared/identity/principal.ts';
import {
  type Review,
  reviewAnswerSchema,
  reviewCommandSchema,
  reviewQuerySchema,
  signedAnswerSchema,
} from '../contract/review-api.ts';
import { monthsOf, quarterOf, type Rights, rightsOf } from '../domain/access-review.ts';
import { allPosts } from './all-posts.ts';
import { readerOf } from './own-person.ts';
import type { DirectoryPorts } from './ports.ts';

const ownership = 'staff of the caller’s communities';

/** Who may see what, and how much of it they looked at: looked through and signed every quarter (R268). */
export function accessReview(ports: DirectoryPorts): Operation[] {
  const { people, reviews } = ports;
  return [
    operation({
      method: 'GET',
      path: '/v1/access-review',
      roles: ['manager'],
      ownership,
      query: reviewQuerySchema,
      answer: reviewAnswerSchema,
      handle: async ({ principal, query: { quarter: asked, limit, cursor = '' }, now }) => {
        const quarter = asked ?? quarterOf(now);
        const rights = await allRights(ports, principal);
        const following = rights.filter(({ staffId }) => staffId > cursor);
        const page = following.slice(0, limit);
        const counts = await people.log.counts(
          page.map(({ staffId }) => staffId),
          monthsOf(quarter),
        );
        const signed = await reviews.review(quarter, readerOf(principal));
        const body: z.input<typeof reviewAnswerSchema> = {
          quarter,
          digest: digestOf(rights),
          items: page.map((one) => ({ ...one, reads: counts.get(one.staffId) ?? {} })),
          next: following.length > page.length ? (page.at(-1)?.staffId ?? null) : null,
          signedOff: signed?.state ?? null,
        };
        return { status: 200, body };
      },
    }),
    operation({
      method: 'POST',
      path: '/v1/access-review',
      success: 201,
      roles: ['manager'],
      ownership,
      body: reviewCommandSchema,
      answer: signedAnswerSchema,
      // The body names what was seen.
      alsoRefuses: ['version-conflict'],
      handle: async ({ principal, body: { quarter, digest, remarks }, now, cause, remember }) => {
        const staffId = readerOf(principal);
        if (quarter > quarterOf(now)) throw invalid('/quarter', 'has not begun yet');
        if (await reviews.review(quarter, staffId))
          throw new Problem('state-conflict', {
            detail: { zh: '本季度的权限复核已签署', en: 'The review of this quarter has been signed already' },
          });
        const rights = await allRights(ports, principal);
        // Somebody's rights have changed since they were looked through.
        if (digest !== digestOf(rights)) throw new Problem('version-conflict');
        const stranger = remarks.findIndex((remark) => !rights.some((one) => one.staffId === remark.staffId));
        if (stranger >= 0) throw invalid(`/remarks/${stranger}/staffId`, 'nobody whose rights were reviewed');
        const review: Review = { quarter, staffId, at: now, digest, reviewed: rights.length, remarks };
        // What was remarked stays in the journal alone.
        const body: z.input<typeof signedAnswerSchema> = { quarter, at: now, reviewed: review.reviewed };
        const answer = { status: 201, body };
        await reviews.sign(review, cause, remember(answer));
        return answer;
      },
    }),
  ];
}

async function allRights({ staff, reader, store }: DirectoryPorts, { communityIds }: Principal): Promise<Rights[]> {
  const [everybody, posts] = await Promise.all([
    staff.everybody().then((ids) => reader.staffOnRecord(ids)),
    Promise.all(communityIds.map((communityId) => allPosts(store, communityId))),
  ]);
  const here = everybody.filter((member) => member.communityIds.some((id) => communityIds.includes(id)));
  return rightsOf(here, posts.flat());
}

const digestOf = (rights: readonly Rights[]): string =>
  createHash('sha256').update(JSON.stringify(rights)).digest('base64url');

const invalid = (path: string, reason: string): Problem => new Problem('invalid', { errors: [{ path, reason }] });
