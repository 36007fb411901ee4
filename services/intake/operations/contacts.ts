import * as z from 'zod';
import { type Operation, operation } from '../../../shared/http/operation.ts';
import { pageQuerySchema } from '../../../shared/http/page.ts';
import { pageAnswerOf } from '../../../shared/http/page-answer.ts';
import { Problem } from '../../../shared/http/problem.ts';
import { type Principal, worksIn } from '../../../shared/identity/principal.ts';
import { deskRoles } from '../../../shared/identity/roles.ts';
import { instantSchema } from '../../../shared/time/instants.ts';
import { type ContactItem, contactReadSchema, contactSchema } from '../contacts.ts';
import { contactErased } from '../domain/act-events.ts';
import { isComplainedAbout } from '../domain/acts.ts';
import { listOf } from '../domain/listing.ts';
import { evolve, requestSchema } from '../domain/request.ts';
import type { IntakePorts } from '../ports.ts';
import { requestAddress } from '../store.ts';
import { impossible } from './perform-act.ts';

const ownership = 'requests of the caller’s communities; never of a complaint about the caller';
const paramsSchema = z.object({ id: z.string().max(100) });
const bodySchema = z.strictObject({ reason: z.string().trim().min(1, 'must not be blank').max(200) });

/** The contact of whoever has no household: revealed with a reason, erased for good, and the log of both (R008, R271). */
export function contactOperations({ journal, contacts }: Pick<IntakePorts, 'journal' | 'contacts'>): Operation[] {
  /** @throws Problem not-found, alike for a foreign request and a missing one */
  async function reached(principal: Principal, id: string) {
    const stored = await journal.read(requestAddress(id), requestSchema);
    if (!stored || !worksIn(principal, stored.state.communityId, stored.state.buildingId))
      throw new Problem('not-found');
    if (isComplainedAbout(stored.state, principal.staffId)) throw new Problem('not-allowed');
    return stored;
  }

  async function sealed(id: string): Promise<NonNullable<ContactItem['sealed']>> {
    const item = await contacts.of(id);
    if (!item) impossible({ zh: '该报事没有登记联系方式', en: 'The request has no contact of its own' });
    if (!item.sealed) impossible({ zh: '该联系方式已删除', en: 'The contact has been erased' });
    return item.sealed;
  }

  return [
    operation({
      method: 'POST',
      path: '/v1/requests/{id}/reveal-contact',
      roles: deskRoles,
      ownership,
      params: paramsSchema,
      body: bodySchema,
      answer: contactSchema,
      // Not remembered: what is in the clear is never stored, and each look is a line of its own in the log.
      handle: async ({ principal, params: { id }, body: { reason }, now, cause }) => {
        await reached(principal, id);
        const item = await sealed(id);
        await contacts.recordRead(
          id,
          { at: now, staffId: readerOf(principal), what: 'reveal', reason },
          cause.causationId,
        );
        return { status: 200, body: await contacts.open(id, item) };
      },
    }),
    operation({
      method: 'GET',
      path: '/v1/requests/{id}/contact-reads',
      roles: ['manager'],
      ownership,
      params: paramsSchema,
      query: pageQuerySchema,
      answer: pageAnswerOf(contactReadSchema),
      handle: async ({ principal, params: { id }, query }) => {
        await reached(principal, id);
        const { rows, next } = await contacts.reads(id, query);
        return { status: 200, body: { items: z.array(contactReadSchema).parse(rows), next } };
      },
    }),
    operation({
      method: 'POST',
      path: '/v1/requests/{id}/erase-contact',
      roles: ['manager'],
      ownership,
      params: paramsSchema,
      body: bodySchema,
      answer: z.object({ id: z.string(), erasedAt: instantSchema }),
      handle: async ({ principal, params: { id }, body: { reason }, now, cause, remember }) => {
        const { state: request, version } = await reached(principal, id);
        await sealed(id);
        const staffId = readerOf(principal);
        const event = contactErased(request, { at: now, staffId }, reason);
        const state = evolve(request, event, { id, actor: cause.actor });
        const answer = { status: 200, body: { id, erasedAt: now } };
        await journal.write({
          cause,
          changes: [
            { address: requestAddress(id), expectedVersion: version, state, events: [event], list: listOf(state) },
          ],
          also: contacts.erasing(id, { at: now, staffId, what: 'erase', reason }, cause.causationId),
          once: remember(answer),
        });
        return answer;
      },
    }),
  ];
}

/** Whose name stands in the log. */
function readerOf({ staffId }: Principal): string {
  if (!staffId) throw new Problem('not-allowed');
  return staffId;
}
