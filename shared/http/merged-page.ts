import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { encode, type Page, type PageQuery, readPage } from './page.ts';

/** Lists whose rows make one, in the order of what follows the prefix in their sort keys. */
export interface MergedLists {
  readonly table: string;
  readonly lists: readonly { readonly pk: string; readonly prefix: string }[];
  readonly newestFirst?: boolean;
}

/**
 * One page of a few lists told as one. Of each list a page is read, so a list more is a page more to read, however
 * much is stored. What follows the prefix must be unique among all lists.
 */
export async function readMerged(
  doc: DynamoDBDocumentClient,
  { table, lists, newestFirst = false }: MergedLists,
  page: PageQuery,
): Promise<Page<Record<string, unknown>>> {
  const pages = await Promise.all(lists.map((list) => readPage(doc, { table, ...list, newestFirst }, page)));
  const way = newestFirst ? -1 : 1;
  const merged = pages
    .flatMap(({ rows }, n) => rows.map((row) => ({ row, place: String(row.sk).slice(lists[n]?.prefix.length) })))
    .toSorted((a, b) => (a.place < b.place ? -way : way));
  const shown = merged.slice(0, page.limit);
  const last = shown.at(-1);
  const more = merged.length > shown.length || pages.some(({ next }) => next !== null);
  return { rows: shown.map(({ row }) => row), next: more && last ? encode(last.place) : null };
}
