import * as z from 'zod';
import { instantSchema } from '../../../shared/time/instants.ts';

/** Somebody who has the request itself in hand; `to` is null while they do (R025). */
export const holderSchema = z.object({ staffId: z.string(), from: instantSchema, to: instantSchema.nullable() });
type Holder = z.infer<typeof holderSchema>;

/** Whoever has it has it until now. */
export const released = (holders: readonly Holder[], at: string): Holder[] =>
  holders.map((holder) => ({ ...holder, to: holder.to ?? at }));

/** From now on it is theirs; of nobody's doing it is nobody's. */
export const taken = (holders: readonly Holder[], staffId: string | null, at: string): Holder[] => [
  ...released(holders, at),
  ...(staffId === null ? [] : [{ staffId, from: at, to: null }]),
];

/** The first act of a person of ours stays the first, whatever follows (R024). */
export const firstAct = (known: string | null, doing: { at: string; staffId: string | null }): string | null =>
  known ?? (doing.staffId === null ? null : doing.at);
