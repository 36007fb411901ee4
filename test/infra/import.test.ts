import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import type { ImportPorts } from '../../infra/operations/import/kind.ts';
import { readTable } from '../../infra/operations/import/table.ts';
import { planImport } from '../../infra/operations/import.ts';
import { DirectoryReader } from '../../services/directory/reader.ts';
import { DirectoryStore } from '../../services/directory/store.ts';
import { documentClient } from '../../shared/journal/dynamo.ts';
import { peopleStore } from '../directory/people-store.ts';
import { cause, member, morning, technicians } from '../directory/samples.ts';
import { memoryTable } from '../shared/memory-table.ts';

const { rows, reset } = memoryTable();
const doc = documentClient();
const store = new DirectoryStore(doc, 'directory', 'demo');
const reader = new DirectoryReader(doc, 'directory');
let ports: ImportPorts;

const sample = (file: string): Uint8Array => readFileSync(new URL(`./samples/${file}`, import.meta.url));
const FLAT = 'yunshan-3-1-1201';

beforeEach(async () => {
  reset();
  const people = peopleStore(doc);
  const personIdOf = async (words: string) => `p-${Buffer.from(words).toString('hex')}`;
  ports = { store, people, reader, cause, timeZone: 'Asia/Shanghai', personIdOf };
  const at = { communityId: 'yunshan', buildingId: 'yunshan-3', entranceId: 'yunshan-3-1' };
  await store.addPremises([{ ...at, id: FLAT, place: '3栋1单元1201' }]);
  await store.addStaff([member('li-ming'), member('zhang-qiang')]);
  await store.openPost(technicians, cause);
});

const csv = (...lines: string[]): Uint8Array => Buffer.from(lines.join('\n'));
const plan = (kind: string, ...lines: string[]) => planImport(kind, 'x.csv', csv(...lines), ports);
const peopleHead = '姓名,手机,邮箱,小区编号,房屋,身份,迁入日期,迁出日期';

describe('a table', () => {
  test.each([
    ['UTF-8 with a byte order mark', Buffer.from('\u{FEFF}姓名,手机\n何小军,1'), '何小军'],
    ['UTF-8', Buffer.from('姓名,手机\n"何\n小军",1'), '何\n小军'],
    ['GBK', sample('people-gbk.csv'), '何,小军'],
  ])('is read from CSV in %s', async (_, bytes, name) => {
    expect((await readTable('x.csv', bytes)).map(({ cells }) => cells.姓名)).toEqual([name]);
  });

  test('is read from XLSX, with numbers and dates as people see them', async () => {
    expect(await readTable('x.XLSX', sample('people.xlsx'))).toMatchObject([
      { line: 2, cells: { 姓名: '何小军', 手机: '13900139001', 邮箱: '', 迁入日期: '2025-12-09' } },
    ]);
  });

  test('counts lines as an editor does, and leaves out empty ones', async () => {
    const lines = (await readTable('x.csv', csv('a,b', '1,2', '', ',', '3,4'))).map(({ line }) => line);
    expect(lines).toEqual([2, 5]);
  });

  test.each([
    ['an open quote', 'x.csv', csv('a,b', '"1,2')],
    ['no text', 'x.csv', new Uint8Array([0xff, 0xff, 0x00, 0xff])],
    ['nothing', 'x.csv', csv('')],
    ['a column twice', 'x.csv', csv('a,a', '1,2')],
    ['no spreadsheet', 'x.xlsx', csv('a,b')],
  ])('with %s is refused', async (_, name, bytes) => {
    await expect(readTable(name, bytes)).rejects.toHaveProperty('name', 'UnreadableTable');
  });
});

