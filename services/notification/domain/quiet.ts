import { parseInstant, toIso } from '../../../shared/time/instants.ts';
import { dateAt, instantOf, wallTime } from '../../../shared/time/wall-time.ts';

interface QuietHours {
  /** Wall times like `22:00`; the end may lie on the next day. */
  readonly from: string;
  readonly to: string;
}

/**
 * The first instant from one on at which people may be disturbed.
 * @returns the instant itself outside quiet hours
 */
export function afterQuiet(at: string, { from, to }: QuietHours, timeZone: string): string {
  const epochMs = parseInstant(at);
  const { hour, minute } = wallTime(epochMs, timeZone);
  const now = hour * 60 + minute;
  const [start, end] = [minuteOf(from), minuteOf(to)];
  const overnight = end <= start;
  const quiet = overnight ? now >= start || now < end : now >= start && now < end;
  if (!quiet) return at;
  const nextDay = overnight && now >= start;
  return toIso(instantOf(dateAt(epochMs, timeZone).add({ days: nextDay ? 1 : 0 }), end, timeZone));
}

function minuteOf(time: string): number {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return hour * 60 + minute;
}
