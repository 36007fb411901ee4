import type { Operation } from '../../../shared/http/operation.ts';
import { deskRoles } from '../../../shared/identity/roles.ts';
import { staffIdSchema } from '../../directory/contract/ids.ts';
import { assessed } from '../domain/act-events.ts';
import { typeOf } from '../domain/acts.ts';
import { assessmentSchema } from '../domain/assessment.ts';
import type { IntakePorts } from '../ports.ts';
import { complainedAbout } from './complained-about.ts';
import { actOperation } from './perform-act.ts';

/**
 * How important and how urgent it is, by a person (R010), and whom a complaint is about (R023), which households cannot
 * name: among staff only, and no clock moves by it.
 */
export const assess = (ports: IntakePorts): Operation =>
  actOperation(ports, {
    act: 'assess',
    roles: deskRoles,
    ownership: 'staff: requests of their communities',
    body: assessmentSchema.extend({ about: staffIdSchema.optional() }),
    decide: async ({ request, doing, body: { about, ...assessment } }) => {
      const { communityId } = request;
      const named =
        about === undefined
          ? request
          : {
              ...request,
              aboutStaffId: await complainedAbout(ports.directory, about, { type: typeOf(request), communityId }),
            };
      return { event: assessed(named, doing, assessment), kind: null };
    },
  });
