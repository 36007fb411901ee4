import * as z from 'zod';
import type { Text } from '../../../shared/i18n/text.ts';
import { instantSchema } from '../../../shared/time/instants.ts';

/** Where and when somebody was last at the door of a household. */
export const lastArrivalSchema = z.object({ communityId: z.string(), buildingId: z.string(), at: instantSchema });
export type LastArrival = z.infer<typeof lastArrivalSchema>;

/** A shift: what lies further back says nothing about where somebody is. */
const REMEMBERED_MS = 8 * 3_600_000;

/** How far somebody has to go, nearest first. No position of a phone is asked for: the last arrival tells enough. */
export const distances = ['building', 'community', 'unknown', 'elsewhere'] as const;
export type Distance = (typeof distances)[number];

export const distanceLabels: Readonly<Record<Distance, Text>> = {
  building: { zh: '刚在本楼作业', en: 'last seen in this building' },
  community: { zh: '刚在本小区作业', en: 'last seen in this community' },
  unknown: { zh: '本班尚无到场记录', en: 'not seen anywhere this shift' },
  elsewhere: { zh: '刚在其他小区作业', en: 'last seen in another community' },
};

export function distanceTo(
  { communityId, buildingId }: { readonly communityId: string; readonly buildingId: string },
  last: LastArrival | undefined,
  now: string,
): Distance {
  if (!last || Date.parse(last.at) + REMEMBERED_MS < Date.parse(now)) return 'unknown';
  if (last.communityId !== communityId) return 'elsewhere';
  return last.buildingId === buildingId ? 'building' : 'community';
}
