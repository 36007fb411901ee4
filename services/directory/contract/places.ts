const COMMONS = '.commons';
const APART = '.apart';

/** What an id of `placeIdSchema` means. */
type Place =
  | { readonly of: 'premises'; readonly premisesId: string }
  /** The same premises, seen by somebody who does not speak for their household: nothing of it is the household's. */
  | { readonly of: 'apart'; readonly premisesId: string }
  /** What all use together: of a building, or without one of the whole community. */
  | { readonly of: 'commons'; readonly communityId: string; readonly buildingId: string | null };

export function parsePlaceId(id: string): Place {
  if (id.endsWith(APART)) return { of: 'apart', premisesId: id.slice(0, -APART.length) };
  if (!id.endsWith(COMMONS)) return { of: 'premises', premisesId: id };
  const [communityId = '', buildingId = null] = id.slice(0, -COMMONS.length).split('.');
  return { of: 'commons', communityId, buildingId };
}

/**
 * Premises without their household. No household and no right of an owner has such an id, so that nobody who lives
 * there sees or hears of what is kept under it, whoever keeps it.
 */
export const apartIdOf = (premisesId: string): string => `${premisesId}${APART}`;

/** Under which other id there may be something about premises, for those who may see what is not the household's. */
export const withoutHousehold = (placeId: string): readonly string[] =>
  parsePlaceId(placeId).of === 'premises' ? [apartIdOf(placeId)] : [];

/** The common area of a building, or of a community. */
export const commonsIdOf = (communityId: string, buildingId: string | null): string =>
  `${buildingId === null ? communityId : `${communityId}.${buildingId}`}${COMMONS}`;

/** Of a community as a whole its common area stands where others name their building. */
export const isWholeCommunity = (buildingId: string): boolean => buildingId.endsWith(COMMONS);
