import type * as z from 'zod';
import { type Operation, operation } from '../../../shared/http/operation.ts';
import { pageQuerySchema } from '../../../shared/http/page.ts';
import { Problem } from '../../../shared/http/problem.ts';
import { hasRole, type Principal } from '../../../shared/identity/principal.ts';
import { deskRoles, leadRoles, roleSchema } from '../../../shared/identity/roles.ts';
import {
  changesAnswerSchema,
  contactAnswerSchema,
  contactCommandSchema,
  personParamsSchema,
} from '../contract/people-api.ts';
import type { StaffMember } from '../contract/records.ts';
import type { PersonItem } from '../items.ts';
import { isOneself, ownPerson, readerOf, unerased } from './own-person.ts';
import type { DirectoryPorts } from './ports.ts';

/**
 * How a person is reached, changed with its history. Whoever sends messages reads the contact at the moment of sending,
 * so the next message goes to the new number and none is sent again.
 */
export function contactOperations(ports: DirectoryPorts): Operation[] {
  const { people, persons } = ports;
  return [
    operation({
      method: 'GET',
      path: '/v1/people/{id}',
      roles: roleSchema.options,
      ownership: 'oneself; for the desk people of its communities',
      params: personParamsSchema,
      answer: contactAnswerSchema,
      handle: async ({ principal, params, now, cause }) => {
        const own = isOneself(params.id, principal);
        if (!own && !hasRole(principal, ...deskRoles)) throw new Problem('not-found');
        if (!own) await ownPerson(ports, params.id, principal);
        const person = await people.person(params.id);
        if (!person) throw new Problem('not-found');
        if (!own) {
          const read = { at: now, staffId: readerOf(principal), what: 'person', reason: null } as const;
          await people.log.record([person.id], read, cause.causationId);
        }
        return shown(person, (await persons.read(person.id)).version);
      },
    }),
    operation({
      method: 'PUT',
      path: '/v1/people/{id}/contact',
      roles: roleSchema.options,
      ownership:
        'oneself: phone and e-mail; residents: the desk of their communities; staff: the head of their department, the manager',
      params: personParamsSchema,
      body: contactCommandSchema,
      answer: contactAnswerSchema,
      handle: async ({ principal, params, body: contact, ifMatch, cause }) => {
        await mayChange(ports, params.id, principal, contact.name !== undefined);
        const before = await persons.read(params.id);
        if (before.version !== ifMatch) throw new Problem('version-conflict');
        const person = await unerased(ports, params.id);
        const { fields, item, writes } = await people.changing(person, given(contact));
        const [member] = await ports.reader.staff([params.id]);
        if (member && item.masked.phone === null)
          throw new Problem('invalid', { errors: [{ path: '/phone', reason: 'staff must be reached by phone' }] });
        const [first, ...more] = fields;
        if (first === undefined) return shown(person, before.version);
        const fact = { type: 'contact-changed' as const, fields: [first, ...more] };
        const { version } = await persons.write(before, [fact], cause, { also: writes });
        return shown(item, version);
      },
    }),
    operation({
      method: 'GET',
      path: '/v1/people/{id}/changes',
      roles: leadRoles,
      ownership: 'people of the caller’s communities',
      params: personParamsSchema,
      query: pageQuerySchema,
      answer: changesAnswerSchema,
      handle: async ({ principal, params, query }) => {
        await ownPerson(ports, params.id, principal);
        const { rows, next } = await persons.changes(params.id, query);
        const body: z.input<typeof changesAnswerSchema> = { items: [...rows], next };
        return { status: 200, body };
      },
    }),
  ];
}

type Contact = z.output<typeof contactCommandSchema>;

/** Without the fields that are not named: those stay. */
const given = ({ name, phone, email }: Contact) => ({
  ...(name !== undefined && { name }),
  ...(phone !== undefined && { phone }),
  ...(email !== undefined && { email }),
});

function shown({ id, masked }: PersonItem, version: number) {
  const body: z.input<typeof contactAnswerSchema> = { id, version, ...masked };
  return { status: 200, body, headers: { ETag: `"${version}"` } };
}

/** @throws Problem not-found for who is out of the caller's reach, not-allowed for what another one has to do */
async function mayChange(
  ports: DirectoryPorts,
  personId: string,
  principal: Principal,
  renames: boolean,
): Promise<void> {
  if (isOneself(personId, principal) && !renames) return;
  if (!isOneself(personId, principal) && !hasRole(principal, ...deskRoles)) throw new Problem('not-found');
  if (isOneself(personId, principal) && !principal.staffId) throw new Problem('not-allowed');
  const { member, isStaff } = await ownPerson(ports, personId, principal);
  const may = member && isStaff ? await leads(ports, principal, member) : hasRole(principal, ...deskRoles);
  if (!may) throw new Problem('not-allowed');
}

/** Whether this caller answers for a member of staff: the manager, or the head of the same department. */
export async function leads(
  { reader }: Pick<DirectoryPorts, 'reader'>,
  principal: Principal,
  { department }: Pick<StaffMember, 'department'>,
): Promise<boolean> {
  if (hasRole(principal, 'manager')) return true;
  if (!hasRole(principal, 'department-head') || !principal.staffId) return false;
  const [head] = await reader.staff([principal.staffId]);
  return head?.department === department;
}
