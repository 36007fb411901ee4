import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { DecryptCommand, GenerateDataKeyCommand, type KMSClient } from '@aws-sdk/client-kms';
import { withKey } from './key-unavailable.ts';

/** Personal fields of one person, as they are stored: unreadable without that person's data key. */
export interface Sealed {
  /** The data key, encrypted by KMS for this person alone. Deleting it erases the fields for good. */
  readonly dataKey: string;
  /** `iv.tag.ciphertext`, each base64url. */
  readonly fields: Readonly<Record<string, string>>;
}

/**
 * Encrypts and reveals personal data: a data key per person under the company's KMS key, AES-256-GCM inside. The
 * person's id is the encryption context and, with the field's name, the authenticated data: a value cannot be moved
 * to another person or field.
 */
export class PersonalVault {
  readonly #kms: KMSClient;
  readonly #keyId: string;
  readonly #dataKeys = new Map<string, Uint8Array>();

  constructor(kms: KMSClient, keyId: string) {
    this.#kms = kms;
    this.#keyId = keyId;
  }

  /**
   * Seals the fields of a new person under a new data key.
   * @throws KeyUnavailable
   */
  async seal(personId: string, fields: Readonly<Record<string, string>>): Promise<Sealed> {
    const EncryptionContext = { person: personId };
    const { Plaintext, CiphertextBlob } = await withKey(
      this.#kms.send(new GenerateDataKeyCommand({ KeyId: this.#keyId, KeySpec: 'AES_256', EncryptionContext })),
    );
    if (!Plaintext || !CiphertextBlob) throw new Error('KMS gave no data key');
    return {
      dataKey: Buffer.from(CiphertextBlob).toString('base64'),
      fields: Object.fromEntries(
        Object.entries(fields).map(([name, value]) => [name, encrypt(Plaintext, `${personId}/${name}`, value)]),
      ),
    };
  }

  /**
   * The fields in the clear. Data keys stay in memory while the container lives: one KMS call per person.
   * @throws KeyUnavailable
   * @throws Error when a value was tampered with
   */
  async open(personId: string, sealed: Sealed): Promise<Record<string, string>> {
    const key = await this.#dataKey(personId, sealed.dataKey);
    return Object.fromEntries(
      Object.entries(sealed.fields).map(([name, value]) => [name, decrypt(key, `${personId}/${name}`, value)]),
    );
  }

  async #dataKey(personId: string, encrypted: string): Promise<Uint8Array> {
    const known = this.#dataKeys.get(encrypted);
    if (known) return known;
    const CiphertextBlob = Buffer.from(encrypted, 'base64');
    const EncryptionContext = { person: personId };
    const { Plaintext } = await withKey(
      this.#kms.send(new DecryptCommand({ KeyId: this.#keyId, CiphertextBlob, EncryptionContext })),
    );
    if (!Plaintext) throw new Error('KMS gave no plaintext');
    this.#dataKeys.set(encrypted, Plaintext);
    return Plaintext;
  }
}

const IV_BYTES = 12;
/** Said when decrypting, or a tag cut to four bytes would be accepted, and that many can be guessed. */
const authTagLength = 16;

function encrypt(key: Uint8Array, context: string, value: string): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(context));
  const text = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()]);
  return [iv, cipher.getAuthTag(), text].map((part) => part.toString('base64url')).join('.');
}

function decrypt(key: Uint8Array, context: string, sealed: string): string {
  const [iv, tag, text] = sealed.split('.').map((part) => Buffer.from(part, 'base64url'));
  if (!iv || !tag || !text) throw new Error('not a sealed value');
  const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength })
    .setAAD(Buffer.from(context))
    .setAuthTag(tag);
  return Buffer.concat([decipher.update(text), decipher.final()]).toString('utf8');
}
