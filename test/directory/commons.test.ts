import { beforeEach, describe, expect, test } from 'vitest';
import { placeIdSchema, premisesIdSchema } from '../../services/directory/contract/ids.ts';
import { apartIdOf, commonsIdOf } from '../../services/directory/contract/places.ts';
import { DirectoryReader } from '../../services/directory/reader.ts';
import { DirectoryStore } from '../../services/directory/store.ts';
import { documentClient } from '../../shared/journal/dynamo.ts';
import { memoryTable } from '../shared/memory-table.ts';
import { cause, member, morning, technicians } from './samples.ts';

const { reset } = memoryTable();
const doc = documentClient();
const store = new DirectoryStore(doc, 'directory', 'demo');
let reader: DirectoryReader;

const flat = {
  id: 'yunshan-3-1-1201',
  communityId: 'yunshan',
  buildingId: 'yunshan-3',
  entranceId: 'yunshan-3-1',
  place: '3栋1单元1201',
};
const ofBuilding = commonsIdOf('yunshan', 'yunshan-3');
const ofCommunity = commonsIdOf('yunshan', null);

beforeEach(async () => {
  reset();
  reader = new DirectoryReader(doc, 'directory', () => Date.parse(morning));
  await store.addCommunities([
    { id: 'yunshan', name: '云杉花园' },
    { id: 'park', name: '云杉工业园', kind: 'industrial' },
  ]);
  await store.addBuildings([{ id: 'yunshan-3', communityId: 'yunshan', name: '3栋', entrances: [] }]);
  await store.addPremises([flat]);
  await store.addStaff([member('li-ming'), member('zhang-qiang')]);
});

describe('R008: places without a household', () => {
  test('the common area of a building, and that of a community, are there without being entered', async () => {
    expect(await reader.premises(ofBuilding)).toEqual({
      id: 'yunshan.yunshan-3.commons',
      communityId: 'yunshan',
      buildingId: 'yunshan-3',
      entranceId: null,
      place: '3栋公共区域',
    });
    expect(await reader.premises(ofCommunity)).toEqual({
      id: 'yunshan.commons',
      communityId: 'yunshan',
      buildingId: 'yunshan.commons',
      entranceId: null,
      place: '公共区域',
    });
  });

  test('premises apart from their household are at the same place, under an id that no household has', async () => {
    expect(await reader.premises(apartIdOf(flat.id))).toEqual({ ...flat, id: 'yunshan-3-1-1201.apart' });
    for (const id of [apartIdOf(flat.id), ofBuilding, ofCommunity]) {
      expect(placeIdSchema.safeParse(id).success).toBe(true);
      expect(premisesIdSchema.safeParse(id).success).toBe(false);
      expect(await reader.householdMembers(id, morning)).toEqual([]);
    }
  });

  test.each(['none.commons', 'yunshan.none.commons', 'park.yunshan-3.commons', 'none.apart', '.commons', '.apart'])(
    '%s is no place',
    async (id) => {
      expect(await reader.premises(id)).toBeUndefined();
    },
  );

  test.each([
    ['公共区域', ofCommunity],
    ['云杉花园公共区域', ofCommunity],
    ['3栋', ofBuilding],
    ['3 幢公共区域', ofBuilding],
    ['３号楼公区', ofBuilding],
  ])('%s is found by what people call it', async (place, id) => {
    expect((await reader.commonsByAddress('yunshan', place))?.id).toBe(id);
  });

  test.each(['9栋公共区域', '3栋1单元', '花园'])('%s is not', async (place) => {
    expect(await reader.commonsByAddress('yunshan', place)).toBeUndefined();
  });

  test('of a community that is not there no common area is found', async () => {
    expect(await reader.commonsByAddress('none', '公共区域')).toBeUndefined();
  });
});

describe('who is on duty for what belongs to no building', () => {
  const ask = (buildingId: string) => reader.onDuty({ communityId: 'yunshan', buildingId, at: morning });
  const of = (name: string, buildings: '*' | string[]) => ({ ...technicians, id: `yunshan.${name}`, buildings });

  test('the posts of the whole community', async () => {
    await store.openPost(of('all', '*'), cause);
    await store.openPost(of('three', ['yunshan-3']), cause);
    expect((await ask(ofCommunity)).map(({ postId }) => postId)).toEqual(['yunshan.all']);
  });

  test('where there are none, those of its buildings; but a building’s own never stand for another one', async () => {
    await store.openPost(of('three', ['yunshan-3']), cause);
    expect((await ask(ofCommunity)).map(({ postId }) => postId)).toEqual(['yunshan.three']);
    expect(await ask('yunshan-4')).toEqual([]);
  });
});

test('R026: a community is of a kind, residential unless told', async () => {
  expect((await reader.community('park'))?.kind).toBe('industrial');
  expect((await reader.community('yunshan'))?.kind).toBe('residential');
});
