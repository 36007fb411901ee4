import {
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type PageQuery, readPage } from '../../shared/http/page.ts';
import { type Address, addressOf } from '../../shared/journal/address.ts';
import { queryAll, type TransactItem } from '../../shared/journal/dynamo.ts';
import { explainCancelled, isConditionFailure } from '../../shared/journal/errors.ts';
import type { Calendar } from '../../shared/time/calendar.ts';
import { instantSchema } from '../../shared/time/instants.ts';
import { communityCalendarId } from '../sla/contract/ids.ts';
import {
  type PublishedCalendar,
  type PublishedPolicy,
  publishedCalendarSchema,
  publishedPolicySchema,
} from '../sla/contract/policy.ts';
import { type News, newsSchema } from './domain/progress.ts';
import { type TimelineItem, timelineItemSchema } from './domain/timeline.ts';

/** A request, its events, how far it has come and its timeline share a partition. */
export const requestAddress = (requestId: string): Address => addressOf('request', requestId);

export const progressKey = (requestId: string) => ({ pk: requestAddress(requestId).pk, sk: 'progress' });

const NEWS = 'news#';

/** The first rows held one instant per stage, and every request had one work order. */
function ofFirstDays(name: string, value: unknown): News | undefined {
  const old = newsSchema.safeParse({ kind: name, at: value, workOrderId: '', staffId: null, waitId: null });
  return old.data;
}

/** What a request's progress row tells, in no particular order. */
export const newsOf = (row: Record<string, unknown>): News[] =>
  Object.entries(row).flatMap(([name, value]) =>
    name.startsWith(NEWS) ? [newsSchema.parse(value)] : (ofFirstDays(name, value) ?? []),
  );

/** When staff last wrote to the household or showed it something, beside the news in the progress row. */
export const writtenAtOf = ({ writtenAt }: Record<string, unknown>): string | null =>
  instantSchema.optional().parse(writtenAt) ?? null;

const TIMELINE = 'timeline#';
const timelineKey = (requestId: string, { at, eventId }: TimelineItem) => ({
  pk: requestAddress(requestId).pk,
  sk: `${TIMELINE}${at}#${eventId}`,
});

/** All that a promise rests on lies in one partition: a few dozen small rows, read together. */
const POLICIES = 'policies';
const policySk = (policyId: string) => `policy#${policyId}`;
const calendarSk = (calendarId: string) => `calendar#${calendarId}`;

/** The calendar of the desk's hours. */
const DESK_HOURS = 'service';

const counterKey = (series: string) => ({ pk: `counter#${series}`, sk: 'counter' });

/** What intake knows of sla's policies and calendars: the newest version of each that has arrived. */
export interface Standard {
  readonly policies: readonly PublishedPolicy[];
  readonly calendars: readonly PublishedCalendar[];
}

const standardRowSchema = z.looseObject({ sk: z.string() });

