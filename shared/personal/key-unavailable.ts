/** A key of KMS cannot be used now: disabled, pending deletion, or our right to it is gone. Nothing was read or written. */
export class KeyUnavailable extends Error {
  override readonly name = 'KeyUnavailable';
}

/**
 * Makes one call of KMS.
 * @throws KeyUnavailable for whatever KMS answers instead
 */
export async function withKey<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (cause) {
    throw new KeyUnavailable('KMS did not serve', { cause });
  }
}
