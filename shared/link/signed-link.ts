import { GenerateMacCommand, type KMSClient, VerifyMacCommand } from '@aws-sdk/client-kms';

/** How long the link in a message opens its case: 7 days. */
export const LINK_DAYS = 7;

/** What a link opens, and until when (epoch seconds). */
interface Opens {
  readonly requestId: string;
  readonly until: number;
}

const ALGORITHM = 'HMAC_SHA_256';
const claim = ({ requestId, until }: Opens): Uint8Array => Buffer.from(`case-link/${requestId}/${until}`);

/** The token of a link to one case. Signed by a KMS key that never leaves KMS, so there is no secret to keep. */
export async function signLink(kms: KMSClient, keyId: string, requestId: string, now: string): Promise<string> {
  const opens = { requestId, until: Math.floor(Date.parse(now) / 1000) + LINK_DAYS * 86_400 };
  const { Mac } = await kms.send(
    new GenerateMacCommand({ KeyId: keyId, MacAlgorithm: ALGORITHM, Message: claim(opens) }),
  );
  if (!Mac) throw new Error('KMS gave no MAC');
  return `${requestId}.${opens.until.toString(36)}.${Buffer.from(Mac).toString('base64url')}`;
}

/** The case that a token opens now; `undefined` for one that is malformed, forged or over. */
export async function openLink(kms: KMSClient, keyId: string, token: string, now: string): Promise<string | undefined> {
  const [, requestId, until36, mac] = /^([\w-]{1,64})\.([0-9a-z]{1,10})\.([\w-]{43})$/.exec(token) ?? [];
  if (!requestId || !until36 || !mac) return undefined;
  const until = Number.parseInt(until36, 36);
  if (until * 1000 <= Date.parse(now)) return undefined;
  try {
    const { MacValid } = await kms.send(
      new VerifyMacCommand({
        KeyId: keyId,
        MacAlgorithm: ALGORITHM,
        Message: claim({ requestId, until }),
        Mac: Buffer.from(mac, 'base64url'),
      }),
    );
    return MacValid === true ? requestId : undefined;
  } catch (error) {
    if (error instanceof Error && error.name === 'KMSInvalidMacException') return undefined;
    throw error;
  }
}
