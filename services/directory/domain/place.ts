/** A place is part of a key; some characters become many when they are normalised. */
const MAX_LENGTH = 100;

/**
 * One spelling for every way of writing a place, so that it is found: `3 幢1单元1201室` and `3-1-1201` both mean
 * `3栋1单元1201`. What does not look like a flat stays as it is, without blanks.
 */
export function normalPlace(text: string): string {
  const plain = withoutBlanks(text);
  const [, building, entrance, room] =
    /^(\d+)(?:栋|幢|座|号楼|-)(\d+)(?:单元|-)([0-9A-Za-z]+)[室号]?$/.exec(plain) ?? [];
  return building && entrance && room ? `${Number(building)}栋${Number(entrance)}单元${room}` : plain;
}

const withoutBlanks = (text: string): string => text.normalize('NFKC').replace(/\s/g, '').slice(0, MAX_LENGTH);

/** One spelling for every way of naming a building: `3 幢` and `3号楼` both mean `3栋`. */
export function normalBuilding(text: string): string {
  const plain = withoutBlanks(text);
  const [, building] = /^(\d+)(?:栋|幢|座|号楼)$/.exec(plain) ?? [];
  return building ? `${Number(building)}栋` : plain;
}

/** What people call what all use together. */
export const COMMON_AREA = '公共区域';

/** Of `3栋公共区域` the building `3栋`, of `公共区域` nothing: the common area of which part of a community is meant. */
export const partOfCommons = (text: string): string =>
  normalBuilding(withoutBlanks(text).replace(/(?:公共区域|公共部位|公区)$/, ''));
