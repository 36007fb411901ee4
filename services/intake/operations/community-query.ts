import * as z from 'zod';
import { refuse } from './perform-act.ts';

/** A month in UTC. */
export const monthSchema = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'not a month like 2026-11');

/**
 * The community of a list whose caller has not named one.
 * @throws Problem invalid for who works for several
 */
export function onlyCommunity(ids: readonly string[]): string | undefined {
  if (ids.length > 1) refuse('/communityId', 'name one: you work for several');
  return ids[0];
}
