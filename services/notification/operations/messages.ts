import * as z from 'zod';
import { type Operation, operation } from '../../../shared/http/operation.ts';
import { worksIn } from '../../../shared/identity/principal.ts';
import { instantSchema } from '../../../shared/time/instants.ts';
import { channelSchema, templateCodeSchema } from '../contract/ids.ts';
import type { Message } from '../domain/message.ts';
import type { NotificationStore } from '../store.ts';

const logSchema = z.object({
  items: z.array(
    z.object({
      messageId: z.string(),
      template: templateCodeSchema,
      channel: channelSchema,
      staffId: z.string().nullable(),
      personId: z.string().nullable(),
      copyStaffIds: z.array(z.string()),
      clockId: z.string().nullable().describe('Whose breach it tells, or takes back'),
      status: z.enum(['queued', 'sending', 'sent', 'failed', 'unknown', 'dropped', 'withheld']),
      queuedAt: instantSchema,
      acceptedAt: instantSchema.nullable(),
      providerId: z.string().nullable(),
      endedAt: instantSchema.nullable(),
      reason: z.string().nullable(),
      notBefore: instantSchema.nullable(),
      attempts: z.int().min(0),
      uncertain: z.boolean().describe('It may have arrived although nobody knows'),
    }),
  ),
});

/** The delivery log: who has been told what about a request, and whether a provider has taken it. */
export function messageOperations(store: Pick<NotificationStore, 'case' | 'file'>): Operation[] {
  return [
    operation({
      method: 'GET',
      path: '/v1/requests/{id}/messages',
      roles: ['agent', 'supervisor', 'manager'],
      ownership: 'requests of their communities; of any other request the log looks empty',
      params: z.object({ id: z.string().max(100) }),
      answer: logSchema,
      handle: async ({ params, principal }) => {
        const [{ messages }, known] = await Promise.all([store.file(params.id), store.case(params.id)]);
        const items = messages
          .map(({ state }) => state)
          .filter(({ communityId }) => worksIn(principal, communityId, known?.state.buildingId))
          .toSorted((a, b) => (inTime(a) < inTime(b) ? -1 : 1))
          .map(shown);
        return { status: 200, body: { items } };
      },
    }),
  ];
}

const inTime = ({ queuedAt, channel }: Message): string => `${queuedAt} ${channel}`;

function shown(message: Message) {
  const { messageId, content, channel, staffId, personId, copyStaffIds, clockId } = message;
  const { status, queuedAt, attempts, uncertain } = message;
  const ended = {
    acceptedAt: message.status === 'sent' ? message.acceptedAt : null,
    providerId: message.status === 'sent' ? message.providerId : null,
    endedAt: 'endedAt' in message ? message.endedAt : null,
    reason: 'reason' in message ? message.reason : null,
    notBefore: message.status === 'queued' ? message.nextTryAt : null,
  };
  return {
    messageId,
    template: content.template,
    channel,
    staffId,
    personId,
    copyStaffIds,
    clockId,
    status,
    queuedAt,
    ...ended,
    attempts,
    uncertain,
  };
}
