import * as z from 'zod';
import type { Household, Member } from '../../../services/directory/contract/household.ts';
import { householdSchema } from '../../../services/directory/contract/household.ts';
import { communityIdSchema } from '../../../services/directory/contract/ids.ts';
import { phoneSchema } from '../../../services/directory/contract/phone.ts';
import type { Premises } from '../../../services/directory/contract/records.ts';
import { memberFaults } from '../../../services/directory/domain/household.ts';
import type { Stored } from '../../../shared/journal/journal.ts';
import { dateSchema } from '../../../shared/time/dates.ts';
import type { ImportKind, ImportPorts } from './kind.ts';
import { parseRow, type RowFault } from './table.ts';

const columns = {
  name: '姓名',
  phone: '手机',
  email: '邮箱',
  communityId: '小区编号',
  place: '房屋',
  kind: '身份',
  from: '迁入日期',
  until: '迁出日期',
};

const kinds: Readonly<Record<string, Member['kind']>> = { 业主: 'owner', 家属: 'family', 租户: 'tenant' };
const nothing = z.literal('').transform(() => null);
/** Spreadsheets write 2026/1/5 as often as 2026-01-05. */
const date = z.preprocess(
  (text) =>
    typeof text === 'string'
      ? text.replace(/^(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})$/, (_, y, m, d) => `${y}-${two(m)}-${two(d)}`)
      : text,
  z.union([nothing, dateSchema], '须为日期，如 2026-01-05 must be a date'),
);
const two = (part: string): string => part.padStart(2, '0');

const rowSchema = z.object({
  name: z.string().min(1, '不能为空 must not be empty').max(100),
  phone: phoneSchema,
  email: z.union([nothing, z.email()], '须为邮箱地址 must be an e-mail address'),
  communityId: communityIdSchema,
  place: z.string().min(1, '不能为空 must not be empty').max(100),
  kind: z.string().transform((text, context) => {
    const kind = kinds[text];
    if (kind) return kind;
    context.addIssue({ code: 'custom', message: `须为 ${Object.keys(kinds).join('、')} must be one of these` });
    return z.NEVER;
  }),
  from: date,
  until: date,
});

/**
 * People with their homes, a row for each home. Name and phone make a person: the same file again enters nobody twice.
 * Members that a household has already keep their dates; those of the file are added.
 */
export const people: ImportKind = {
  columns,
  async plan(rows, ports) {
    const parsed = rows.map((row) => ({ line: row.line, ...parseRow(rowSchema, row, columns) }));
    const faults: RowFault[] = parsed.flatMap((row) => row.faults);
    const entries: Entry[] = [];
    for (const { line, value } of parsed) {
      if (!value) continue;
      const { name, phone, email, communityId, place, kind, from, until } = value;
      const premises = await ports.reader.premisesByAddress(communityId, place);
      if (!premises) {
        faults.push({ line, column: columns.place, reason: '本小区没有该房屋 no such premises in this community' });
        continue;
      }
      const id = await ports.personIdOf(`${phone}/${name}`);
      entries.push({ line, premises, person: { id, name, phone, email }, member: { personId: id, kind, from, until } });
    }
    const changes: Change[] = [];
    for (const group of Map.groupBy(entries, ({ premises }) => premises.id).values()) {
      const outcome = await changeOf(group, ports);
      faults.push(...outcome.faults);
      if (outcome.change) changes.push(outcome.change);
    }
    const persons = [...new Map(entries.map(({ person }) => [person.id, person])).values()];
    return {
      faults: faults.sort((a, b) => a.line - b.line),
      lines: changes.map(({ household, added }) => `${household.premisesId} +${added}`),
      write: async () => {
        let written = 0;
        // Each person has a data key of their own: not all are asked for at once.
        for (let n = 0; n < persons.length; n += AT_ONCE)
          written += await ports.people.addMissing(persons.slice(n, n + AT_ONCE));
        for (const { household, before } of changes) await ports.store.changeHousehold(household, before, ports.cause);
        return { people: written, households: changes.length };
      },
    };
  },
};

const AT_ONCE = 25;

interface Entry {
  readonly line: number;
  readonly premises: Premises;
  readonly person: { id: string; name: string; phone: string; email: string | null };
  readonly member: Member;
}

interface Change {
  readonly household: Household;
  readonly before: Stored<Household> | undefined;
  readonly added: number;
}

async function changeOf(
  entries: readonly Entry[],
  { store, timeZone }: ImportPorts,
): Promise<{ faults: RowFault[]; change?: Change }> {
  const [first] = entries;
  if (!first) return { faults: [] };
  const { id: premisesId, communityId } = first.premises;
  const before = await store.household(premisesId);
  const present = before?.state.members ?? [];
  const fresh = entries.filter(({ member }) => !present.some(({ personId }) => personId === member.personId));
  if (fresh.length === 0) return { faults: [] };
  const members = [...present, ...fresh.map(({ member }) => member)];
  const household = { premisesId, communityId, timeZone: before?.state.timeZone ?? timeZone, members };
  if (!householdSchema.safeParse(household).success)
    return { faults: [{ line: first.line, column: columns.place, reason: '该房屋人员过多 too many people' }] };
  const faults = memberFaults(members).map(({ path, reason }) => ({
    line: fresh[Number(path.split('/')[2]) - present.length]?.line ?? first.line,
    column: path.endsWith('/until') ? columns.until : columns.name,
    reason: `${reason.zh} ${reason.en}`,
  }));
  return faults.length > 0 ? { faults } : { faults, change: { household, before, added: fresh.length } };
}
