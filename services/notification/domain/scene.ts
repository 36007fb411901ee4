import type { TimeStyle } from './wording.ts';

/** Everything a text needs beside its variables, as it stands at the moment of sending. */
export interface Scene extends TimeStyle {
  /** Name of the company: signs every message. */
  readonly company: string;
  /** Name of the community; several communities of one company have a `3栋`. */
  readonly community: string;
  /** Name of a member of staff; the id where the name cannot be read. */
  nameOf(staffId: string): string;
  /** How a household calls a member of staff and reaches them at work; both null where it cannot be read. */
  staffOf(staffId: string): { readonly name: string | null; readonly phone: string | null };
}
