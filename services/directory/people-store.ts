import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { queryAll, type TransactItem } from '../../shared/journal/dynamo.ts';
import { maskEmail, maskName, maskPhone } from '../../shared/personal/mask.ts';
import type { PersonalVault } from '../../shared/personal/vault.ts';
import { getMany, putMissing } from './batch.ts';
import { type ContactField, contactFieldSchema } from './contract/person.ts';
import { type PersonItem, personItemSchema } from './items.ts';
import { type Key, personKey, phoneKey } from './keys.ts';
import { ReadLog } from './read-log.ts';

/** A person in the clear: in memory only. */
export interface Person {
  /** For a member of staff the staff id. */
  readonly id: string;
  readonly name: string;
  /** E.164, like `+8613800138000`. */
  readonly phone: string | null;
  readonly email: string | null;
}

/** What is to be other than before; what is absent stays. */
export interface ContactChange {
  readonly name?: string;
  readonly phone?: string | null;
  readonly email?: string | null;
}

interface ChangedContact {
  /** What really differs. */
  readonly fields: readonly ContactField[];
  /** As it is afterwards. */
  readonly item: PersonItem;
  /** For a transaction of the caller's; none when nothing differs. */
  readonly writes: readonly TransactItem[];
}

/** What stands for a phone number where it is looked up. */
export type PhoneHash = (phone: string) => Promise<string>;

const ERASED = '已删除';

/** The table `people`: nothing personal is ever stored in the clear, and who has read it is written down in its `log` (R269, R271). */
export class PeopleStore {
  readonly log: ReadLog;
  readonly #doc: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #vault: PersonalVault;
  readonly #hash: PhoneHash;

  constructor(doc: DynamoDBDocumentClient, table: string, vault: PersonalVault, hash: PhoneHash) {
    this.#doc = doc;
    this.#table = table;
    this.#vault = vault;
    this.#hash = hash;
    this.log = new ReadLog(doc, table);
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
   * What giving a person another contact comes to: all of it sealed anew under a new data key, masked forms, and the way
   * from the phone number, so that the old number no longer finds anybody. Nothing is written here.
   */
  async changing(item: PersonItem, contact: ContactChange): Promise<ChangedContact> {
    const before = await this.open(item);
    const after: Person = { ...before, ...contact };
    const fields = contactFieldSchema.options.filter((field) => after[field] !== before[field]);
    if (fields.length === 0) return { fields, item, writes: [] };
    const next = await this.#item(after);
    const moved = next.phoneHash !== item.phoneHash;
    return {
      fields,
      item: next,
      writes: [
        {
          Put: {
            TableName: this.#table,
            Item: { ...personKey(next.id), ...next },
            ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(erasedAt)',
          },
        },
        ...(moved ? [...this.#notFoundBy(item), ...this.#foundBy(next)] : []),
      ],
    };
  }

  /**
   * The writes that delete a person's data key, fields and the way from the phone number, for good (R271, R272). The
   * table's backups keep the sealed form for their 35 days.
   */
  erasing(item: PersonItem, at: string): TransactItem[] {
    return [
      {
        Update: {
          TableName: this.#table,
          Key: personKey(item.id),
          UpdateExpression: 'SET sealed = :nothing, masked = :masked, erasedAt = :at REMOVE phoneHash',
          ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(erasedAt)',
          ExpressionAttributeValues: {
            ':nothing': null,
            ':masked': { name: ERASED, phone: null, email: null },
            ':at': at,
          },
        },
      },
      ...this.#notFoundBy(item),
    ];
  }

  #foundBy(item: PersonItem): TransactItem[] {
    return wayByPhone(item).map((Item) => ({ Put: { TableName: this.#table, Item } }));
  }

  #notFoundBy(item: PersonItem): TransactItem[] {
    return wayByPhone(item).map((Key) => ({ Delete: { TableName: this.#table, Key } }));
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
