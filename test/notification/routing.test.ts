import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Refused } from '../../services/notification/channels/port.ts';
import { type Channel, channelSchema } from '../../services/notification/contract/ids.ts';
import { assignedMessage, breachMessages, refusedMessages } from '../../services/notification/domain/drafts.ts';
import { holderIn } from '../../services/notification/domain/holder.ts';
import { type MessageDraft, queued } from '../../services/notification/domain/message.ts';
import { routed } from '../../services/notification/domain/routing.ts';
import { tellBreach } from '../../services/notification/use-cases/tell-breach.ts';
import { tellRetraction } from '../../services/notification/use-cases/tell-retraction.ts';
import { tellAssignee } from '../../services/notification/use-cases/tell-staff.ts';
import { capturedLines } from '../shared/captured-lines.ts';
import { assignedEvent, breachEvent, envelope, job, retractionEvent, world } from './world.ts';

capturedLines();
const breach = breachMessages(breachEvent(), { to: ['zhao-gang', 'zhou-lan'], copies: ['chen-jing'] });
const assigned = [assignedMessage(assignedEvent())];
const refusal = { ...job, staffId: 'li-ming', at: '2026-11-26T02:05:00.000Z', refusals: 2, reason: 'no-skill' };
const refused = refusedMessages(envelope('work-order', 'w1', refusal), ['zhao-gang', 'zhou-lan']);

const lines = (drafts: readonly MessageDraft[]) =>
  drafts.map(({ channel, staffId, copyStaffIds }) => [channel, staffId, ...copyStaffIds].join(' ').trim());
const on = (drafts: readonly MessageDraft[], ...has: Channel[]) => lines(routed(drafts, new Set(has)));
const mails = ['email zhao-gang chen-jing', 'email zhou-lan'];
const texts = ['sms zhao-gang', 'sms zhou-lan'];
const post = 'chat  zhao-gang zhou-lan';

describe('what staff are told', () => {
  it('of a breach goes by e-mail and SMS to each, and to the group once', () => {
    expect(on(breach, 'email', 'sms').toSorted()).toEqual([...mails, ...texts].toSorted());
    expect(on(breach, 'email', 'sms', 'chat').toSorted()).toEqual([...mails, ...texts, post].toSorted());
  });

  it('of a breach goes where the company has a channel', () => {
    expect(on(breach, 'email')).toEqual(mails);
    expect(on(breach, 'email', 'chat')).toEqual([...mails, post]);
    expect(on(breach, 'sms')).toEqual(texts);
    expect(on(breach, 'chat')).toEqual([post]);
  });

  it('of work goes to the group only where there is nothing else', () => {
    expect(on(assigned, 'email', 'sms', 'chat')).toEqual(['sms li-ming']);
    expect(on(assigned, 'email', 'chat')).toEqual(['email li-ming']);
    expect(on(assigned, 'chat')).toEqual(['chat  li-ming']);
    expect(on(refused, 'chat')).toEqual([post]);
  });

  it('leaves known whose the work is, also where a post in the group says so', () => {
    const posts = routed(assigned, new Set(['chat'])).map((draft) => queued(draft, '2026-11-26T02:00:02.000Z'));
    expect(posts.map(({ staffId }) => staffId)).toEqual([null]);
    expect(holderIn(posts, [])).toBe('li-ming');
  });

  it('stays as it is without any channel, to be recorded as failed', () => {
    expect(on(breach)).toEqual(lines(breach));
    expect(on(assigned)).toEqual(['sms li-ming']);
  });

  it('reaches everybody whatever the channels, on none twice, and on no channel that is not there', async () => {
    await fc.assert(
      fc.property(
        fc.constantFrom(breach, assigned, refused),
        fc.subarray([...channelSchema.options]),
        (drafts, has) => {
          const placed = routed(drafts, new Set(has));
          const told = placed.flatMap(({ channel, staffId, copyStaffIds }) =>
            channel === 'chat' ? copyStaffIds : staffId,
          );
          for (const { staffId } of drafts) expect(told).toContain(staffId);
          expect(new Set(lines(placed)).size).toBe(placed.length);
          expect(placed.filter(({ channel }) => channel === 'chat').length).toBeLessThanOrEqual(1);
          if (has.length > 0) for (const { channel } of placed) expect(has).toContain(channel);
          for (const { copyStaffIds } of placed) expect(copyStaffIds).not.toContain(null);
        },
      ),
    );
  });
});

describe('a company with a mail server and a robot', () => {
  const { ports, sent, receive, events, messages, provide } = world(['email', 'chat']);

  it('posts a breach and its retraction in the group once each, calling who is on duty by number', async () => {
    await receive(() => tellBreach(breachEvent(), ports));
    await receive(() => tellBreach(breachEvent(), ports));
    await receive(() => tellRetraction(retractionEvent(), ports));
    const posts = sent.filter(({ channel }) => channel === 'chat');
    expect(sent).toHaveLength(4);
    expect(posts).toMatchObject([
      { mentioned: ['+8613800138006'], text: expect.stringContaining('紧急超时：云杉花园3栋1单元1201水管爆裂') },
      { mentioned: ['+8613800138006'], text: expect.stringContaining('更正：单号BX0012') },
    ]);
    expect(posts.map((one) => JSON.stringify(one)).join()).not.toContain('https:');
    const told = events().filter(({ data }) => data.channel === 'chat');
    expect(told).toMatchObject([
      { name: 'message.delivered', data: { template: 'breach', providerId: 'provider-2' } },
      { name: 'message.delivered', data: { template: 'breach-retracted' } },
    ]);
    for (const { data } of told) expect(Object.keys(data)).not.toContain('staffId');
  });

  it('writes to the technician by e-mail', async () => {
    sent.length = 0;
    await receive(() => tellAssignee(assignedEvent(), ports));
    expect(sent).toMatchObject([{ channel: 'email', to: 'li-ming@example.com' }]);
  });

  it('keeps a post that the robot refuses on record', async () => {
    provide(({ channel }) => {
      if (channel === 'chat') throw new Refused('wecom-45002');
    });
    await receive(() => tellBreach(breachEvent({ escalationId: 'l2', level: 1, clockId: 'r1.accept.1' }), ports));
    expect(messages()).toContainEqual(
      expect.objectContaining({ channel: 'chat', status: 'failed', reason: 'wecom-45002', personId: null }),
    );
    expect(events().filter(({ name }) => name === 'message.failed')).toMatchObject([
      { data: { channel: 'chat', reason: 'wecom-45002' } },
    ]);
  });
});
