/** A provider that is silent for longer is given up; far below the lease of the message. */
export const SILENCE_MS = 5_000;

/** Before these a connection never stood, so nothing can have been accepted. */
const neverConnected = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** Whether an error tells that no connection has ever stood. */
export const isUnconnected = (error: unknown): boolean => neverConnected.has(String(property(error, 'code')));

export const property = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;

/** What an error is called; never what it says, since that often names addresses. */
export const codeOf = (error: unknown): string => {
  const code = property(error, 'code');
  if (typeof code === 'string') return code;
  return error instanceof Error ? error.name : 'unknown error';
};
