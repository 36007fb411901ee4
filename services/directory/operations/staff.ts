import type * as z from 'zod';
import { type Operation, operation } from '../../../shared/http/operation.ts';
import { Problem } from '../../../shared/http/problem.ts';
import type { Text } from '../../../shared/i18n/text.ts';
import type { Principal } from '../../../shared/identity/principal.ts';
import { leadRoles } from '../../../shared/identity/roles.ts';
import { boundsOf } from '../../../shared/time/dates.ts';
import type { StaffMember } from '../contract/records.ts';
import { leaveCommandSchema, staffAnswerSchema, staffParamsSchema, stayCommandSchema } from '../contract/staff-api.ts';
import { worksAt } from '../domain/staff.ts';
import { allPosts } from './all-posts.ts';
import { leads } from './contact.ts';
import type { DirectoryPorts } from './ports.ts';

const ownership = 'staff of the caller’s communities; changed by the head of their department and the manager';

/** Members of staff, and their leaving: from then on they hold no post and have no rights, whatever rosters say. */
export function staffOperations(ports: DirectoryPorts): Operation[] {
  const { staff, reader, timeZone } = ports;
  return [
    operation({
      method: 'GET',
      path: '/v1/staff/{id}',
      roles: leadRoles,
      ownership,
      params: staffParamsSchema,
      answer: staffAnswerSchema,
      handle: async ({ principal, params }) => {
        const member = await ownStaff(ports, params.id, principal);
        return { status: 200, body: await shown(ports, member, member.worksUntil ?? null) };
      },
    }),
    operation({
      method: 'POST',
      path: '/v1/staff/{id}/leave',
      roles: ['department-head', 'manager'],
      ownership,
      params: staffParamsSchema,
      body: leaveCommandSchema,
      answer: staffAnswerSchema,
      handle: async ({ principal, params, body: { lastDay }, now, cause, remember }) => {
        const member = await ledStaff(ports, params.id, principal);
        const before = await staff.term(member.id);
        if (!worksAt(member, now)) throw refused({ zh: '该员工已离职', en: 'This member of staff has left already' });
        if ((await reader.manager()) === member.id)
          throw refused({
            zh: '该员工是超时通知的最后接收人，请先指定他人接替',
            en: 'This is who is told when nobody else can be: somebody else has to be named first',
          });
        const worksUntil = lastDay === undefined ? now : boundsOf(lastDay, timeZone).until;
        if (worksUntil < now)
          throw new Problem('invalid', { errors: [{ path: '/lastDay', reason: 'lies in the past' }] });
        const answer = { status: 200, body: await shown(ports, member, worksUntil) };
        await staff.change(before, { type: 'leaves', worksUntil }, cause, remember(answer));
        return answer;
      },
    }),
    operation({
      method: 'POST',
      path: '/v1/staff/{id}/stay',
      roles: ['department-head', 'manager'],
      ownership,
      params: staffParamsSchema,
      body: stayCommandSchema,
      answer: staffAnswerSchema,
      handle: async ({ principal, params, cause, remember }) => {
        const member = await ledStaff(ports, params.id, principal);
        const before = await staff.term(member.id);
        if (before.state.worksUntil === null)
          throw refused({ zh: '该员工没有离职安排', en: 'This member of staff is not leaving' });
        const answer = { status: 200, body: await shown(ports, member, null) };
        await staff.change(before, { type: 'stays' }, cause, remember(answer));
        return answer;
      },
    }),
  ];
}

/** @throws Problem not-found, alike for staff elsewhere and such that do not exist */
async function ownStaff(
  { reader }: DirectoryPorts,
  staffId: string,
  { communityIds }: Principal,
): Promise<StaffMember> {
  const [member] = await reader.staffOnRecord([staffId]);
  if (!member?.communityIds.some((id) => communityIds.includes(id))) throw new Problem('not-found');
  return member;
}

/** @throws Problem not-found, or not-allowed for who does not answer for this member of staff */
async function ledStaff(ports: DirectoryPorts, staffId: string, principal: Principal): Promise<StaffMember> {
  const member = await ownStaff(ports, staffId, principal);
  if (!(await leads(ports, principal, member))) throw new Problem('not-allowed');
  return member;
}

async function shown({ store }: DirectoryPorts, member: StaffMember, worksUntil: string | null) {
  const posts = (await Promise.all(member.communityIds.map((communityId) => allPosts(store, communityId)))).flat();
  const { id: staffId, department, roles, skills, communityIds } = member;
  const onRosters = posts.filter(({ roster }) => roster.shifts.some((shift) => shift.staffId === staffId));
  const body: z.input<typeof staffAnswerSchema> = {
    staffId,
    department,
    roles,
    skills,
    communityIds,
    worksUntil,
    onRosters: onRosters.map(({ id }) => id),
  };
  return body;
}

const refused = (detail: Text): Problem => new Problem('state-conflict', { detail });
