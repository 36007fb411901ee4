import { createHmac, randomBytes } from 'node:crypto';
import { DecryptCommand, GenerateDataKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { PeopleStore } from '../../services/directory/people-store.ts';
import { SensitiveStore } from '../../services/directory/sensitive-store.ts';
import { PersonalVault } from '../../shared/personal/vault.ts';

/** People in the memory table, sealed under data keys that a KMS in memory wraps and unwraps. */
export const peopleStore = (doc: DynamoDBDocumentClient): PeopleStore => personalStores(doc).people;

/** The same, and their sensitive fields. */
export function personalStores(doc: DynamoDBDocumentClient): { people: PeopleStore; sensitive: SensitiveStore } {
  const kms = mockClient(KMSClient);
  const keys = new Map<string, Uint8Array>();
  kms.on(GenerateDataKeyCommand).callsFake(async () => {
    const key = randomBytes(32);
    const wrapped = randomBytes(16);
    keys.set(wrapped.toString('base64'), key);
    return { Plaintext: key, CiphertextBlob: wrapped };
  });
  kms.on(DecryptCommand).callsFake(async ({ CiphertextBlob }) => ({
    Plaintext: keys.get(Buffer.from(CiphertextBlob).toString('base64')),
  }));
  const hash = async (phone: string) => createHmac('sha256', 'search').update(phone).digest('base64url');
  return {
    people: new PeopleStore(doc, 'people', new PersonalVault(new KMSClient({}), 'personal'), hash),
    sensitive: new SensitiveStore(doc, 'people', new PersonalVault(new KMSClient({}), 'sensitive')),
  };
}