describe('people', () => {
  test.each(['people-gbk.csv', 'people.xlsx'])('R009: of %s belong to their homes, sealed', async (file) => {
    const { faults, lines, write } = await planImport('people', file, sample(file), ports);
    expect([faults, lines]).toEqual([[], [`${FLAT} +1`]]);
    expect(await write()).toEqual({ people: 1, households: 1 });
    expect(await reader.householdMembers(FLAT, morning)).toMatchObject([{ kind: 'tenant' }]);
    expect(await ports.people.idsByPhone('+8613900139001')).toHaveLength(1);
    expect(JSON.stringify([...rows.values()])).not.toMatch(/小军|"13900139001/);
  });

  test('of the same file again are entered once, and keep dates that were changed since', async () => {
    const line = '何小军,13900139001,,yunshan,3-1-1201,租户,,';
    await (await plan('people', peopleHead, line)).write();
    const household = await store.household(FLAT);
    const [tenant] = household?.state.members ?? [];
    if (!household || !tenant) throw new Error('nobody was entered');
    const left = { ...household.state, members: [{ ...tenant, until: '2026-11-01' }] };
    await store.changeHousehold(left, household, cause);
    const again = await plan('people', peopleHead, line);
    expect([again.faults, again.lines]).toEqual([[], []]);
    expect(await again.write()).toEqual({ people: 0, households: 0 });
    expect((await store.household(FLAT))?.state.members).toEqual(left.members);
  });

  test('with faults are told line by line under their headings, and planning writes nothing', async () => {
    const before = rows.size;
    const { faults } = await plan(
      'people',
      peopleHead,
      ',13900139001,,yunshan,3-1-1201,租户,,',
      '何小军,139,,yunshan,3-1-1201,租户,,',
      '何小军,13900139001,none,yunshan,3-1-1201,房东,2026-02-30,',
      '何小军,13900139001,,yunshan,9-9-999,业主,,',
      '何小军,13900139001,,yunshan,3-1-1201,业主,2026-05-01,2026-04-01',
    );
    expect(faults.map(({ line, column }) => `${line} ${column}`)).toEqual([
      '2 姓名',
      '3 手机',
      '4 邮箱',
      '4 身份',
      '4 迁入日期',
      '5 房屋',
      '6 迁出日期',
    ]);
    expect(JSON.stringify(faults)).not.toMatch(/何小军|13900139001/);
    expect(rows.size).toBe(before);
  });

  test('without a column are refused with its name', async () => {
    await expect(plan('people', '姓名,手机', '何小军,13900139001')).rejects.toThrow('邮箱、小区编号');
  });
});

describe('places', () => {
  const head = '小区编号,小区名称,楼栋,单元,房号';

  test('are added, found by their address, and added once', async () => {
    const lines = [head, 'yuntai,云台里,5栋,2单元,301', 'yuntai,云台里,5,3,301'];
    const { faults, write } = await plan('places', ...lines);
    expect(faults).toEqual([]);
    expect(await write()).toEqual({ communities: 1, buildings: 1, premises: 2 });
    expect((await reader.premisesByAddress('yuntai', '5-2-301'))?.id).toBe('yuntai-5-2-301');
    expect(rows.get('community#yuntai\nbuilding#yuntai-5')?.entrances).toHaveLength(2);
    const again = await plan('places', ...lines);
    expect([again.lines, await again.write()]).toEqual([[], { communities: 0, buildings: 0, premises: 0 }]);
  });

  test('with faults name line and heading', async () => {
    const { faults } = await plan(
      'places',
      head,
      'Yun Tai,云台里,A,1,301',
      'yuntai,云台里,5,1,301',
      'yuntai,云台里,5栋,1,301',
    );
    expect(faults.map(({ line, column }) => `${line} ${column}`)).toEqual(['2 小区编号', '2 楼栋', '4 ']);
  });
});

describe('rosters', () => {
  const head = '岗位编号,员工编号,星期,开始,结束';
  const id = technicians.id;

  test('are the next rosters of their posts', async () => {
    const { faults, write } = await plan(
      'rosters',
      head,
      `${id},li-ming,周一至周日,8:00,20:00`,
      `${id},zhang-qiang,一三五,20:00,08:00`,
    );
    expect([faults, await write()]).toEqual([[], { rosters: 1 }]);
    const post = await store.post(id);
    expect(post?.version).toBe(2);
    expect(post?.state.roster.shifts).toEqual([
      { staffId: 'li-ming', days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], from: '08:00', to: '20:00' },
      { staffId: 'zhang-qiang', days: ['mon', 'wed', 'fri'], from: '20:00', to: '08:00' },
    ]);
  });

  test('that are there already are left alone', async () => {
    const same = ['li-ming,周一至周日,08:00,20:00', 'zhang-qiang,每日,20:00,08:00'].map((line) => `${id},${line}`);
    expect((await plan('rosters', head, ...same)).lines).toEqual([]);
  });

  test.each([
    ['an unknown post', 'yunshan.none,li-ming,一,08:00,20:00', '2 岗位编号'],
    ['somebody who cannot stand there', `${id},nobody,一,08:00,20:00`, '2 员工编号'],
    ['no day', `${id},li-ming,元旦,08:00,20:00`, '2 星期'],
    ['no time', `${id},li-ming,一,8点,20:00`, '2 开始'],
  ])('with %s are refused', async (_, line, where) => {
    const { faults } = await plan('rosters', head, line);
    expect(faults.map((fault) => `${fault.line} ${fault.column}`)).toEqual([where]);
  });

  test('with somebody twice at once name the later line', async () => {
    const { faults } = await plan('rosters', head, `${id},li-ming,一,08:00,20:00`, `${id},li-ming,一,19:00,23:00`);
    expect(faults.map(({ line }) => line)).toEqual([3]);
  });
});
