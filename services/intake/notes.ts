import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { readMerged } from '../../shared/http/merged-page.ts';
import type { PageQuery } from '../../shared/http/page.ts';
import { type Address, addressOf } from '../../shared/journal/address.ts';
import type { TransactItem } from '../../shared/journal/dynamo.ts';
import { type Note, noteSchema } from './domain/note.ts';
import { requestAddress } from './store.ts';

/** That a note has been left for the household is news of its own, apart from the request's own history. */
export const noteAddress = ({ id }: Pick<Note, 'id'>): Address => addressOf('note', id);

/** What the household may read lies apart from what it may not: a page of either reads nothing of the other. */
const prefixOf = (visibleToHousehold: boolean): string => (visibleToHousehold ? 'note#' : 'internal-note#');

/** The notes of requests, as items beside them: they grow, the request's state does not. */
export class RequestNotes {
  readonly #doc: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(doc: DynamoDBDocumentClient, table: string) {
    this.#doc = doc;
    this.#table = table;
  }

  /** The put of a note, for a transaction. */
  item(note: Note): TransactItem {
    const { pk } = requestAddress(note.requestId);
    const sk = `${prefixOf(note.visibleToHousehold)}${note.at}#${note.id}`;
    return {
      Put: {
        TableName: this.#table,
        Item: { ...note, pk, sk },
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    };
  }

  /** Oldest first. */
  async of(
    requestId: string,
    { internal }: { readonly internal: boolean },
    page: PageQuery,
  ): Promise<{ notes: Note[]; next: string | null }> {
    const { pk } = requestAddress(requestId);
    const lists = (internal ? [true, false] : [true]).map((visible) => ({ pk, prefix: prefixOf(visible) }));
    const { rows, next } = await readMerged(this.#doc, { table: this.#table, lists }, page);
    return { notes: z.array(noteSchema).parse(rows), next };
  }
}
