import { beforeEach, describe, expect, it } from 'vitest';
import { Refused } from '../../services/notification/channels/port.ts';
import { messageOperations } from '../../services/notification/operations/messages.ts';
import { keepCase } from '../../services/notification/use-cases/keep-case.ts';
import { tellBreach } from '../../services/notification/use-cases/tell-breach.ts';
import { tellAssignee } from '../../services/notification/use-cases/tell-staff.ts';
import type { Principal } from '../../shared/identity/principal.ts';
import { apiOf } from '../shared/api-call.ts';
import { capturedLines } from '../shared/captured-lines.ts';
import { assignedEvent, breachEvent, CLOCK, REQUEST, receivedEvent, world } from './world.ts';

const { ports, reset, pass, provide, receive } = world();
capturedLines();
beforeEach(reset);

const supervisor: Principal = {
  sub: 's',
  roles: ['supervisor'],
  staffId: 'zhao-gang',
  personId: null,
  premisesIds: [],
  communityIds: ['yunshan'],
};

const operations = messageOperations(ports.store);
const call = apiOf(operations, 'notification');

async function log(requestId: string, as = supervisor) {
  const { status, body } = await call('GET', `/v1/requests/${requestId}/messages`, { as });
  return { status, body };
}

describe('GET /v1/requests/{id}/messages', () => {
  it('is for agents, supervisors and managers', () => {
    expect(operations[0]).toMatchObject({
      method: 'GET',
      path: '/v1/requests/{id}/messages',
      roles: ['agent', 'supervisor', 'manager'],
    });
  });

  it('shows who was told what, when a provider took it, and what failed', async () => {
    await receive(() => tellAssignee(assignedEvent(), ports));
    pass(1_000);
    provide(({ channel }) => {
      if (channel === 'sms') throw new Refused('no-channel');
    });
    await receive(() => tellBreach(breachEvent(), ports));
    const common = {
      attempts: 1,
      uncertain: false,
      queuedAt: ports.now(),
      clockId: CLOCK,
      staffId: 'zhao-gang',
      personId: null,
    };
    const { status, body } = await log(REQUEST);
    expect(status).toBe(200);
    expect(body).toEqual({
      items: [
        expect.objectContaining({ template: 'work-order-assigned', staffId: 'li-ming', clockId: null, status: 'sent' }),
        {
          ...common,
          messageId: expect.any(String),
          template: 'breach',
          channel: 'email',
          copyStaffIds: ['chen-jing'],
          status: 'sent',
          acceptedAt: ports.now(),
          providerId: 'provider-2',
          endedAt: null,
          reason: null,
          notBefore: null,
        },
        {
          ...common,
          messageId: expect.any(String),
          template: 'breach',
          channel: 'sms',
          copyStaffIds: [],
          status: 'failed',
          acceptedAt: null,
          providerId: null,
          endedAt: ports.now(),
          reason: 'no-channel',
          notBefore: null,
        },
      ],
    });
  });

  it('answers for a request of another community as for one that does not exist', async () => {
    await receive(() => tellBreach(breachEvent(), ports));
    const foreign = await log(REQUEST, { ...supervisor, communityIds: ['trial'] });
    expect(foreign).toEqual(await log('no-such-request'));
    expect(foreign).toEqual({ status: 200, body: { items: [] } });
  });

  it('R268: shows whose rights end at some buildings nothing of the others', async () => {
    await receive(() => keepCase(receivedEvent(), ports));
    await receive(() => tellBreach(breachEvent(), ports));
    const of = async (building: string) => await log(REQUEST, { ...supervisor, buildings: { yunshan: [building] } });
    expect(await of('yunshan-9')).toEqual({ status: 200, body: { items: [] } });
    expect((await of('yunshan-3')).body).not.toEqual({ items: [] });
  });
});
