import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';
import { DecryptCommand, GenerateDataKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import { KeyUnavailable } from '../../../shared/personal/key-unavailable.ts';
import { PersonalVault, type Sealed } from '../../../shared/personal/vault.ts';

const kms = mockClient(KMSClient);
const wei = { name: '张伟', phone: '+8613800138000', note: '' };
let made = 0;

/** KMS as far as the vault needs it: data keys that open only with the encryption context they were made with. */
function fakeKms(): void {
  const wrap = (context: object) => createHash('sha256').update(JSON.stringify(context)).digest();
  kms.on(GenerateDataKeyCommand).callsFake(({ EncryptionContext }) => {
    const Plaintext = createHash('sha256').update(`key ${made++}`).digest();
    const cipher = createCipheriv('aes-256-gcm', wrap(EncryptionContext), Buffer.alloc(12));
    const text = Buffer.concat([cipher.update(Plaintext), cipher.final()]);
    return { Plaintext, CiphertextBlob: Buffer.concat([cipher.getAuthTag(), text]) };
  });
  kms.on(DecryptCommand).callsFake(({ CiphertextBlob, EncryptionContext }) => {
    const blob = Buffer.from(CiphertextBlob);
    const key = wrap(EncryptionContext);
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.alloc(12), { authTagLength: 16 });
    decipher.setAuthTag(blob.subarray(0, 16));
    return { Plaintext: Buffer.concat([decipher.update(blob.subarray(16)), decipher.final()]) };
  });
}

const vault = (): PersonalVault => new PersonalVault(new KMSClient({}), 'key-1');
const withField = (sealed: Sealed, name: string, value: string | undefined): Sealed => ({
  ...sealed,
  fields: { ...sealed.fields, [name]: value ?? '' },
});

beforeEach(() => {
  kms.reset();
  fakeKms();
});

test('a key that is switched off is said so, by seal and open alike', async () => {
  const sealed = await vault().seal('p1', wei);
  kms.reset();
  const off = Object.assign(new Error('arn:aws:kms:…:key/1 is disabled.'), { name: 'DisabledException' });
  kms.on(GenerateDataKeyCommand).rejects(off);
  kms.on(DecryptCommand).rejects(off);
  await expect(vault().seal('p2', wei)).rejects.toThrow(KeyUnavailable);
  await expect(vault().open('p1', sealed)).rejects.toThrow(KeyUnavailable);
});

test('what is sealed opens again, also in another container', async () => {
  const sealed = await vault().seal('p1', wei);
  expect(await vault().open('p1', sealed)).toEqual(wei);
  expect(kms.commandCalls(GenerateDataKeyCommand)[0]?.args[0].input).toEqual({
    KeyId: 'key-1',
    KeySpec: 'AES_256',
    EncryptionContext: { person: 'p1' },
  });
});

test('nothing can be read in it, and nothing compared: the same value never looks the same', async () => {
  const one = await vault().seal('p1', { name: '张伟', again: '张伟' });
  const two = await vault().seal('p1', { name: '张伟' });
  expect(JSON.stringify(one)).not.toContain('张伟');
  expect(new Set([one.fields.name, one.fields.again, two.fields.name]).size).toBe(3);
  expect(one.dataKey).not.toBe(two.dataKey);
  // Under one key an initial vector must never come twice.
  const vectors = [one.fields.name, one.fields.again].map((sealed) => sealed?.split('.')[0]);
  expect(new Set(vectors).size).toBe(2);
});

test('one KMS call per person and container', async () => {
  const one = vault();
  const sealed = await one.seal('p1', wei);
  await one.open('p1', sealed);
  await one.open('p1', sealed);
  expect(kms.commandCalls(DecryptCommand)).toHaveLength(1);
});

describe('does not open', () => {
  let sealed: Sealed;
  beforeEach(async () => {
    sealed = await vault().seal('p1', wei);
  });

  test('for another person, even if the data key is known already', async () => {
    await expect(vault().open('p2', sealed)).rejects.toThrow();
    const warm = vault();
    await warm.open('p1', sealed);
    await expect(warm.open('p2', sealed)).rejects.toThrow();
  });

  test('a value moved to another field', async () => {
    await expect(vault().open('p1', withField(sealed, 'name', sealed.fields.phone))).rejects.toThrow();
  });

  test("a value of another person, with or without that person's data key", async () => {
    const other = await vault().seal('p2', wei);
    await expect(vault().open('p1', withField(sealed, 'name', other.fields.name))).rejects.toThrow();
    await expect(vault().open('p1', { ...other, fields: { name: other.fields.name ?? '' } })).rejects.toThrow();
  });

  test('with any byte flipped, in each of its parts', async () => {
    const parts = (sealed.fields.name ?? '').split('.').map((part) => Buffer.from(part, 'base64url'));
    for (const [n, part] of parts.entries())
      for (let byte = 0; byte < part.length; byte++) {
        const flipped = parts.map((other) => Buffer.from(other));
        flipped[n]?.writeUInt8((part[byte] ?? 0) ^ 1, byte);
        const value = flipped.map((other) => other.toString('base64url')).join('.');
        await expect(vault().open('p1', withField(sealed, 'name', value)), `part ${n} byte ${byte}`).rejects.toThrow();
      }
  });

  test.each([4, 8, 12, 13, 14, 15])('with a tag cut to %i bytes: a short one could be guessed', async (bytes) => {
    const [iv, tag, text] = (sealed.fields.name ?? '').split('.');
    const short = Buffer.from(tag ?? '', 'base64url')
      .subarray(0, bytes)
      .toString('base64url');
    await expect(vault().open('p1', withField(sealed, 'name', `${iv}.${short}.${text}`))).rejects.toThrow();
  });

  test.each(['', 'abc', 'a.b', '..', 'a.b.c.d'])('what is no sealed value: %j', async (value) => {
    await expect(vault().open('p1', withField(sealed, 'name', value))).rejects.toThrow();
  });

  test('once its data key is deleted', async () => {
    await expect(vault().open('p1', { ...sealed, dataKey: '' })).rejects.toThrow();
  });
});
