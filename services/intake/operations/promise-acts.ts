import * as z from 'zod';
import type { Operation } from '../../../shared/http/operation.ts';
import { Problem } from '../../../shared/http/problem.ts';
import { hasRole } from '../../../shared/identity/principal.ts';
import { deskRoles, fieldRoles } from '../../../shared/identity/roles.ts';
import { CONTACT_REASON, holdsContact } from '../../../shared/personal/contact.ts';
import { instantSchema } from '../../../shared/time/instants.ts';
import { momentText } from '../../../shared/time/moment-text.ts';
import { consented, reclassified, timeAgreed } from '../domain/act-events.ts';
import { agreeable } from '../domain/acts.ts';
import { categories, isOfKind } from '../domain/categories.ts';
import { decideCategory } from '../domain/decide-category.ts';
import { assignees } from '../domain/progress.ts';
import { directionOf } from '../domain/reclassify.ts';
import { beginningOf } from '../domain/status.ts';
import type { IntakePorts } from '../ports.ts';
import { actOperation, impossible, refuse, wordsSchema } from './perform-act.ts';
import { promisedClocks } from './promised.ts';

const staffOwnership = 'staff: requests of their communities';

/**
 * How far behind its cap a time may be agreed: as long as the longest pause for an owner's reason may push that cap.
 * What lies behind the cap all the same is late (R044); only the manager extends (R055).
 */
const BEYOND_CAP_MS = 30 * 24 * 3_600_000;

const MAX_REASON = 500;

/** The acts that change what has been promised. */
export const promiseActs = (ports: IntakePorts): Operation[] => [
  /** The household agrees that somebody comes and fixes the price: from now on that is promised (R052). */
  actOperation(ports, {
    act: 'consent',
    roles: ['owner', ...deskRoles],
    ownership: 'owners: requests of their own premises; staff: on behalf of households of their communities',
    body: z.strictObject({}),
    decide: async ({ request, doing }) => {
      const { policyKey, communityId } = request;
      const later = { after: 'consent', at: doing.at } as const;
      const about = { policyKey, communityId, receivedAt: beginningOf(request), later };
      const clocks = promisedClocks(await ports.store.standard(), about);
      if (clocks.length === 0)
        impossible({ zh: '该报事没有需要业主同意的事项', en: 'Nothing of this request waits for the owner’s consent' });
      return { event: consented(request, doing, clocks), kind: 'consented' };
    },
  }),
  /** A time agreed with the owner, where the standard leaves it to both (R044, R054). */
  actOperation(ports, {
    act: 'agree-time',
    roles: [...deskRoles, ...fieldRoles],
    ownership: staffOwnership,
    body: z.strictObject({ clock: z.enum(['resolve', 'answer']), until: instantSchema }),
    decide: ({ request, doing, body: { clock, until } }) => {
      const promised = agreeable(request).find(({ kind }) => kind === clock);
      if (!promised)
        impossible({ zh: '该时限按服务标准执行，不能另行约定', en: 'The standard leaves no time to be agreed here' });
      if (until <= doing.at) refuse('/until', 'must be in the future');
      if (Date.parse(until) > Date.parse(promised.due) + BEYOND_CAP_MS)
        refuse('/until', 'is too far behind what the standard allows');
      const said = momentText(until, ports.company.timeZone, false);
      return { event: timeAgreed(request, doing, clock, until), kind: 'time-agreed', said };
    },
  }),
  /** Another category, and so other clocks (F-18). */
  actOperation(ports, {
    act: 'reclassify',
    roles: deskRoles,
    ownership: `${staffOwnership}; lowering: an agent or supervisor whose work it is not`,
    body: z.strictObject({
      category: z.enum(categories.map(({ code }) => code)),
      reason: wordsSchema
        .max(MAX_REASON)
        .refine((text) => !holdsContact(text), CONTACT_REASON)
        .optional(),
    }),
    decide: async ({ request, news, principal, doing, body: { category, reason = null } }) => {
      if (category === request.category) refuse('/category', 'is the category already');
      const decision = decideCategory(request.description, { category, by: 'staff' });
      const kind = decision.category.kinds && (await ports.directory.community(request.communityId))?.kind;
      if (kind && !isOfKind(decision.category, kind)) refuse('/category', 'not a category of this kind of community');
      const { policyKey, urgent } = decision.category;
      const about = { policyKey, communityId: request.communityId, receivedAt: beginningOf(request) };
      const clocks = promisedClocks(await ports.store.standard(), about);
      const direction = directionOf(request, { category, urgent, clocks });
      const byAssignee = principal.staffId !== null && assignees(news).includes(principal.staffId);
      if (direction === 'lowered') {
        if (byAssignee || !hasRole(principal, 'agent', 'supervisor')) throw new Problem('not-allowed');
        if (reason === null) refuse('/reason', 'required: the owner is told why less is promised');
      }
      const to = { decision, direction, byRoles: principal.roles, byAssignee, reason, clocks };
      return { event: reclassified(request, doing, to), kind: 'reclassified', said: reason };
    },
  }),
];
