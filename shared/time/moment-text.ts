import { parseInstant } from './instants.ts';
import { wallTime } from './wall-time.ts';

/**
 * An instant as people read it: `11月25日 10:10` on the company's wall.
 * @param seconds whether they matter here
 */
export function momentText(at: string, timeZone: string, seconds: boolean): string {
  const { month, day, hour, minute, second } = wallTime(parseInstant(at), timeZone);
  const parts = seconds ? [hour, minute, second] : [hour, minute];
  return `${month}月${day}日 ${parts.map((part) => String(part).padStart(2, '0')).join(':')}`;
}
