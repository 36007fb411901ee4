import { createHash } from 'node:crypto';
import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { TransactItem } from '../journal/dynamo.ts';
import type { Answer } from './operation.ts';
import { Problem } from './problem.ts';

const KEPT_SECONDS = 24 * 3600;

const recordSchema = z.object({
  bodyHash: z.string(),
  status: z.number(),
  /** JSON; absent for an answer without a body. */
  answer: z.string().optional(),
  headers: z.record(z.string(), z.string()).optional(),
  expiresAt: z.number(),
});

const sha256 = (...parts: string[]): string => createHash('sha256').update(JSON.stringify(parts)).digest('hex');

/** One POST with its `Idempotency-Key`: scoped to principal, method and path; kept for a day. */
export class Once {
  readonly #table: string;
  readonly #pk: string;
  readonly #bodyHash: string;
  readonly #nowSeconds: number;

  constructor(
    table: string,
    call: { sub: string; method: string; path: string; key: string; body: string; now: string },
  ) {
    this.#table = table;
    this.#pk = `idempotency#${sha256(call.sub, call.method, call.path, call.key)}`;
    this.#bodyHash = sha256(call.body);
    this.#nowSeconds = Math.floor(Date.parse(call.now) / 1000);
  }

  /**
   * The answer given before, if any.
   * @throws Problem key-reused when the same key came with another body
   */
  async stored(doc: DynamoDBDocumentClient): Promise<Answer | undefined> {
    const { Item } = await doc.send(
      new GetCommand({ TableName: this.#table, Key: { pk: this.#pk, sk: 'record' }, ConsistentRead: true }),
    );
    const record = recordSchema.safeParse(Item);
    // TTL deletes late, so the end is checked here.
    if (!record.success || record.data.expiresAt <= this.#nowSeconds) return undefined;
    const { bodyHash, status, answer, headers } = record.data;
    if (bodyHash !== this.#bodyHash) throw new Problem('key-reused');
    return { status, body: answer === undefined ? undefined : JSON.parse(answer), ...(headers && { headers }) };
  }

  record(answer: Answer): TransactItem {
    return {
      Put: {
        TableName: this.#table,
        Item: {
          pk: this.#pk,
          sk: 'record',
          bodyHash: this.#bodyHash,
          status: answer.status,
          answer: JSON.stringify(answer.body),
          headers: answer.headers,
          expiresAt: this.#nowSeconds + KEPT_SECONDS,
        },
        ConditionExpression: 'attribute_not_exists(pk) OR expiresAt <= :now',
        ExpressionAttributeValues: { ':now': this.#nowSeconds },
      },
    };
  }
}
