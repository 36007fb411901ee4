import * as z from 'zod';
import { communityIdSchema } from '../../../services/directory/contract/ids.ts';
import { normalPlace } from '../../../services/directory/domain/place.ts';
import type { ImportKind } from './kind.ts';
import { parseRow } from './table.ts';

const columns = {
  communityId: '小区编号',
  communityName: '小区名称',
  building: '楼栋',
  entrance: '单元',
  room: '房号',
};

/** `3`, `3栋` or `3号楼`. */
const number = (unit: string) =>
  z
    .string()
    .regex(/^\d{1,4}(栋|幢|座|号楼|单元)?$/, `须为数字，如 3 或 3${unit} must be a number`)
    .transform((text) => Number.parseInt(text, 10));

const rowSchema = z.object({
  communityId: communityIdSchema,
  communityName: z.string().min(1, '不能为空 must not be empty').max(100),
  building: number('栋'),
  entrance: number('单元'),
  room: z.string().regex(/^[0-9A-Za-z]{1,8}$/, '须为房号，如 1201 must be a room number like 1201'),
});

/** Communities, buildings with their entrances, and flats. Adds what is missing; what is there stays as it is. */
export const places: ImportKind = {
  columns,
  async plan(rows, { store, reader }) {
    const parsed = rows.map((row) => ({ line: row.line, ...parseRow(rowSchema, row, columns) }));
    const good = parsed.flatMap(({ line, value }) => (value ? [{ line, ...value }] : []));
    const premises = good.map(({ line, communityId, building, entrance, room }) => ({
      line,
      id: `${communityId}-${building}-${entrance}-${room}`,
      communityId,
      buildingId: `${communityId}-${building}`,
      entranceId: `${communityId}-${building}-${entrance}`,
      place: normalPlace(`${building}栋${entrance}单元${room}`),
    }));
    const seen = new Set<string>();
    const twice = premises
      .filter(({ id }) => seen.has(id) || !seen.add(id))
      .map(({ line }) => ({ line, column: '', reason: '同一房屋重复 the same premises twice' }));
    const entrancesOf = Map.groupBy(good, ({ communityId, building }) => `${communityId}-${building}`);
    const communities = [...new Map(good.map((row) => [row.communityId, row.communityName]))];
    const known = new Set((await reader.premisesOf(premises.map(({ id }) => id))).map(({ id }) => id));
    return {
      faults: [...parsed.flatMap(({ faults }) => faults), ...twice],
      lines: premises.filter(({ id }) => !known.has(id)).map(({ id, place }) => `${id} ${place}`),
      write: async () => ({
        communities: await store.addCommunities(communities.map(([id, name]) => ({ id, name }))),
        buildings: await store.addBuildings(
          [...entrancesOf].map(([id, [first, ...others]]) => ({
            id,
            communityId: first?.communityId ?? '',
            name: `${first?.building}栋`,
            entrances: [...new Set([first, ...others].map((row) => row?.entrance))].map((entrance) => ({
              id: `${id}-${entrance}`,
              name: `${entrance}单元`,
            })),
          })),
        ),
        premises: await store.addPremises(premises.map(({ line: _, ...one }) => one)),
      }),
    };
  },
};
