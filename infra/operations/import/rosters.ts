import * as z from 'zod';
import { postIdSchema, staffIdSchema } from '../../../services/directory/contract/ids.ts';
import { type Post, type Roster, rosterSchema } from '../../../services/directory/contract/post.ts';
import { doubleBookings, unfitStaff } from '../../../services/directory/domain/roster-check.ts';
import type { Stored } from '../../../shared/journal/journal.ts';
import { weekdays } from '../../../shared/time/intervals.ts';
import type { ImportKind, ImportPorts } from './kind.ts';
import { parseRow, type RowFault } from './table.ts';

const columns = { postId: '岗位编号', staffId: '员工编号', days: '星期', from: '开始', to: '结束' };

const DAYS = '一二三四五六日';
const dayList = z.string().transform((text, context) => {
  const plain = text
    .replace(/[周星期、,,\s]/g, '')
    .replaceAll('天', '日')
    .replaceAll('每日', DAYS);
  const days = [...plain.replace(/(.)[至到-](.)/, (_, a, b) => DAYS.slice(DAYS.indexOf(a), DAYS.indexOf(b) + 1))];
  const found = days.map((day) => weekdays[DAYS.indexOf(day)]);
  if (found.length > 0 && !found.includes(undefined)) return [...new Set(found.flatMap((day) => day ?? []))];
  context.addIssue({ code: 'custom', message: '须为星期，如 一三五 或 周一至周日 must be days of the week' });
  return z.NEVER;
});
const time = z
  .string()
  .transform((text) => text.replace(':', ':').padStart(5, '0'))
  .refine((text) => /^([01]\d|2[0-3]):[0-5]\d$|^24:00$/.test(text), '须为时间，如 08:00 must be a time');

const rowSchema = z.object({ postId: postIdSchema, staffId: staffIdSchema, days: dayList, from: time, to: time });
type Shift = z.infer<typeof rowSchema> & { readonly line: number };

/** Rosters, a row for each shift. All rows of a post together are its next roster. */
export const rosters: ImportKind = {
  columns,
  async plan(rows, ports) {
    const parsed = rows.map((row) => ({ line: row.line, ...parseRow(rowSchema, row, columns) }));
    const faults: RowFault[] = parsed.flatMap((row) => row.faults);
    const shifts = parsed.flatMap(({ line, value }): Shift[] => (value ? [{ line, ...value }] : []));
    const next: { post: Stored<Post>; roster: Roster }[] = [];
    for (const [postId, own] of Map.groupBy(shifts, (shift) => shift.postId)) {
      const outcome = await rosterOf(postId, own, ports);
      faults.push(...outcome.faults);
      if (outcome.next) next.push(outcome.next);
    }
    return {
      faults: faults.sort((a, b) => a.line - b.line),
      lines: next.map(({ post, roster }) => `${post.state.id} ${roster.shifts.length}`),
      write: async () => {
        for (const { post, roster } of next) await ports.store.publishRoster(post, roster, ports.cause);
        return { rosters: next.length };
      },
    };
  },
};

async function rosterOf(
  postId: string,
  own: readonly Shift[],
  { store, reader }: ImportPorts,
): Promise<{ faults: RowFault[]; next?: { post: Stored<Post>; roster: Roster } }> {
  const line = own[0]?.line ?? 0;
  const post = await store.post(postId);
  if (!post) return { faults: [{ line, column: columns.postId, reason: '没有该岗位 no such post' }] };
  const { data: roster } = rosterSchema.safeParse({
    timeZone: post.state.roster.timeZone,
    shifts: own.map(({ line: _, postId: __, ...shift }) => shift),
  });
  if (!roster) return { faults: [{ line, column: columns.from, reason: '排班不正确 not a good roster' }] };
  const staff = await reader.staff(own.map(({ staffId }) => staffId));
  const faults = [...unfitStaff(post.state, roster, staff), ...doubleBookings(roster)].map(({ path, reason }) => ({
    line: own[Number(path.split('/')[2])]?.line ?? line,
    column: columns.staffId,
    reason: `${reason.zh} ${reason.en}`,
  }));
  if (faults.length > 0) return { faults };
  const same = JSON.stringify(rosterSchema.parse(post.state.roster)) === JSON.stringify(roster);
  return same ? { faults } : { faults, next: { post, roster } };
}
