import * as z from 'zod';

/**
 * An instant as everything stores, publishes and shows it: UTC with milliseconds and `Z`, so that all are of one
 * length and compare as strings. Calculations inside `shared/time` use epoch milliseconds instead.
 */
export const instantSchema = z.iso.datetime({ precision: 3 });

/** @throws RangeError for an instant outside the years 0–9999, whose text would be of another length */
export function toIso(epochMs: number): string {
  const iso = new Date(epochMs).toISOString();
  if (iso.length !== 24) throw new RangeError(`no four-digit year: ${iso}`);
  return iso;
}

/** @throws RangeError for anything but an existing instant as `toIso` writes it */
export function parseInstant(iso: string): number {
  const epochMs = Date.parse(iso);
  if (Number.isNaN(epochMs) || new Date(epochMs).toISOString() !== iso) throw new RangeError(`not an instant: ${iso}`);
  return epochMs;
}
