import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { actorSchema } from '../../shared/events/envelope.ts';
import { type ListQuery, readList } from '../../shared/http/list.ts';
import { type Page, type PageQuery, readPage } from '../../shared/http/page.ts';
import { type Address, eventSk, sharedAddress } from '../../shared/journal/address.ts';
import { queryAll, type TransactItem } from '../../shared/journal/dynamo.ts';
import { isConditionFailure } from '../../shared/journal/errors.ts';
import type { Stored } from '../../shared/journal/journal.ts';
import { type Calendar, calendarSchema } from '../../shared/time/calendar.ts';
import { type ClockRow, clockRow } from './clock-row.ts';
import { calendarPublished } from './contract/events.ts';
import { type Policy, type PublishedCalendar, policySchema } from './contract/policy.ts';
import { type CalendarBook, CalendarNotKnown, type CalendarVersion, calendarBook } from './domain/calendar-book.ts';
import type { Clock } from './domain/clock.ts';
import { type Fact, factSchema } from './domain/facts.ts';

/** All that concerns one request lies in one partition: its facts, its clocks, their events, their escalations. */
const requestPk = (requestId: string): string => `request#${requestId}`;

/** All policies and calendars of the company lie in one partition: a few dozen small rows, read together. */
const SETTINGS = 'settings';

export const clockAddress = (requestId: string, clockId: string): Address =>
  sharedAddress(requestPk(requestId), 'clock', clockId);
export const escalationAddress = (requestId: string, escalationId: string): Address =>
  sharedAddress(requestPk(requestId), 'escalation', escalationId);
export const policyAddress = (policyId: string): Address => sharedAddress(SETTINGS, 'policy', policyId);
export const calendarAddress = (calendarId: string): Address => sharedAddress(SETTINGS, 'calendar', calendarId);

/** A clock's id begins with its request's. */
export const requestIdOf = (clockId: string): string => clockId.split('.')[0] ?? clockId;

/** Everything that sla knows about one request, read in one strongly consistent query. */
export interface Partition {
  readonly requestId: string;
  /** Raised by every fact, so that two consumers side by side cannot miss each other's. */
  readonly headVersion: number;
  readonly facts: readonly Fact[];
  readonly clocks: readonly ClockRow[];
  readonly escalationIds: readonly string[];
}

const rowSchema = z.looseObject({ sk: z.string() });
const publishedSchema = z.object({
  detail: z.string().transform((json): { data: unknown } => ({ data: JSON.parse(json).data })),
});

/** A version of a policy or a calendar: what was published, when and by whom. */
const versionSchema = z.object({
  at: z.string(),
  detail: z
    .string()
    .transform((json): unknown => JSON.parse(json))
    .pipe(z.object({ actor: actorSchema, data: z.looseObject({ version: z.number() }) })),
});
type SettingVersion = z.output<typeof versionSchema>;

export class SlaStore {
  readonly #doc: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #calendars = new Map<string, PublishedCalendar>();

  constructor(doc: DynamoDBDocumentClient, table: string) {
    this.#doc = doc;
    this.#table = table;
  }

  async partition(requestId: string): Promise<Partition> {
    const rows = await this.#query(requestPk(requestId));
    const withPrefix = (prefix: string) => rows.filter(({ sk }) => sk.startsWith(prefix));
    return {
      requestId,
      headVersion: Number(rows.find(({ sk }) => sk === 'head')?.version ?? 0),
      facts: withPrefix('fact#').map((row) => factSchema.parse(row.fact)),
      clocks: withPrefix('clock#').map(clockRow),
      escalationIds: withPrefix('escalation#').map(({ sk }) => sk.slice('escalation#'.length)),
    };
  }

