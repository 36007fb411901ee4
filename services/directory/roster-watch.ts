import * as z from 'zod';
import { todoShard } from '../../shared/journal/address.ts';
import type { TransactItem } from '../../shared/journal/dynamo.ts';
import { instantSchema } from '../../shared/time/instants.ts';
import { postIdSchema } from './contract/ids.ts';
import type { Look } from './domain/gap-news.ts';
import { type Key, watchAddress } from './keys.ts';

const WATCH = 'watch';

const spanSchema = z.object({ from: z.number(), to: z.number() });

/** When the sweep is to look at the roster of a post that must be held day and night (R142). */
const watchSchema = z.object({
  postId: postIdSchema,
  todoAt: instantSchema,
  /** What the last look found; absent before the first. */
  seen: z.object({ gaps: z.array(spanSchema), until: z.number() }).optional(),
});
export type RosterWatch = z.infer<typeof watchSchema>;

/** A post's watch as the sweep finds it; undefined for a row that is none. */
export const watchOf = (row: { readonly sk: string }): RosterWatch | undefined =>
  row.sk === WATCH ? watchSchema.parse(row) : undefined;

/** A partition of its own for each post: the posts of a big community are looked at side by side. */
const watchKey = (postId: string): Key => ({ pk: watchAddress(postId).pk, sk: WATCH });

/** The row that begins to watch a post at an ISO instant. */
export const newWatch = (postId: string, at: string) => ({
  ...watchKey(postId),
  postId,
  todoShard: todoShard(watchAddress(postId).pk),
  todoAt: at,
});

/** The write that makes the sweep look at a post at once, watched before or not, for a transaction at an ISO instant. */
export function lookingAtOnce(table: string, postId: string, at: string): TransactItem {
  const { pk, sk, todoShard: shard } = newWatch(postId, at);
  return {
    Update: {
      TableName: table,
      Key: { pk, sk },
      UpdateExpression: 'SET postId = :post, todoShard = :shard, todoAt = :at',
      ExpressionAttributeValues: { ':post': postId, ':shard': shard, ':at': at },
    },
  };
}

/** The write after a look, for a transaction: it fails where a roster or a leaving asks for another look meanwhile. */
export const lookedAt = (table: string, { postId, todoAt }: RosterWatch, seen: Look, next: string): TransactItem => ({
  Update: {
    TableName: table,
    Key: watchKey(postId),
    UpdateExpression: 'SET todoAt = :next, seen = :seen',
    ConditionExpression: 'todoAt = :read',
    ExpressionAttributeValues: { ':next': next, ':seen': seen, ':read': todoAt },
  },
});

/** The write that ends the watch over a post that need not be held. */
export const watchEnded = (table: string, { postId, todoAt }: RosterWatch): TransactItem => ({
  Update: {
    TableName: table,
    Key: watchKey(postId),
    UpdateExpression: 'REMOVE todoShard, todoAt',
    ConditionExpression: 'todoAt = :read',
    ExpressionAttributeValues: { ':read': todoAt },
  },
});
