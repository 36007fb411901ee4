import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type ListQuery, readList } from '../../shared/http/list.ts';
import { readMerged } from '../../shared/http/merged-page.ts';
import { type PageQuery, readPage } from '../../shared/http/page.ts';
import { getBatch, type TransactItem } from '../../shared/journal/dynamo.ts';
import { loweringsList, monthOf } from './domain/listing.ts';
import { type Lowering, loweringSchema } from './domain/lowering.ts';
import type { News } from './domain/progress.ts';
import { type Request, requestSchema } from './domain/request.ts';
import { contactDueAt } from './domain/silence.ts';
import { isPublic } from './domain/similar.ts';
import { contactDueList } from './silence-watch.ts';
import { newsOf, progressKey, requestAddress, writtenAtOf } from './store.ts';

/** A request with what is known of the work on it. */
export interface Listed {
  readonly request: Request;
  readonly news: readonly News[];
  /** When staff last wrote to the household or showed it something; null for never. */
  readonly writtenAt: string | null;
}

export interface ListedPage {
  readonly listed: readonly Listed[];
  readonly next: string | null;
}

/** A request, and one of its lowerings. */
interface Lowered {
  readonly request: Request;
  readonly lowering: Lowering;
}

const LINKS = 'request#';
const premisesKey = (premisesId: string) => `premises#${premisesId}`;
const proactiveKey = (communityId: string, month: string) => `proactive#${communityId}#${month}`;
const similarKey = (buildingId: string, category: string) => `similar#${buildingId}#${category}`;

const linkSchema = z.object({ requestId: z.string() });
const loweringPlaceSchema = linkSchema.extend({ lowering: loweringSchema.shape.lowering });

/** Longer than they are asked for. */
const SIMILAR_KEPT_SECONDS = 7 * 86_400;

/**
 * Lists of requests. The desk's come from the index by where a request stands; those of premises, and what may be one
 * fault reported twice, from links written with the receipt. A page costs what it shows, however much is stored.
 */