  /** The items by which a fact joins its partition: the fact, once, and the raised head. */
  factItems({ requestId, headVersion }: Partition, fact: Fact): { once: TransactItem; head: TransactItem } {
    const pk = requestPk(requestId);
    return {
      once: {
        Put: {
          TableName: this.#table,
          Item: { pk, sk: `fact#${fact.id}`, fact },
          ConditionExpression: 'attribute_not_exists(pk)',
        },
      },
      head: {
        Put: {
          TableName: this.#table,
          Item: { pk, sk: 'head', version: headVersion + 1 },
          ...(headVersion === 0
            ? { ConditionExpression: 'attribute_not_exists(pk)' }
            : { ConditionExpression: 'version = :read', ExpressionAttributeValues: { ':read': headVersion } }),
        },
      },
    };
  }

  /** Lets a transaction fail unless a clock is still as it was read. */
  unchanged({ state, version }: Stored<Clock>): TransactItem {
    const { pk, state: sk } = clockAddress(state.requestId, state.clockId);
    return {
      ConditionCheck: {
        TableName: this.#table,
        Key: { pk, sk },
        ConditionExpression: 'version = :read',
        ExpressionAttributeValues: { ':read': version },
      },
    };
  }

  /** The timer runs: from now on the clock owes only what the timer may miss. Does not raise the version. */
  async armed({ requestId, clockId, generation }: Clock, now: string, judgeBy: string): Promise<void> {
    const { pk, state: sk } = clockAddress(requestId, clockId);
    try {
      await this.#doc.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: { pk, sk },
          UpdateExpression: 'SET armedAt = :now, todoAt = :judgeBy',
          // A clock that has ended waits for nothing.
          ConditionExpression: 'attribute_exists(nextAt) AND generation = :generation',
          ExpressionAttributeValues: {
            ':now': now,
            ':judgeBy': judgeBy,
            ':generation': generation,
          },
        }),
      );
    } catch (error) {
      // The clock has ended meanwhile and owes nothing.
      if (!isConditionFailure(error)) throw error;
    }
  }

  /** The calendars in the versions that clocks were promised on: a published version never changes. */
  async calendars(wanted: readonly CalendarVersion[]): Promise<CalendarBook> {
    return calendarBook(await Promise.all(wanted.map((one) => this.#published(one))));
  }

  async #published({ calendarId, version }: CalendarVersion): Promise<PublishedCalendar> {
    const key = `${calendarId}@${version}`;
    const known = this.#calendars.get(key);
    if (known) return known;
    const address = calendarAddress(calendarId);
    const { Item } = await this.#doc.send(
      new GetCommand({ TableName: this.#table, Key: { pk: address.pk, sk: eventSk(address, version) } }),
    );
    if (!Item) throw new CalendarNotKnown(key);
    const published = calendarPublished.data.parse(publishedSchema.parse(Item).detail.data);
    this.#calendars.set(key, published);
    return published;
  }

  /** Clocks of a list, in the order of their deadlines. */
  async listed(list: Omit<ListQuery, 'table'>, page: PageQuery): Promise<Page<ClockRow>> {
    const { rows, next } = await readList(this.#doc, { ...list, table: this.#table }, page);
    return { rows: rows.map(clockRow), next };
  }

  /** Every version of a setting, oldest first, as its events. */
  async versions({ pk, events: prefix }: Address, page: PageQuery): Promise<Page<SettingVersion>> {
    const { rows, next } = await readPage(this.#doc, { table: this.#table, pk, prefix }, page);
    return { rows: z.array(versionSchema).parse(rows), next };
  }

  async settings(): Promise<{ policies: Stored<Policy>[]; calendars: Stored<Calendar>[] }> {
    const rows = await this.#query(SETTINGS, false);
    return {
      policies: rows
        .filter(({ sk }) => sk.startsWith('policy#'))
        .map((row) => ({ version: Number(row.version), state: policySchema.parse(row.policy) })),
      calendars: rows
        .filter(({ sk }) => sk.startsWith('calendar#'))
        .map((row) => ({ version: Number(row.version), state: calendarSchema.parse(row.calendar) })),
    };
  }

  async #query(pk: string, consistent = true): Promise<z.infer<typeof rowSchema>[]> {
    const items = await queryAll(this.#doc, {
      TableName: this.#table,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': pk },
      ConsistentRead: consistent,
    });
    return z.array(rowSchema).parse(items);
  }
}
