import { beforeEach, describe, expect, it } from 'vitest';
import { apartIdOf, commonsIdOf } from '../../services/directory/contract/places.ts';
import type { NotificationPorts } from '../../services/notification/ports.ts';
import { tellBreach } from '../../services/notification/use-cases/tell-breach.ts';
import { tellComing, tellDone, tellReceived } from '../../services/notification/use-cases/tell-owner.ts';
import { capturedLines } from '../shared/captured-lines.ts';
import { acceptedEvent, breachEvent, envelope, job, receivedEvent, world } from './world.ts';

const { ports: company, sent, household, messages, reset, receive, pass, sweep } = world();
capturedLines();

const HOME = 'yunshan-3-1-1201';
/** A household is known by its premises alone, as in the directory. */
const ports: NotificationPorts = {
  ...company,
  households: { householdMembers: async (id) => (id === HOME ? household : []) },
};

beforeEach(() => {
  reset();
  household.push({ personId: 'person-1201', kind: 'owner' });
});

async function live(premisesId: string, place: string): Promise<void> {
  const staff = {
    ...receivedEvent({ premisesId, place, onBehalf: true }),
    actor: { type: 'staff', id: 'wu-ting' } as const,
  };
  await receive(() => tellReceived(staff, ports));
  await receive(() => tellComing(acceptedEvent(), ports));
  const done = { ...job, premisesId, place, staffId: 'li-ming', at: '2026-11-26T02:30:00.000Z' };
  await receive(() => tellDone(envelope('work-order', 'w1', done, 6), ports));
  pass(86_400_000);
  await sweep();
}

describe('R008: of a request without a household', () => {
  it('nobody is told anything, from the receipt to its end', async () => {
    for (const id of [apartIdOf(HOME), commonsIdOf('yunshan', 'yunshan-3'), commonsIdOf('yunshan', null)]) {
      await live(id, '3栋公共区域');
      expect(sent).toEqual([]);
      expect(messages()).toEqual([]);
      reset();
    }
    household.push({ personId: 'person-1201', kind: 'owner' });
    await live(HOME, '3栋1单元1201');
    expect(sent.length).toBeGreaterThan(0);
  });

  it('the supervisor on duty hears of its breach, with the place as people say it', async () => {
    const place = { premisesId: commonsIdOf('yunshan', null), buildingId: 'yunshan.commons', place: '公共区域' };
    await receive(() => tellBreach(breachEvent(place), ports));
    expect(sent.map(({ text }) => text).join()).toContain('云杉花园公共区域');
  });
});

it('R023: the supervisor complained about hears of no breach of that complaint', async () => {
  await receive(() => tellBreach(breachEvent({ aboutStaffId: 'zhao-gang' }), ports));
  const messagesTo = messages().flatMap(({ staffId, copyStaffIds }) => [staffId, ...copyStaffIds]);
  expect(messagesTo).toContain('zhou-lan');
  expect(messagesTo).not.toContain('zhao-gang');
});
