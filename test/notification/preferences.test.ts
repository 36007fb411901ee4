import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Preferences } from '../../services/notification/contract/preferences.ts';
import { channelFor } from '../../services/notification/domain/preferences.ts';
import { preferenceSource } from '../../services/notification/preferences.ts';
import { preferencesAddress } from '../../services/notification/store.ts';
import { tellBreach } from '../../services/notification/use-cases/tell-breach.ts';
import {
  tellAnswered,
  tellComing,
  tellDone,
  tellReceived,
  tellVisit,
} from '../../services/notification/use-cases/tell-owner.ts';
import { tellAssignee } from '../../services/notification/use-cases/tell-staff.ts';
import { capturedLines } from '../shared/captured-lines.ts';
import {
  acceptedEvent,
  assignedEvent,
  breachEvent,
  envelope,
  job,
  preferred,
  REQUEST,
  receivedEvent,
  world,
} from './world.ts';

const { ports, sent, household, rows, dynamo, reset, at, receive, sweep, messages } = world();
capturedLines();
beforeEach(() => {
  reset();
  household.push({ personId: 'person-1201', kind: 'owner' });
});

const wants = (personId: string, wishes: Partial<Preferences>) => preferred(rows, personId, wishes);
const received = (urgent = false) => receive(() => tellReceived(receivedEvent({ urgent }), ports));
const accepted = () => receive(() => tellComing(acceptedEvent(), ports));
const done = () => {
  const data = { ...job, staffId: 'li-ming', at: '2026-11-26T02:30:00.000Z' };
  return receive(() => tellDone(envelope('work-order', 'w1', data, 6), ports));
};
const assigned = (urgent: boolean) => receive(() => tellAssignee(assignedEvent({ urgent }), ports));

const NIGHT = '2026-11-26T14:30:00.000Z';

describe('the channel', () => {
  it('R162: is the first wish by which the person can be reached', async () => {
    wants('person-1201', { channels: ['email'] });
    await received();
    expect(sent.map(({ channel, to }) => [channel, to])).toEqual([['email', 'wang@example.com']]);
  });

  const both = { phone: '+8613800138000', email: 'a@example.com' };
  it.each([
    [null, both, 'sms'],
    [null, { ...both, phone: null }, 'email'],
    [['email'], both, 'email'],
    [['email'], { ...both, email: null }, 'sms'],
    [['sms', 'email'], { ...both, phone: null }, 'email'],
    [['email'], { phone: null, email: null }, 'sms'],
  ] as const)('%j of %j is %s', (channels, contact, channel) => {
    expect(channelFor({ channels: channels && [...channels] }, contact, new Set(['email', 'sms']))).toBe(channel);
  });

  it('is one that the company has', () => {
    const wishes = { channels: ['sms' as const] };
    expect(channelFor(wishes, both, new Set(['email', 'chat']))).toBe('email');
    expect(channelFor(wishes, { ...both, email: null }, new Set(['email']))).toBe('sms');
  });

  it('of staff’s urgent work, and of a breach, is nobody’s to choose', async () => {
    wants('li-ming', { channels: ['email'] });
    wants('zhao-gang', { channels: ['email'] });
    await assigned(true);
    await receive(() => tellBreach(breachEvent(), ports));
    expect(sent.map(({ channel, to }) => [channel, to])).toEqual([
      ['sms', '+8613800138003'],
      ['email', 'zhao-gang@example.com'],
      ['sms', '+8613800138006'],
    ]);
  });

  it('of other work is as they wish', async () => {
    wants('li-ming', { channels: ['email'] });
    await assigned(false);
    expect(sent.map(({ channel, to }) => [channel, to])).toEqual([['email', 'li-ming@example.com']]);
  });
});

describe('the language', () => {
  it('R139: is the reader’s, each their own', async () => {
    household.push({ personId: 'person-1202', kind: 'family' });
    wants('person-1201', { language: 'en' });
    await receive(() => tellReceived(receivedEvent({ urgent: false }, 'somebody-else'), ports));
    expect(sent.map(({ text }) => text)).toEqual([
      expect.stringContaining('We have your report'),
      expect.stringContaining('已受理您的报事'),
    ]);
  });

  it('holds for alarms too', async () => {
    wants('zhao-gang', { language: 'en' });
    await receive(() => tellBreach(breachEvent(), ports));
    expect(sent.map(({ text }) => text)).toEqual([
      expect.stringContaining('overdue'),
      expect.stringContaining('overdue'),
    ]);
  });
});

describe('quiet hours of one’s own', () => {
  it('stand in place of the company’s', async () => {
    wants('person-1201', { quietHours: { from: '23:00', to: '06:30' } });
    at(NIGHT);
    await received();
    expect(sent).toHaveLength(1);
    at('2026-11-26T15:30:00.000Z');
    await done();
    expect(messages().at(-1)).toMatchObject({ status: 'queued', nextTryAt: '2026-11-26T22:30:00.000Z' });
    at('2026-11-26T22:30:00.000Z');
    await sweep();
    expect(sent).toHaveLength(2);
  });

  it('hold back a technician’s work that is not urgent, and nothing that is', async () => {
    wants('li-ming', { quietHours: { from: '22:00', to: '07:00' } });
    at(NIGHT);
    await assigned(false);
    expect(messages()).toMatchObject([{ status: 'queued', nextTryAt: '2026-11-26T23:00:00.000Z' }]);
    reset();
    wants('li-ming', { quietHours: { from: '22:00', to: '07:00' } });
    at(NIGHT);
    await assigned(true);
    expect(sent).toHaveLength(1);
  });
});

describe('a kind that somebody does without', () => {
  it('is on record, with the reason, and counts against no budget', async () => {
    wants('person-1201', { mutedKinds: ['owner-done', 'owner-answered', 'owner-visit'] });
    await received();
    await done();
    const { number, communityId, buildingId, premisesId, place, categoryLabel } = job;
    const about = { number, communityId, buildingId, premisesId, place, categoryLabel };
    const act = { ...about, at: '2026-11-26T02:30:00.000Z', staffId: null };
    await receive(() => tellAnswered(envelope('request', REQUEST, act, 3), ports));
    const [from, until] = ['2026-11-28T02:00:00.000Z', '2026-11-28T04:00:00.000Z'];
    const visit = { ...job, urgent: false, from, until, staffId: 'li-ming', at: act.at };
    await receive(() => tellVisit(envelope('work-order', 'w1', visit, 3), ports));
    expect(messages().map(({ content, status }) => [content.template, status])).toEqual([
      ['owner-received', 'sent'],
      ['owner-done', 'withheld'],
      ['owner-answered', 'withheld'],
      ['owner-visit', 'withheld'],
    ]);
    expect(messages()[1]).toMatchObject({ reason: 'muted' });
    expect([...rows.values()].find(({ pk }) => pk === 'budget#person-1201')).toMatchObject({ count: 1 });
  });

  it('is told all the same where it is urgent', async () => {
    wants('person-1201', { mutedKinds: ['owner-received', 'owner-coming'] });
    await received(true);
    await accepted();
    expect(sent).toHaveLength(2);
  });
});

it('a message that is queued and sent at once asks the table once for its reader’s wishes', async () => {
  const cached = { ...ports, preferencesOf: preferenceSource(ports.journal, () => 0) };
  await receive(() => tellReceived(receivedEvent({ urgent: false }), cached));
  const { pk } = preferencesAddress('person-1201');
  const reads = dynamo.commandCalls(GetCommand).filter(({ args: [{ input }] }) => input.Key?.pk === pk);
  expect([sent.length, reads.length]).toEqual([1, 1]);
});
