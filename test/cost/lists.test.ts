import { beforeAll, expect, test } from 'vitest';
import { loadProfile } from '../../infra/company-profile.ts';
import { roleTables } from '../../infra/reference/role-tables.ts';
import { documentClient } from '../../shared/journal/dynamo.ts';
import { personalStores } from '../directory/people-store.ts';
import { isLook, look, looks, PAGE } from './lists.ts';
import { report, workOrderOf } from './lives.ts';
import { storeOthers } from './others.ts';
import { World } from './world.ts';

/**
 * Every list and every other look costs what it shows: as much among 100,000 requests as among 1,000, half of them
 * open. All are about one home, one community and one technician, which is worse than any company has it.
 */

const STORED = [1_000, 100_000] as const;
const read = new Map<string, { reads: number; rows: number }[]>();
const name = (at: (typeof looks)[number]): string => `${at.operation} ${at.who} ${at.path}`;

beforeAll(async () => {
  const world = await World.open(loadProfile('demo'), '2026-01-05T00:00:00.000Z');
  await world.until('2026-01-06T02:00:00.000Z');
  const ended = await report(world, '前台服务态度差,问了三次都不理人');
  const act = async (who: string, name: string, body: object) =>
    expect((await world.call('intake', who, 'POST', `/v1/requests/${ended}/${name}`, body)).status).toBe(200);
  // Lowered twice: one of them has been looked at, the other has not.
  await act('wu-ting', 'reclassify', { category: 'complaint-other', reason: '经核实属一般投诉' });
  await act('wu-ting', 'reclassify', { category: 'suggestion', reason: '业主表示只是建议' });
  await act('zhou-lan', 'review-lowering', { lowering: 1, outcome: 'right' });
  await act('wu-ting', 'cancel', { reason: '误报' });
  const open = await report(world, '厨房水管爆裂,水已经漫到客厅了');
  // Nobody comes.
  await world.until('2026-01-06T02:20:00.000Z');
  const { who: holder } = await workOrderOf(world, open);
  let stored = 1;
  for (const count of STORED) {
    for (const like of [ended, open]) storeOthers(world.tables, like, stored, count / 2);
    stored = count / 2;
    for (const at of looks) {
      const page = await look(world, at, { requestId: open, holder });
      read.set(name(at), [...(read.get(name(at)) ?? []), page]);
    }
  }
}, 300_000);

test('every operation that looks has its case here', () => {
  const doc = documentClient();
  const tables = roleTables(doc, 'table', personalStores(doc), () => 'id');
  const offered = Object.entries(tables).flatMap(([service, operations]) =>
    operations.filter(isLook).map(({ method, path }) => `${service} ${method} ${path}`),
  );
  const tried = new Set(looks.map(({ service, operation }) => `${service} ${operation}`));
  expect([...tried].toSorted()).toEqual(offered.toSorted());
});

test.each(looks.map((at) => [name(at), at] as const))('%s', (_name, at) => {
  const [few, many] = read.get(name(at)) ?? [];
  expect(many?.reads).toBe(few?.reads);
  if (at.full) expect(many?.rows).toBe(PAGE);
});

test('a page reads little more than its rows', () => {
  for (const at of looks.filter(({ full }) => full)) {
    const [, many] = read.get(name(at)) ?? [];
    // A link, the row and how far it has come, each with less than 4 KB.
    expect(many?.reads, name(at)).toBeLessThanOrEqual(3 * PAGE + 10);
  }
});
