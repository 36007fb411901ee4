/** So many calls in so much time. */
export interface Allowance {
  readonly most: number;
  readonly seconds: number;
}

/** A fixed stretch of time: windows of one length follow each other without a gap, counted from 1970. */
export interface Window {
  /** Seconds since 1970, included. */
  readonly from: number;
  /** Not included. */
  readonly until: number;
}

/**
 * The window that an instant lies in. Around its edge twice the allowance may pass within one length: that is the price
 * of counting with one number.
 * @param now ISO instant
 */
export function windowAt(now: string, { seconds }: Pick<Allowance, 'seconds'>): Window {
  const from = Math.floor(Date.parse(now) / 1000 / seconds) * seconds;
  return { from, until: from + seconds };
}

/** Whole seconds until a window is over, never fewer than one: what `Retry-After` says. */
export const secondsLeft = (now: string, { until }: Window): number =>
  Math.max(1, Math.ceil(until - Date.parse(now) / 1000));
