import * as z from 'zod';
import type { Operation } from '../../../shared/http/operation.ts';
import { deskRoles } from '../../../shared/identity/roles.ts';
import { cancelled, reopened } from '../domain/act-events.ts';
import { isAttended, mayStillReopen } from '../domain/acts.ts';
import type { IntakePorts } from '../ports.ts';
import { actOperation, impossible, wordsSchema } from './perform-act.ts';
import { promisedClocks } from './promised.ts';

const either = {
  roles: ['owner', ...deskRoles],
  ownership: 'owners: requests of their own premises; staff: requests of their communities',
  body: z.strictObject({ reason: wordsSchema }),
} as const;

/** Ending a request that nobody wants any more, and beginning anew with one that was not solved after all. */
export const endActs = (ports: IntakePorts): Operation[] => [
  actOperation(ports, {
    ...either,
    act: 'cancel',
    decide: ({ request, news, atWork, doing, body: { reason } }) => {
      if (!atWork && isAttended(request, news))
        impossible({
          zh: '处理人员已到场，如需撤销，请联系物业服务中心',
          en: 'Somebody is there already; please call the service centre',
        });
      return { event: cancelled(request, doing, reason), kind: 'cancelled', said: reason };
    },
  }),
  /** Fresh clocks from now on, and fresh work where the category needs it (R017). */
  actOperation(ports, {
    ...either,
    act: 'reopen',
    decide: async ({ request, atWork, doing, body: { reason } }) => {
      if (!atWork && !mayStillReopen(request, doing.at))
        impossible({ zh: '办结已超过 30 天，请重新报事', en: 'Closed more than 30 days ago; please report it anew' });
      const { policyKey, communityId } = request;
      const clocks = promisedClocks(await ports.store.standard(), { policyKey, communityId, receivedAt: doing.at });
      return { event: reopened(request, doing, clocks, reason), kind: 'reopened', said: reason };
    },
  }),
];
