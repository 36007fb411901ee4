import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { queryAll } from '../../shared/journal/dynamo.ts';
import { type Post, postSchema } from './contract/post.ts';
import { postAddress } from './keys.ts';

const eventSchema = z.object({ at: z.string(), private: z.object({ post: postSchema }) });

/**
 * A post with the roster that held at an instant. Only for an instant before the present roster is the journal read;
 * before the first one, that is the best that is known.
 * @param post as it is now
 * @param at ISO instant
 */
export async function postAt(doc: DynamoDBDocumentClient, table: string, post: Post, at: string): Promise<Post> {
  if (post.publishedAt === undefined || post.publishedAt <= at) return post;
  const { pk, events } = postAddress(post.id);
  const items = await queryAll(doc, {
    TableName: table,
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :events)',
    ExpressionAttributeValues: { ':pk': pk, ':events': events },
  });
  const history = z.array(eventSchema).parse(items);
  return (history.findLast((event) => event.at <= at) ?? history[0])?.private.post ?? post;
}
