import { beforeEach, describe, expect, it } from 'vitest';
import { tellingSettings } from '../../services/notification/domain/settings.ts';
import { keepCase } from '../../services/notification/use-cases/keep-case.ts';
import {
  tellAnswered,
  tellComing,
  tellDone,
  tellReceived,
  tellWaiting,
} from '../../services/notification/use-cases/tell-owner.ts';
import { capturedLines } from '../shared/captured-lines.ts';
import { acceptedEvent, envelope, job, REQUEST, receivedEvent, world } from './world.ts';

const { ports, sent, household, rows, reset, at, pass, receive, sweep, messages, events } = world();
capturedLines();
beforeEach(() => {
  reset();
  household.push({ personId: 'person-1201', kind: 'owner' }, { personId: 'person-1202', kind: 'family' });
});

const texts = () => sent.map(({ text }) => text);
const received = (data: Parameters<typeof receivedEvent>[0] = {}, reporter?: string) =>
  receive(() => tellReceived(receivedEvent(data, reporter), ports));
const accepted = () => receive(() => tellComing(acceptedEvent(), ports));

const wait = { waitId: 'w1.wait-1', staffId: 'li-ming', at: '2026-11-26T02:20:00.000Z', maximum: null };
type Waiting = Parameters<typeof tellWaiting>[0]['data'];
const waiting = (data: Pick<Waiting, 'reason' | 'appointment' | 'textToOwner'>) =>
  receive(() => tellWaiting(envelope('work-order', 'w1', { ...job, ...wait, ...data }, 4), ports));
const done = (version = 6) =>
  receive(() =>
    tellDone(
      envelope('work-order', 'w1', { ...job, staffId: 'li-ming', at: '2026-11-26T02:30:00.000Z' }, version),
      ports,
    ),
  );

describe('R162: a household hears', () => {
  it('that its report has come, with what is promised', async () => {
    await received();
    expect(sent).toEqual([
      {
        channel: 'sms',
        to: '+8613900139001',
        text: '【云杉物业】已受理您的报事BX0012（3栋1单元1201水管爆裂），我们将于10:10前到场。',
      },
    ]);
    expect(events()).toMatchObject([
      { name: 'message.delivered', data: { template: 'owner-received', personId: 'person-1201', clockId: null } },
    ]);
  });

  it('who comes: surname and work phone, no more', async () => {
    await received();
    await accepted();
    expect(texts().at(-1)).toBe('【云杉物业】您的报事BX0012（水管爆裂）由李师傅（电话13800138003）负责，将上门处理。');
  });

  it('R062: a new appointment, or what we wait for in the words meant for it', async () => {
    await received();
    await waiting({ reason: 'owner-postponed', appointment: '2026-11-28T02:00:00.000Z', textToOwner: null });
    expect(texts().at(-1)).toBe('【云杉物业】您的报事BX0012（水管爆裂）：新的上门时间为11月28日10:00。');
    await receive(() =>
      tellWaiting(
        envelope(
          'work-order',
          'w1',
          { ...job, ...wait, reason: 'parts', appointment: null, textToOwner: '阀门已订货，到货后上门更换。' } as const,
          5,
        ),
        ports,
      ),
    );
    expect(texts().at(-1)).toBe(
      '【云杉物业】您的报事BX0012（水管爆裂）：暂缓处理（等待配件），阀门已订货，到货后上门更换。',
    );
  });

  it('that it is done and may be rated, and that there is an answer', async () => {
    await received();
    await done();
    expect(texts().at(-1)).toContain('已处理完毕，请为本次服务评分');
    const { number, communityId, buildingId, premisesId, place, categoryLabel } = job;
    const act = { number, communityId, buildingId, premisesId, place, categoryLabel, at: wait.at, staffId: null };
    await receive(() => tellAnswered(envelope('request', REQUEST, act, 3), ports));
    expect(texts().at(-1)).toContain('已答复');
  });

  it('R013: an apology first where it complains', async () => {
    await received({ policyKey: 'complaint.other', urgent: false });
    expect(texts().at(-1)).toContain('【云杉物业】给您带来不便，深表歉意。已受理您的报事');
  });

  it('each news once, however often its event comes', async () => {
    await Promise.all([received(), received()]);
    await received();
    await accepted();
    await accepted();
    expect(sent).toHaveLength(2);
  });
});

