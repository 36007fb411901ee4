const PATTERN = /^P(?=\d|T\d)(?:(\d{1,6})D)?(?:T(?=\d)(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6})S)?)?$/;

/** Whether a text is an ISO 8601 duration in days, hours, minutes and seconds, like `PT10M` or `P1DT12H`. */
export const isDuration = (text: string): boolean => PATTERN.test(text);

/**
 * Milliseconds of an ISO 8601 duration. A day is 24 hours: a working day is a date, not a duration.
 * @throws RangeError for anything else, also for years, months, weeks, fractions and signs
 */
export function parseDuration(text: string): number {
  const parts = PATTERN.exec(text);
  if (!parts) throw new RangeError(`not a duration like PT10M: ${text}`);
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = parts.slice(1).map((digits) => Number(digits ?? 0));
  return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
}
