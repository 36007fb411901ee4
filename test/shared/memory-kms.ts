import { randomBytes } from 'node:crypto';
import { DecryptCommand, GenerateDataKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { mockClient } from 'aws-sdk-client-mock';
import { PersonalVault } from '../../shared/personal/vault.ts';

/** The data keys by their wrapped form, with the context under which each was made. */
const keys = new Map<string, { readonly key: Uint8Array; readonly context: string }>();

/** A vault whose data keys a KMS in memory wraps and unwraps, each under its own context alone. */
export function memoryVault(): PersonalVault {
  const kms = mockClient(KMSClient);
  kms.on(GenerateDataKeyCommand).callsFake(async ({ EncryptionContext }) => {
    const key = randomBytes(32);
    const wrapped = randomBytes(16);
    keys.set(wrapped.toString('base64'), { key, context: JSON.stringify(EncryptionContext) });
    return { Plaintext: key, CiphertextBlob: wrapped };
  });
  kms.on(DecryptCommand).callsFake(async ({ CiphertextBlob, EncryptionContext }) => {
    const known = keys.get(Buffer.from(CiphertextBlob).toString('base64'));
    return { Plaintext: known?.context === JSON.stringify(EncryptionContext) ? known.key : undefined };
  });
  return new PersonalVault(new KMSClient({}), 'personal');
}
