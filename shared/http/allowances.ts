import type { Allowance } from './window.ts';

/**
 * How much one caller may ask for. A person at work or at home never meets these figures; a program, a stuck key or
 * somebody with a stolen token does.
 */
export const allowances = {
  /**
   * Everything that a member of a household writes. Reporting, writing notes, agreeing: nobody does one thing every
   * three seconds for a minute.
   */
  householdCommands: { most: 20, seconds: 60 },
  /** New requests about one home. A survey of a whole flat with a list of defects has come to eight. */
  reports: { most: 10, seconds: 3600 },
  /**
   * New requests about one home that name an emergency, the others counted too. Whoever stands in the water presses
   * again and again, and so does the rest of the family: one a minute is let through for an hour. It is an end all the
   * same, since each calls somebody out of bed.
   */
  emergencies: { most: 60, seconds: 3600 },
  /** All that one member of staff writes, through one warm function. Two acts a second are a program's. */
  staffCommands: { most: 600, seconds: 60 },
  /** A household's looks, through one warm function. A page makes five of them. */
  householdReads: { most: 300, seconds: 60 },
  /** A desk with several lists open that ask again every few seconds, through one warm function. */
  staffReads: { most: 1200, seconds: 60 },
} as const satisfies Record<string, Allowance>;

export type Allowances = Readonly<Record<keyof typeof allowances, Allowance>>;