export class IntakeStore {
  readonly #doc: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(doc: DynamoDBDocumentClient, table: string) {
    this.#doc = doc;
    this.#table = table;
  }

  /** The next number of a series, from 1. One that a failed call took is never used: gaps are allowed. */
  async nextCount(series: string): Promise<number> {
    const { Attributes } = await this.#doc.send(
      new UpdateCommand({
        TableName: this.#table,
        Key: counterKey(series),
        UpdateExpression: 'ADD issued :one',
        ExpressionAttributeValues: { ':one': 1 },
        ReturnValues: 'UPDATED_NEW',
      }),
    );
    return z.int().positive().parse(Attributes?.issued);
  }

  /** Strongly consistent: what one call has been promised, the next one is promised too. */
  async standard(): Promise<Standard> {
    const items = await queryAll(this.#doc, {
      TableName: this.#table,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': POLICIES },
      ConsistentRead: true,
    });
    const rows = z.array(standardRowSchema).parse(items);
    const ofKind = (prefix: string) => rows.filter(({ sk }) => sk.startsWith(prefix));
    return {
      policies: ofKind(policySk('')).map((row) => publishedPolicySchema.parse(row)),
      calendars: ofKind(calendarSk('')).map((row) => publishedCalendarSchema.parse(row)),
    };
  }

  /** @returns false when this version or a newer one is known already */
  keepPolicy(policy: PublishedPolicy): Promise<boolean> {
    return this.#keepNewest(policySk(policy.policyId), policy);
  }

  /** @returns false when this version or a newer one is known already */
  keepCalendar(calendar: PublishedCalendar): Promise<boolean> {
    return this.#keepNewest(calendarSk(calendar.calendarId), calendar);
  }

  async #keepNewest(sk: string, row: { readonly version: number }): Promise<boolean> {
    try {
      await this.#doc.send(
        new PutCommand({
          TableName: this.#table,
          Item: { ...row, pk: POLICIES, sk },
          ConditionExpression: 'attribute_not_exists(pk) OR version < :version',
          ExpressionAttributeValues: { ':version': row.version },
        }),
      );
      return true;
    } catch (error) {
      if (isConditionFailure(error)) return false;
      throw error;
    }
  }

  /** The put of a timeline item, for a transaction. Keyed by its event: the same news again changes nothing. */
  timelineItem(requestId: string, item: TimelineItem): TransactItem {
    return { Put: { TableName: this.#table, Item: { ...timelineKey(requestId, item), ...item } } };
  }

  /** Notes news of a request: on its timeline and, if it is of the work, beside its progress. Repeatable. */
  async note(requestId: string, item: TimelineItem | null, news: News | null): Promise<void> {
    const TransactItems = [
      ...(item ? [this.timelineItem(requestId, item)] : []),
      ...(news ? [this.#newsItem(requestId, news)] : []),
    ];
    await this.#doc.send(new TransactWriteCommand({ TransactItems })).catch((error: unknown) => {
      throw explainCancelled(error, -1);
    });
  }

  /** Each piece of news is an attribute of one row, named by what it tells: none can overwrite another. */
  #newsItem(requestId: string, news: News): TransactItem {
    const { kind, at, workOrderId, waitId } = news;
    return {
      Update: {
        TableName: this.#table,
        Key: progressKey(requestId),
        UpdateExpression: 'SET #news = :news',
        ExpressionAttributeNames: { '#news': `${NEWS}${kind}#${workOrderId}#${waitId ?? at}` },
        ExpressionAttributeValues: { ':news': news },
      },
    };
  }

  /** All news of the work on a request, in no particular order. */
  async news(requestId: string): Promise<News[]> {
    return (await this.told(requestId)).news;
  }

  /** The same, and when staff last wrote to its household or showed it something. */
  async told(requestId: string): Promise<{ news: News[]; writtenAt: string | null }> {
    const { Item = {} } = await this.#doc.send(
      new GetCommand({ TableName: this.#table, Key: progressKey(requestId), ConsistentRead: true }),
    );
    return { news: newsOf(Item), writtenAt: writtenAtOf(Item) };
  }

  /** The update that staff wrote to a household or showed it something, for the transaction of that. */
  written(requestId: string, at: string): TransactItem {
    return {
      Update: {
        TableName: this.#table,
        Key: progressKey(requestId),
        UpdateExpression: 'SET writtenAt = :at',
        ExpressionAttributeValues: { ':at': at },
      },
    };
  }

  /** When the desk of a community is there; `undefined` until that has been published. */
  async deskHours(communityId: string): Promise<Calendar | undefined> {
    for (const calendarId of [communityCalendarId(DESK_HOURS, communityId), DESK_HOURS]) {
      const { Item } = await this.#doc.send(
        new GetCommand({ TableName: this.#table, Key: { pk: POLICIES, sk: calendarSk(calendarId) } }),
      );
      if (Item) return publishedCalendarSchema.parse(Item).calendar;
    }
    return undefined;
  }

  /** In the order in which things happened, whenever their news came. */
  async timeline(requestId: string, page: PageQuery): Promise<{ items: TimelineItem[]; next: string | null }> {
    const { pk } = requestAddress(requestId);
    const { rows, next } = await readPage(this.#doc, { table: this.#table, pk, prefix: TIMELINE }, page);
    return { items: z.array(timelineItemSchema).parse(rows), next };
  }
}
