import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Cause } from '../../shared/events/envelope.ts';
import type { TransactItem } from '../../shared/journal/dynamo.ts';
import { draft } from '../../shared/journal/event-item.ts';
import { Journal, type Stored } from '../../shared/journal/journal.ts';
import { accessReviewed } from './contract/events.ts';
import { type Review, reviewSchema } from './contract/review-api.ts';
import { reviewAddress } from './keys.ts';

/** Reviews of access as they were signed: one per quarter and reviewer, never changed (R268). */
export class ReviewStore {
  readonly #journal: Journal;

  constructor(doc: DynamoDBDocumentClient, table: string, company: string) {
    this.#journal = new Journal(doc, table, company);
  }

  review(quarter: string, staffId: string): Promise<Stored<Review> | undefined> {
    return this.#journal.read(reviewAddress(quarter, staffId), reviewSchema);
  }

  /** @throws ConcurrentChange when it has been signed already */
  async sign(review: Review, cause: Cause, once: TransactItem): Promise<void> {
    const { quarter, staffId } = review;
    await this.#journal.write({
      cause,
      changes: [
        {
          address: reviewAddress(quarter, staffId),
          expectedVersion: 0,
          state: review,
          events: [draft(accessReviewed, { quarter }, { review })],
        },
      ],
      once,
    });
  }
}
