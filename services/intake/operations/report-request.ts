import * as z from 'zod';
import { type Operation, operation } from '../../../shared/http/operation.ts';
import { Problem } from '../../../shared/http/problem.ts';
import { pick } from '../../../shared/i18n/text.ts';
import { deskRoles } from '../../../shared/identity/roles.ts';
import { eventId } from '../../../shared/journal/address.ts';
import { log } from '../../../shared/log/log.ts';
import { premisesIdSchema } from '../../directory/contract/ids.ts';
import { categories } from '../domain/categories.ts';
import { decideCategory } from '../domain/decide-category.ts';
import { numberOf, seriesOf } from '../domain/number.ts';
import { evolve, ownChannels, received, staffChannels } from '../domain/request.ts';
import { requestAddress } from '../store.ts';
import { linksOf } from './links.ts';
import type { IntakePorts } from './ports.ts';
import { premisesWithinReach } from './premises-within-reach.ts';
import { promisedClocks, shownPromise } from './promised.ts';

const MAX_DESCRIPTION = 4000;

const bodySchema = z.strictObject({
  premisesId: premisesIdSchema,
  description: z.string().trim().min(1, 'must not be blank').max(MAX_DESCRIPTION),
  channel: z.enum([...ownChannels, ...staffChannels]).optional(),
  category: z.enum(categories.map(({ code }) => code)).optional(),
});

/**
 * `POST /v1/requests`: takes a report down, gives it a number and makes the promise, in one transaction (R003, R060).
 */
export function reportRequest({ journal, store, directory, newId, company }: IntakePorts): Operation {
  return operation({
    method: 'POST',
    path: '/v1/requests',
    roles: ['owner', ...deskRoles],
    ownership: 'owners: for premises of their own households; staff: on behalf of households of their communities',
    body: bodySchema,
    success: 201,
    handle: async ({ principal, body, now, locale, cause, remember }) => {
      const [{ premises, onBehalf }, standard] = await Promise.all([
        premisesWithinReach(directory, principal, body.premisesId),
        store.standard(),
      ]);
      const channel = channelOf(body.channel, onBehalf);
      if (body.category && !onBehalf) refuse('/category', 'only staff name a category');
      const decision = decideCategory(body.description, body.category);
      const { category } = decision;
      const about = { policyKey: category.policyKey, communityId: premises.communityId, receivedAt: now };
      const clocks = promisedClocks(standard, about);

      const address = requestAddress(newId());
      const { id } = address;
      const series = seriesOf(category.type);
      const number = numberOf(series, await store.nextCount(series));
      const { description } = body;
      const event = received({ number, premises, description, decision, channel, onBehalf, receivedAt: now, clocks });
      const answer = {
        status: 201,
        headers: { Location: linksOf(id).self },
        body: {
          id,
          number,
          category: category.code,
          categoryLabel: pick(category.label, locale),
          promise: shownPromise(clocks, { locale, timeZone: company.timeZone, receivedAt: now }),
          links: linksOf(id),
        },
      };
      await journal.write({
        cause,
        changes: [
          {
            address,
            expectedVersion: 0,
            state: evolve(undefined, event, { id, actor: cause.actor }),
            events: [event],
          },
        ],
        also: [store.timelineItem(id, { eventId: eventId(address, 1), at: now, kind: 'received' })],
        once: remember(answer),
      });
      const { correlationId } = cause;
      log.info('request received', { requestId: id, category: category.code, urgent: category.urgent, correlationId });
      return answer;
    },
  });
}

function channelOf(named: string | undefined, onBehalf: boolean): string {
  const [usual, ...others] = onBehalf ? staffChannels : ownChannels;
  if (named && named !== usual && !others.some((channel) => channel === named))
    refuse('/channel', onBehalf ? 'not a channel that staff take reports by' : 'not a channel of households');
  return named ?? usual;
}

function refuse(path: string, reason: string): never {
  throw new Problem('invalid', { errors: [{ path, reason }] });
}
