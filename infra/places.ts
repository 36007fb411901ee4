import type { CommunityKind } from '../services/directory/contract/records.ts';

/** How a profile says it: ranges of buildings, each with the same entrances and rooms. */
interface Layout {
  readonly communities: readonly {
    readonly id: string;
    readonly name: string;
    readonly kind?: CommunityKind | undefined;
    readonly places: readonly {
      readonly buildings: { readonly from: number; readonly to: number };
      readonly entrances: number;
      readonly rooms: readonly string[];
    }[];
  }[];
}

/** Every community, building, entrance and premises of a profile, spelled out. */
export interface Places {
  readonly communities: readonly { id: string; name: string; kind?: CommunityKind | undefined }[];
  readonly buildings: readonly { id: string; communityId: string; name: string }[];
  readonly entrances: readonly { id: string; communityId: string; buildingId: string; name: string }[];
  readonly premises: readonly {
    /** `<community>-<building>-<entrance>-<room>` */
    id: string;
    communityId: string;
    buildingId: string;
    entranceId: string;
    room: string;
    /** As people say it: 3栋1单元1201. */
    place: string;
  }[];
}

export function expandPlaces({ communities }: Layout): Places {
  const buildings = communities.flatMap((community) =>
    community.places.flatMap(({ buildings: { from, to }, entrances, rooms }) =>
      count(from, to).map((building) => ({
        id: `${community.id}-${building}`,
        communityId: community.id,
        name: `${building}栋`,
        layout: { entrances, rooms },
      })),
    ),
  );
  const entrances = buildings.flatMap(({ id, communityId, name, layout }) =>
    count(1, layout.entrances).map((entrance) => ({
      id: `${id}-${entrance}`,
      communityId,
      buildingId: id,
      name: `${entrance}单元`,
      place: `${name}${entrance}单元`,
      rooms: layout.rooms,
    })),
  );
  return {
    communities: communities.map(({ id, name, kind }) => ({ id, name, ...(kind && { kind }) })),
    buildings: buildings.map(({ layout: _, ...building }) => building),
    entrances: entrances.map(({ rooms: _, place: __, ...entrance }) => entrance),
    premises: entrances.flatMap(({ id, communityId, buildingId, place, rooms }) =>
      rooms.map((room) => ({
        id: `${id}-${room}`,
        communityId,
        buildingId,
        entranceId: id,
        room,
        place: `${place}${room}`,
      })),
    ),
  };
}

const count = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, n) => from + n);