export class RequestLists {
  readonly #doc: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(doc: DynamoDBDocumentClient, table: string) {
    this.#doc = doc;
    this.#table = table;
  }

  /** The puts of a new request's links, for the transaction of its receipt. */
  links(request: Request): TransactItem[] {
    const { premisesId, communityId, origin, receivedAt } = request;
    return [
      this.#link(premisesKey(premisesId), request),
      ...this.similarLinks(request),
      ...(origin === 'proactive' ? [this.#link(proactiveKey(communityId, monthOf(receivedAt)), request)] : []),
    ];
  }

  /**
   * The put by which others find a fault of a whole building, for the transaction of the receipt or of another
   * category; none for a fault that is a household's own.
   */
  similarLinks(request: Request): TransactItem[] {
    const { buildingId, category, receivedAt } = request;
    if (!isPublic(category)) return [];
    const expiresAt = Math.floor(Date.parse(receivedAt) / 1000) + SIMILAR_KEPT_SECONDS;
    return [this.#link(similarKey(buildingId, category), request, { expiresAt })];
  }

  #link(pk: string, { id: requestId, receivedAt }: Request, more: { expiresAt?: number } = {}): TransactItem {
    const sk = `${LINKS}${receivedAt}#${requestId}`;
    return { Put: { TableName: this.#table, Item: { pk, sk, requestId, receivedAt, ...more } } };
  }

  /** By the index: see `listOf`. */
  async atPlace(list: Omit<ListQuery, 'table'>, page: PageQuery): Promise<ListedPage> {
    const { rows, next } = await readList(this.#doc, { table: this.#table, ...list }, page);
    return { listed: await this.#withNews(z.array(requestSchema).parse(rows)), next };
  }

  /** Whose households the desk has been told to contact, longest due first. What has been heard since is left out. */
  async contactDue(communityId: string, page: PageQuery, { everyMs, now }: { everyMs: number; now: string }) {
    const { rows, next } = await readList(
      this.#doc,
      { table: this.#table, listKey: contactDueList(communityId) },
      page,
    );
    const listed = await this.#linked(rows);
    const isDue = (one: Listed): boolean => (contactDueAt(one, everyMs) ?? now) < now;
    return { listed: listed.filter(isDue), next };
  }

  /** Of premises of one household, as one list, newest first. Costs a page of links for each of the premises. */
  async ofPremises(premisesIds: readonly string[], page: PageQuery): Promise<ListedPage> {
    const lists = premisesIds.map((id) => ({ pk: premisesKey(id), prefix: LINKS }));
    const { rows, next } = await readMerged(this.#doc, { table: this.#table, lists, newestFirst: true }, page);
    return { listed: await this.#linked(rows), next };
  }

  /** What staff reported of their own accord in a community, by the month of receipt, newest first (R034). */
  async proactive(communityId: string, month: string, page: PageQuery): Promise<ListedPage> {
    const list = { table: this.#table, pk: proactiveKey(communityId, month), prefix: LINKS, newestFirst: true };
    const { rows, next } = await readPage(this.#doc, list, page);
    return { listed: await this.#linked(rows), next };
  }

  /** The newest reports of a category from a building since an instant, at most `limit`. */
  async similar(
    { buildingId, category }: { readonly buildingId: string; readonly category: string },
    since: string,
    limit: number,
  ): Promise<readonly Listed[]> {
    const list = { table: this.#table, pk: similarKey(buildingId, category), prefix: LINKS, newestFirst: true };
    const { rows } = await readPage(this.#doc, list, { limit });
    const listed = await this.#linked(rows.filter((row) => String(row.receivedAt) >= since));
    // A request keeps the link of a category that it had before.
    return listed.filter(({ request }) => request.category === category);
  }

  /**
   * The puts that list what has been lowered, or move what has been looked at, for the transaction of that: a row of
   * its own for each lowering, whose request has its own place.
   */
  loweringPlaces({ lowerings: before }: Request, { id: requestId, communityId, lowerings }: Request): TransactItem[] {
    return lowerings
      .filter((one) => !before.includes(one))
      .map(({ lowering, at, review }) => {
        const key = { pk: requestAddress(requestId).pk, sk: `lowering#${lowering}` };
        const place = { listKey: loweringsList(communityId, review && monthOf(at)), listAt: at };
        return { Put: { TableName: this.#table, Item: { ...key, requestId, lowering, ...place } } };
      });
  }

  /** What was lowered in a community: not looked at yet, oldest first; or of a month and looked at, newest first. */
  async lowerings(
    { communityId, reviewedOf }: { readonly communityId: string; readonly reviewedOf: string | null },
    page: PageQuery,
  ): Promise<{ readonly found: readonly Lowered[]; readonly next: string | null }> {
    const listKey = loweringsList(communityId, reviewedOf);
    const list = { table: this.#table, listKey, newestFirst: reviewedOf !== null };
    const { rows, next } = await readList(this.#doc, list, page);
    const places = z.array(loweringPlaceSchema).parse(rows);
    const requests = await this.#requests(places.map(({ requestId }) => requestId));
    const found = places.flatMap(({ requestId, lowering: which }) => {
      const request = requests.get(requestId);
      const lowering = request?.lowerings.find((one) => one.lowering === which);
      return request && lowering ? [{ request, lowering }] : [];
    });
    return { found, next };
  }

  /** In the order of the links. */
  async #linked(links: readonly Record<string, unknown>[]): Promise<Listed[]> {
    const ids = z
      .array(linkSchema)
      .parse(links)
      .map(({ requestId }) => requestId);
    const requests = await this.#requests(ids);
    return this.#withNews(ids.flatMap((id) => requests.get(id) ?? []));
  }

  /** By their ids, which may be named more than once. */
  async #requests(ids: readonly string[]): Promise<ReadonlyMap<string, Request>> {
    const keys = [...new Set(ids)].map((id) => ({ pk: requestAddress(id).pk, sk: requestAddress(id).state }));
    const rows = await getBatch(this.#doc, this.#table, keys, { consistent: true });
    return new Map(
      z
        .array(requestSchema)
        .parse(rows)
        .map((request) => [request.id, request]),
    );
  }

  async #withNews(requests: readonly Request[]): Promise<Listed[]> {
    const keys = requests.map(({ id }) => progressKey(id));
    const rows = await getBatch(this.#doc, this.#table, keys, { consistent: true });
    const told = new Map(rows.map((row) => [row.pk, row]));
    return requests.map((request) => {
      const row = told.get(progressKey(request.id).pk) ?? {};
      return { request, news: newsOf(row), writtenAt: writtenAtOf(row) };
    });
  }
}
