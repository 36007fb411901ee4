import { GenerateMacCommand, type KMSClient } from '@aws-sdk/client-kms';
import { withKey } from './key-unavailable.ts';

/**
 * What stands in a table for a phone number, so that the same number is found again: a MAC by a KMS key that never
 * leaves KMS. A plain hash of eleven digits could be tried out by whoever reads the table.
 * @param phone E.164, like `+8613800138000`
 * @throws KeyUnavailable
 */
export async function phoneHash(kms: KMSClient, keyId: string, phone: string): Promise<string> {
  const Message = Buffer.from(`phone/${phone}`);
  const { Mac } = await withKey(
    kms.send(new GenerateMacCommand({ KeyId: keyId, MacAlgorithm: 'HMAC_SHA_256', Message })),
  );
  if (!Mac) throw new Error('KMS gave no MAC');
  return Buffer.from(Mac).toString('base64url');
}
