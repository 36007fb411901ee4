import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Cause } from '../../shared/events/envelope.ts';
import { getBatch } from '../../shared/journal/dynamo.ts';
import { ConcurrentChange } from '../../shared/journal/errors.ts';
import { draft } from '../../shared/journal/event-item.ts';
import type { Change, Journal } from '../../shared/journal/journal.ts';
import { log } from '../../shared/log/log.ts';
import { type GapAhead, rosterGapAhead } from './contract/events.ts';
import { type Post, postSchema } from './contract/post.ts';
import { type StaffMember, staffSchema } from './contract/records.ts';
import { coverageGaps } from './domain/coverage.ts';
import { isNews, LOOK_AHEAD_MS, type Look, nextLook } from './domain/gap-news.ts';
import { postAddress, staffKey, watchAddress } from './keys.ts';
import { lookedAt, type RosterWatch, watchEnded } from './roster-watch.ts';

export interface LookAheadPorts {
  readonly doc: DynamoDBDocumentClient;
  readonly table: string;
  readonly journal: Journal;
}

/**
 * A look whether somebody stands at a post at every instant of the next days (R142). Gaps that the look before had not
 * found are said; the same ones never again. Repeatable: whoever asks for another look meanwhile gets it at the next
 * sweep.
 * @param now ISO instant
 */
export async function lookAhead(watch: RosterWatch, ports: LookAheadPorts, now: string): Promise<void> {
  const { journal, table } = ports;
  const { postId, todoAt } = watch;
  const id = `roster-watch.${postId}.${todoAt}`;
  const cause: Cause = { at: now, actor: { type: 'system', id: 'directory' }, correlationId: id, causationId: id };
  const post = (await journal.read(postAddress(postId), postSchema))?.state;
  if (!post?.roundTheClock)
    return await unlessOvertaken(journal.write({ cause, changes: [], also: [watchEnded(table, watch)] }));

  const from = Date.parse(now);
  const until = from + LOOK_AHEAD_MS;
  const gaps = coverageGaps([post], await staffOf(post, ports), { from, to: until });
  const look: Look = { gaps: gaps.map((gap) => ({ from: gap.from, to: gap.to })), until };
  const changes = isNews(look, watch.seen) ? await told(post, look, journal) : [];
  const next = new Date(nextLook(from, post.roster.timeZone)).toISOString();
  await unlessOvertaken(journal.write({ cause, changes, also: [lookedAt(table, watch, look, next)] }));
  if (changes.length > 0) log.info('roster gap ahead', { postId, correlationId: id });
}

/** A new roster, or a leaving, has asked for another look: the row is due and the next sweep takes it. */
async function unlessOvertaken(write: Promise<void>): Promise<void> {
  try {
    await write;
  } catch (error) {
    if (!(error instanceof ConcurrentChange)) throw error;
  }
}

/** Consistently: who has just left must not be counted on until the next day. A roster has at most 100 shifts. */
async function staffOf({ roster }: Post, { doc, table }: LookAheadPorts): Promise<StaffMember[]> {
  const ids = new Set(roster.shifts.map(({ staffId }) => staffId));
  return z.array(staffSchema).parse(await getBatch(doc, table, [...ids].map(staffKey), { consistent: true }));
}

async function told(post: Post, { gaps: [first, ...more] }: Look, journal: Journal): Promise<Change[]> {
  if (!first) return [];
  const { id: postId, communityId, department } = post;
  const address = watchAddress(postId);
  const state: GapAhead = {
    ...{ postId, communityId, department },
    from: new Date(first.from).toISOString(),
    until: new Date(first.to).toISOString(),
    count: 1 + more.length,
  };
  const before = await journal.read(address, rosterGapAhead.data);
  return [{ address, expectedVersion: before?.version ?? 0, state, events: [draft(rosterGapAhead, state)] }];
}
