/** The one series in which requests of every type are counted (R001). */
export const REQUEST_SERIES = 'BX';

const DIGITS = 6;

/** What people call a request: `BX000123`. */
export const numberOf = (series: string, count: number): string => `${series}${String(count).padStart(DIGITS, '0')}`;