describe('who of a household hears', () => {
  it('is whoever reported it; everybody when staff took it down', async () => {
    await received({}, 'somebody-else');
    expect(sent.map(({ channel, to }) => [channel, to])).toEqual([
      ['sms', '+8613900139001'],
      ['email', 'xiaomei@example.com'],
    ]);
  });

  it('is reached by SMS, by e-mail only without a phone', async () => {
    await received({}, 'person-1202');
    expect(sent).toMatchObject([{ channel: 'email', to: 'xiaomei@example.com', copies: [] }]);
    expect(sent[0]).toMatchObject({ text: expect.stringContaining('https://example.com/v1/public/requests/r1.token') });
  });

  it('is nobody where nobody lives', async () => {
    household.length = 0;
    await received();
    expect(messages()).toEqual([]);
  });
});

describe('news that overtakes the request itself', () => {
  it('is refused, and told once the request is known', async () => {
    await expect(accepted()).rejects.toThrow('nothing has been heard of this request');
    await received();
    await accepted();
    expect(texts()).toHaveLength(2);
  });

  it('of another category is not undone by the receipt', async () => {
    const { data } = receivedEvent({ categoryLabel: { zh: '停电', en: 'Power cut' }, keyword: '没电' });
    await receive(() => keepCase(envelope('request', REQUEST, data, 2), ports));
    await received();
    await receive(() => keepCase(envelope('request', REQUEST, data, 2), ports));
    await accepted();
    expect(texts().at(-1)).toContain('您的报事BX0012（没电）');
    // The reporter is known all the same.
    expect(new Set(messages().map(({ personId }) => personId))).toEqual(new Set(['person-1201']));
  });
});

describe('quiet hours', () => {
  const NIGHT = '2026-11-26T14:30:00.000Z';

  it('hold back until 08:00 what is not urgent', async () => {
    at(NIGHT);
    await received({ urgent: false });
    pass(3_600_000);
    await sweep();
    expect(sent).toEqual([]);
    expect(messages()).toMatchObject([{ status: 'queued', nextTryAt: '2026-11-27T00:00:00.000Z' }]);
    at('2026-11-27T00:00:00.000Z');
    await sweep();
    expect(sent).toHaveLength(1);
  });

  it('do not hold back what is urgent', async () => {
    at(NIGHT);
    await received();
    await accepted();
    expect(sent).toHaveLength(2);
    await done();
    expect(sent).toHaveLength(2);
  });
});

describe('the budget of a day', () => {
  it('withholds what goes beyond it, on record; urgent news does not count', async () => {
    await received();
    for (let n = 0; n < tellingSettings.ownerMessagesPerDay + 2; n++) await done(10 + n);
    expect(sent).toHaveLength(1 + tellingSettings.ownerMessagesPerDay);
    expect(messages().filter(({ status }) => status === 'withheld')).toHaveLength(2);
    await accepted();
    expect(texts().at(-1)).toContain('李师傅');
    pass(24 * 3_600_000);
    await done(50);
    expect(texts().at(-1)).toContain('已处理完毕');
  });

  it('holds also when messages come at the same time', async () => {
    await received();
    const events = Array.from({ length: tellingSettings.ownerMessagesPerDay + 3 }, (_, n) => n);
    await Promise.allSettled(events.map((n) => done(10 + n)));
    for (const n of events) await done(10 + n);
    expect(sent).toHaveLength(1 + tellingSettings.ownerMessagesPerDay);
    expect([...rows.values()].find(({ pk }) => pk === 'budget#person-1201')).toMatchObject({
      count: tellingSettings.ownerMessagesPerDay,
    });
  });
});
