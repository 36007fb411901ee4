import type { RequestType } from './categories.ts';

const prefixes: Readonly<Record<RequestType, string>> = { repair: 'BX' };

/** The series that a type's numbers are counted in: 报修 → BX. */
export const seriesOf = (type: RequestType): string => prefixes[type];

const DIGITS = 6;

/** What people call a request: `BX000123`. */
export const numberOf = (series: string, count: number): string => `${series}${String(count).padStart(DIGITS, '0')}`;
