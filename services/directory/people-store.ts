import { type DynamoDBDocumentClient, GetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { Page, PageQuery } from '../../shared/http/page.ts';
import { readPage } from '../../shared/http/page.ts';
import { queryAll, type TransactItem } from '../../shared/journal/dynamo.ts';
import { explainCancelled } from '../../shared/journal/errors.ts';
import { maskEmail, maskName, maskPhone } from '../../shared/personal/mask.ts';
import type { PersonalVault } from '../../shared/personal/vault.ts';
import { getMany, putMissing } from './batch.ts';
import type { Read } from './contract/people-api.ts';
import { type PersonItem, personItemSchema } from './items.ts';
import { type Key, personKey, phoneKey, READS, readKey } from './keys.ts';

/** A person in the clear: in memory only. */
export interface Person {
  /** For a member of staff the staff id. */
  readonly id: string;
  readonly name: string;
  /** E.164, like `+8613800138000`. */
  readonly phone: string | null;
  readonly email: string | null;
}

/** What stands for a phone number where it is looked up. */
export type PhoneHash = (phone: string) => Promise<string>;

const ERASED = '已删除';

/** The table `people`: nothing personal is ever stored in the clear, and who has read it is written down (R269, R271). */
export class PeopleStore {
  readonly #doc: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #vault: PersonalVault;
  readonly #hash: PhoneHash;

  constructor(doc: DynamoDBDocumentClient, table: string, vault: PersonalVault, hash: PhoneHash) {
    this.#doc = doc;
    this.#table = table;
    this.#vault = vault;
    this.#hash = hash;
  }

  /** Adds those who are not there yet, each under a data key of their own. @returns how many were added */
  async addMissing(people: readonly Person[]): Promise<number> {
    const there = new Set((await this.persons(people.map(({ id }) => id))).map(({ id }) => id));
    const missing = people.filter(({ id }) => !there.has(id));
    const items = await Promise.all(missing.map((person) => this.#item(person)));
    await putMissing(this.#doc, this.#table, items.flatMap(wayByPhone));
    return await putMissing(
      this.#doc,
      this.#table,
      items.map((item) => ({ ...personKey(item.id), ...item })),
    );
  }

  /** The writes that enter a new person, for a transaction of the caller's. */
  async entering(person: Person): Promise<TransactItem[]> {
    const item = await this.#item(person);
    const rows: Key[] = [{ ...personKey(item.id), ...item }, ...wayByPhone(item)];
    return rows.map((Item) => ({
      Put: { TableName: this.#table, Item, ConditionExpression: 'attribute_not_exists(pk)' },
    }));
  }

  /** Those of the people who are known, masked and sealed, in no particular order. */
  async persons(ids: readonly string[]): Promise<PersonItem[]> {
    return (await getMany(this.#doc, this.#table, ids.map(personKey))).map((item) => personItemSchema.parse(item));
  }

  async person(id: string): Promise<PersonItem | undefined> {
    const { Item } = await this.#doc.send(
      new GetCommand({ TableName: this.#table, Key: personKey(id), ConsistentRead: true }),
    );
    return Item && personItemSchema.parse(Item);
  }

  /** Ids of the people with exactly this number. @param phone E.164 */
  async idsByPhone(phone: string): Promise<string[]> {
    const rows = await queryAll(this.#doc, {
      TableName: this.#table,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': phoneKey(await this.#hash(phone), '').pk },
    });
    return rows.map(({ sk }) => String(sk));
  }

  /** In the clear: only after the reading has been written down. @throws Error for a person who is erased */
  async open({ id, sealed }: PersonItem): Promise<Person> {
    if (!sealed) throw new Error('erased');
    const { name = '', phone = null, email = null } = await this.#vault.open(id, sealed);
    return { id, name, phone, email };
  }

  /**
   * Writes down that somebody sees something of these people.
   * @param callId makes the entries of one call different from those of all others
   */
  async recordReads(personIds: readonly string[], read: Read, callId: string): Promise<void> {
    if (personIds.length === 0) return;
    try {
      const TransactItems = personIds.map((id) => this.#record(id, read, callId));
      await this.#doc.send(new TransactWriteCommand({ TransactItems }));
    } catch (error) {
      throw explainCancelled(error, -1);
    }
  }

  reads(personId: string, page: PageQuery): Promise<Page<Record<string, unknown>>> {
    return readPage(this.#doc, { table: this.#table, pk: personKey(personId).pk, prefix: READS }, page);
  }

  /**
   * Deletes a person's data key, fields and the way from the phone number, for good, and writes that down (R271,
   * R272); `once` is the record of the call. The table's backups keep the sealed form for their 35 days.
   */
  async erase({ id, phoneHash }: PersonItem, read: Read, callId: string, once: TransactItem): Promise<void> {
    const erasing: TransactItem[] = [
      {
        Update: {
          TableName: this.#table,
          Key: personKey(id),
          UpdateExpression: 'SET sealed = :nothing, masked = :masked, erasedAt = :at REMOVE phoneHash',
          ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(erasedAt)',
          ExpressionAttributeValues: {
            ':nothing': null,
            ':masked': { name: ERASED, phone: null, email: null },
            ':at': read.at,
          },
        },
      },
      ...(phoneHash ? [{ Delete: { TableName: this.#table, Key: phoneKey(phoneHash, id) } }] : []),
      this.#record(id, read, callId),
    ];
    try {
      await this.#doc.send(new TransactWriteCommand({ TransactItems: [...erasing, once] }));
    } catch (error) {
      throw explainCancelled(error, erasing.length);
    }
  }

  #record(personId: string, read: Read, callId: string): TransactItem {
    return { Put: { TableName: this.#table, Item: { ...readKey(personId, read.at, callId), ...read } } };
  }

  async #item({ id, name, phone, email }: Person): Promise<PersonItem> {
    const { dataKey, fields } = await this.#vault.seal(id, {
      name,
      ...(phone !== null && { phone }),
      ...(email !== null && { email }),
    });
    return {
      id,
      sealed: { dataKey, fields: { ...fields } },
      masked: { name: maskName(name), phone: phone && maskPhone(phone), email: email && maskEmail(email) },
      ...(phone !== null && { phoneHash: await this.#hash(phone) }),
    };
  }
}

/** From the number to the person, for those who have one. */
const wayByPhone = ({ id, phoneHash }: PersonItem): Key[] => (phoneHash ? [phoneKey(phoneHash, id)] : []);
