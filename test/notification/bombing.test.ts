import { beforeEach, expect, it } from 'vitest';
import { tellingSettings } from '../../services/notification/domain/settings.ts';
import { tellReceived } from '../../services/notification/use-cases/tell-owner.ts';
import { capturedLines } from '../shared/captured-lines.ts';
import { contacts, receivedEvent, world } from './world.ts';

/**
 * Somebody makes requests so that another person's phone rings: a member of staff on behalf of a home, or the home
 * itself. Whoever it is and however many requests, the phone gets a day's budget and no more.
 */

const { ports, sent, household, reset, pass, receive, sweep, messages } = world();
capturedLines();
beforeEach(() => {
  reset();
  household.push({ personId: 'person-1201', kind: 'owner' });
});

const phone = contacts.find(({ personId }) => personId === 'person-1201')?.phone;
const rings = (): number => sent.filter(({ channel, to }) => channel === 'sms' && to === phone).length;

/** A new request of its own for each. */
async function report(count: number, urgent: boolean, onBehalf = true): Promise<void> {
  for (let n = 0; n < count; n++) {
    const event = receivedEvent({ urgent, onBehalf, number: `BX${n}` }, onBehalf ? 'wu-ting' : 'person-1201');
    const id = `r${urgent ? 'u' : 'o'}${n}`;
    const own = { ...event, id: `request.${id}.000000000001`, subject: { ...event.subject, id } };
    await receive(() => tellReceived(own, ports));
  }
}

it.each([
  ['staff for the home of others', true],
  ['the household itself', false],
])(
  '%s: 100 ordinary requests are ten texts, 100 urgent ones forty; the rest is on record only',
  async (_, onBehalf) => {
    await report(100, false, onBehalf);
    expect(rings()).toBe(tellingSettings.ownerMessagesPerDay);
    await report(100, true, onBehalf);
    const most = tellingSettings.ownerMessagesPerDay + tellingSettings.urgentOwnerMessagesPerDay;
    expect(rings()).toBe(most);
    expect(messages().filter(({ status }) => status === 'withheld')).toHaveLength(200 - most);
    // Nothing is saved up for later either.
    pass(3_600_000);
    await sweep();
    expect(rings()).toBe(most);
  },
);

it('ordinary requests do not use up what an emergency needs', async () => {
  await report(100, false);
  const before = rings();
  await report(1, true);
  expect(rings()).toBe(before + 1);
});

it('a phone that two of a household share gets each news once', async () => {
  household.push({ personId: 'person-1203', kind: 'family' }, { personId: 'person-1202', kind: 'family' });
  const sharing = {
    ...ports,
    people: {
      contacts: async (ids: readonly string[]) => [
        ...(await ports.people.contacts(ids)),
        { personId: 'person-1203', name: '王奶奶', phone: phone ?? null, email: null },
      ],
    },
  };
  await receive(() => tellReceived(receivedEvent({ onBehalf: true }, 'wu-ting'), sharing));
  expect(sent.map(({ channel, to }) => [channel, to])).toEqual([
    ['sms', phone],
    ['email', 'xiaomei@example.com'],
  ]);
});
