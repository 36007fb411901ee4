import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { maskEmail, maskName, maskPhone } from '../../shared/personal/mask.ts';
import type { PersonalVault } from '../../shared/personal/vault.ts';
import { getMany, putMissing } from './batch.ts';
import type { PersonItem } from './items.ts';
import { personKey } from './keys.ts';

/** A person in the clear: in memory only. */
export interface Person {
  /** For a member of staff the staff id. */
  readonly id: string;
  readonly name: string;
  /** E.164, like `+8613800138000`. */
  readonly phone: string | null;
  readonly email: string | null;
}

/** Writes to the table `people`. Nothing personal is ever stored in the clear. */
export class PeopleStore {
  readonly #doc: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #vault: PersonalVault;

  constructor(doc: DynamoDBDocumentClient, table: string, vault: PersonalVault) {
    this.#doc = doc;
    this.#table = table;
    this.#vault = vault;
  }

  /** Adds those who are not there yet, each under a data key of their own. @returns how many were added */
  async addMissing(people: readonly Person[]): Promise<number> {
    const keys = people.map(({ id }) => personKey(id));
    const there = new Set((await getMany(this.#doc, this.#table, keys)).map(({ id }) => id));
    const missing = people.filter(({ id }) => !there.has(id));
    return await putMissing(this.#doc, this.#table, await Promise.all(missing.map((person) => this.#item(person))));
  }

  async #item({ id, name, phone, email }: Person): Promise<PersonItem & { pk: string; sk: string }> {
    const sealed = await this.#vault.seal(id, {
      name,
      ...(phone !== null && { phone }),
      ...(email !== null && { email }),
    });
    return {
      ...personKey(id),
      id,
      sealed: { dataKey: sealed.dataKey, fields: { ...sealed.fields } },
      masked: { name: maskName(name), phone: phone && maskPhone(phone), email: email && maskEmail(email) },
    };
  }
}
