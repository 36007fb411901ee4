import { type DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { type Page, type PageQuery, readPage } from '../../shared/http/page.ts';
import type { TransactItem } from '../../shared/journal/dynamo.ts';
import { explainCancelled } from '../../shared/journal/errors.ts';
import { getMany } from './batch.ts';
import type { Read } from './contract/people-api.ts';
import { type ReadCounts, readCountsSchema } from './items.ts';
import { personKey, READS, readCountKey, readKey } from './keys.ts';

/** Who has seen what of whom, in table `people`: written before anything is shown (R271). */
export class ReadLog {
  readonly #doc: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(doc: DynamoDBDocumentClient, table: string) {
    this.#doc = doc;
    this.#table = table;
  }

  /**
   * Writes down that somebody sees something of these people.
   * @param callId makes the entries of one call different from those of all others
   */
  async record(personIds: readonly string[], read: Read, callId: string): Promise<void> {
    if (personIds.length === 0) return;
    const TransactItems = [...personIds.map((id) => this.row(id, read, callId)), this.#counted(read, personIds.length)];
    try {
      await this.#doc.send(new TransactWriteCommand({ TransactItems }));
    } catch (error) {
      throw explainCancelled(error, -1);
    }
  }

  /** A line of the log, for a transaction of the caller's. */
  row(personId: string, read: Read, callId: string): TransactItem {
    return { Put: { TableName: this.#table, Item: { ...readKey(personId, read.at, callId), ...read } } };
  }

  /** The log of a person, oldest first. */
  of(personId: string, page: PageQuery): Promise<Page<Record<string, unknown>>> {
    return readPage(this.#doc, { table: this.#table, pk: personKey(personId).pk, prefix: READS }, page);
  }

  /** How often each of these members of staff looked at whom in these months (`2026-11`), together. */
  async counts(staffIds: readonly string[], months: readonly string[]): Promise<Map<string, Record<string, number>>> {
    const keys = staffIds.flatMap((staffId) => months.map((month) => readCountKey(staffId, month)));
    const rows = (await getMany(this.#doc, this.#table, keys)).map((row) => readCountsSchema.parse(row));
    return new Map([...Map.groupBy(rows, ({ staffId }) => staffId)].map(([staffId, own]) => [staffId, summed(own)]));
  }

  #counted({ staffId, at, what }: Read, times: number): TransactItem {
    return {
      Update: {
        TableName: this.#table,
        Key: readCountKey(staffId, at.slice(0, 'yyyy-mm'.length)),
        UpdateExpression: 'SET staffId = :staff ADD #what :times',
        ExpressionAttributeNames: { '#what': what },
        ExpressionAttributeValues: { ':staff': staffId, ':times': times },
      },
    };
  }
}

function summed(rows: readonly ReadCounts[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { staffId: _, ...counts } of rows)
    for (const [what, times = 0] of Object.entries(counts)) sums[what] = (sums[what] ?? 0) + times;
  return sums;
}
