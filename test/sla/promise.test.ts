import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClockKind } from '../../services/sla/contract/ids.ts';
import { policyId } from '../../services/sla/contract/ids.ts';
import { type ClockRule, policySchema, promisedClockSchema } from '../../services/sla/contract/policy.ts';
import { EVERY_REQUEST, PolicyNotKnown, promise } from '../../services/sla/contract/promise.ts';
import { calendarAndInstant } from '../shared/time/random-calendars.ts';
import { SlowCalendar } from '../shared/time/slow-calendar.ts';
import { calendars, policies, promised, publishedPolicy, RECEIVED_AT } from './samples.ts';

const about = { policyKey: 'repair.urgent', communityId: 'yunshan', receivedAt: RECEIVED_AT };

const dues = (clocks: ReturnType<typeof promised>) => Object.fromEntries(clocks.map(({ kind, due }) => [kind, due]));

const override = (clocks: ClockRule[], communityId = 'trial', policyKey = 'repair.urgent') =>
  policySchema.parse({ id: policyId(policyKey, communityId), policyKey, communityId, clocks });

const quickArrival: ClockRule = { kind: 'arrival', limit: 'PT20S', calendarId: '24x7', marks: [], ladder: true };

describe('promise', () => {
  it('R042: a burst pipe has somebody at the door within 10 minutes', () => {
    expect(dues(promised('repair.urgent'))).toEqual({
      receipt: '2026-11-25T02:00:03.000Z',
      ack: '2026-11-25T02:05:00.000Z',
      accept: '2026-11-25T02:03:00.000Z',
      arrival: '2026-11-25T02:10:00.000Z',
      resolve: '2026-12-04T10:00:00.000Z',
    });
  });

  it('R042: arrival clock runs day and night, on Sundays and holidays', () => {
    for (const receivedAt of ['2026-11-25T18:59:59.999Z', '2026-11-28T23:55:00.000Z', '2026-12-31T15:55:00.001Z'])
      expect(Date.parse(dues(promised('repair.urgent', receivedAt)).arrival ?? '')).toBe(
        Date.parse(receivedAt) + 600_000,
      );
  });

  it('R060: every request is answered within 3 seconds, at any hour', () => {
    for (const policyKey of ['repair.urgent', 'repair.simple', 'repair.other'])
      expect(dues(promised(policyKey, '2026-11-25T19:00:00.000Z')).receipt).toBe('2026-11-25T19:00:03.000Z');
  });

  it('R042: carries the mark at 80 % and the ladder where an owner waits for it', () => {
    const clocks = promised('repair.urgent');
    expect(clocks.find(({ kind }) => kind === 'arrival')).toMatchObject({
      marks: [0.8],
      markAt: ['2026-11-25T02:08:00.000Z'],
      ladder: true,
    });
    for (const { kind, marks, ladder } of clocks)
      expect([kind, marks, ladder]).toEqual(
        kind === 'arrival' || kind === 'resolve' ? [kind, [0.8], true] : [kind, [], false],
      );
  });

  it('sets marks to the millisecond, where products of floating numbers would miss', () => {
    const own = publishedPolicy(override([{ ...quickArrival, limit: 'PT1M40S', marks: [0.29, 0.57, 0.58] }]));
    const clocks = promise({ ...about, communityId: 'trial', policies: [...policies, own], calendars });
    expect(clocks.find(({ kind }) => kind === 'arrival')?.markAt).toEqual(
      ['29', '57', '58'].map((second) => `2026-11-25T02:00:${second}.000Z`),
    );
  });

  it('counts what is not urgent in the desk’s hours', () => {
    // 19:50 in Shanghai: ten minutes before closing, twenty after the next opening.
    expect(dues(promised('repair.simple', '2026-11-25T11:50:00.000Z'))).toMatchObject({
      ack: '2026-11-26T00:20:00.000Z',
      accept: '2026-11-26T00:20:00.000Z',
    });
    // 21:00: the clock starts at the opening.
    const [, ack] = promised('repair.other', '2026-11-25T13:00:00.000Z');
    expect(ack).toMatchObject({ start: '2026-11-26T00:00:00.000Z', due: '2026-11-26T00:30:00.000Z' });
  });

  it('R059: nobody waits longer than 24 hours for the first response, however long the desk is closed', () => {
    const dates = { '2026-11-26': [], '2026-11-27': [] };
    const closed = calendars.map((published) => ({ ...published, calendar: { ...published.calendar, dates } }));
    const open = calendars.filter(({ calendarId }) => calendarId === '24x7');
    const holidays = [...closed.filter(({ calendarId }) => calendarId !== '24x7'), ...open];
    const receivedAt = '2026-11-25T13:00:00.000Z';
    const clocks = promise({
      policies,
      calendars: holidays,
      policyKey: 'repair.other',
      communityId: 'yunshan',
      receivedAt,
    });
    expect(clocks.find(({ kind }) => kind === 'ack')).toMatchObject({
      due: '2026-11-26T13:00:00.000Z',
      policyId: EVERY_REQUEST,
      limit: 'PT24H',
    });
    expect(dues(clocks).accept).toBe('2026-11-28T00:30:00.000Z');
  });

  it('R064: a community’s policy replaces the company’s clock by clock, and each clock tells its policy version', () => {
    const own = publishedPolicy(override([quickArrival]), 7);
    const clocks = promise({ ...about, communityId: 'trial', policies: [...policies, own], calendars });
    expect(dues(clocks)).toEqual({ ...dues(promised('repair.urgent')), arrival: '2026-11-25T02:00:20.000Z' });
    expect(clocks.map(({ kind, policyId, policyVersion }) => [kind, policyId, policyVersion])).toEqual([
      ['receipt', EVERY_REQUEST, 1],
      ['ack', 'repair.urgent', 1],
      ['accept', 'repair.urgent', 1],
      ['arrival', 'repair.urgent@trial', 7],
      ['resolve', 'repair.urgent', 1],
    ]);
    expect(promise({ ...about, policies: [...policies, own], calendars })).toEqual(promised('repair.urgent'));
  });

  it('R064: a community’s own limit holds also where it is the longer one', () => {
    const slow = publishedPolicy(override([{ ...quickArrival, limit: 'PT1H' }]));
    const clocks = promise({ ...about, communityId: 'trial', policies: [...policies, slow], calendars });
    expect(dues(clocks).arrival).toBe('2026-11-25T03:00:00.000Z');
  });

  it('uses the highest version that has come, in whatever order', () => {
    const [urgent] = policies.filter(({ policyId }) => policyId === 'repair.urgent');
    const newer = publishedPolicy(policySchema.parse({ ...urgent?.policy, clocks: [quickArrival] }), 2);
    const laterCalendars = calendars.map((published) => ({ ...published, version: 3 }));
    for (const all of [
      [...policies, newer],
      [newer, ...policies],
    ]) {
      const clocks = promise({ ...about, policies: all, calendars: [...laterCalendars, ...calendars] });
      expect(clocks.find(({ kind }) => kind === 'arrival')).toMatchObject({ policyVersion: 2, calendarVersion: 3 });
      expect(clocks.map(({ kind }) => kind)).toEqual(['receipt', 'ack', 'arrival']);
    }
  });

  it('R064: a community’s own calendar stands for the company’s of that name', () => {
    const late = { open: '10:00', close: '18:00' };
    const week = { mon: [late], tue: [late], wed: [late], thu: [late], fri: [late], sat: [], sun: [] };
    const service = { id: 'service@trial', timeZone: 'Asia/Shanghai', weekly: week, dates: {} };
    const all = [...calendars, { calendarId: 'service@trial', version: 4, calendar: service }];
    const asked = { policies, calendars: all, policyKey: 'repair.simple', receivedAt: '2026-11-25T09:00:00.000Z' };
    const ofTrial = promise({ ...asked, communityId: 'trial' });
    expect(ofTrial.find(({ kind }) => kind === 'resolve')).toMatchObject({
      calendarId: 'service@trial',
      calendarVersion: 4,
      due: '2026-11-26T05:00:00.000Z',
    });
    expect(promise({ ...asked, communityId: 'yunshan' })).toEqual(promised('repair.simple', asked.receivedAt));
  });

  it('takes no clocks from a policy that is switched off, and the company’s where a community’s is', () => {
    const withoutOwn = (policy: { id: string }) => ({ ...policy, active: false });
    const off = policies.map((published) =>
      published.policyId === 'repair.urgent'
        ? { ...published, policy: policySchema.parse(withoutOwn(published.policy)) }
        : published,
    );
    expect(promise({ ...about, policies: off, calendars }).map(({ kind }) => kind)).toEqual(['receipt', 'ack']);
    const own = publishedPolicy(policySchema.parse(withoutOwn(override([quickArrival]))));
    const clocks = promise({ ...about, communityId: 'trial', policies: [...policies, own], calendars });
    expect(clocks).toEqual(promised('repair.urgent'));
  });

  it('R052: what counts from a later act is promised at that act, and nothing else then', () => {
    const asked = { policies, calendars, policyKey: 'inquiry.quote', communityId: 'yunshan', receivedAt: RECEIVED_AT };
    expect(promise(asked).map(({ kind }) => kind)).toEqual(['receipt', 'ack']);
    const at = '2026-11-25T03:20:00.000Z';
    expect(promise({ ...asked, later: { after: 'consent', at } })).toMatchObject([
      { kind: 'accept', since: at, start: at, due: '2026-11-25T03:50:00.000Z' },
      { kind: 'quote', since: at, start: at, due: '2026-11-25T03:50:00.000Z' },
    ]);
    expect(promise({ ...asked, later: { after: 'completion', at } })).toMatchObject([
      { kind: 'callback', since: at, due: '2026-11-28T03:20:00.000Z' },
    ]);
  });

  it('is not made on half of the knowledge', () => {
    const own = publishedPolicy(override([quickArrival]));
    expect(() => promise({ ...about, policies: [], calendars })).toThrow(PolicyNotKnown);
    expect(() => promise({ ...about, communityId: 'trial', policies: [own], calendars })).toThrow(PolicyNotKnown);
    expect(() => promise({ ...about, policyKey: 'repair.unknown', policies, calendars })).toThrow(PolicyNotKnown);
    expect(() => promise({ ...about, policies, calendars: [] })).toThrow('calendar 24x7 of policy repair.urgent');
  });

  it('fits what is published, and is the same from the same basis', () => {
    for (const clock of promised('repair.urgent')) expect(promisedClockSchema.parse(clock)).toEqual(clock);
    expect(promised('repair.urgent')).toEqual(promised('repair.urgent'));
  });

  it('takes the strictest clock of each kind, on random policies and calendars', () => {
    const kinds: ClockKind[] = ['receipt', 'ack', 'accept', 'arrival'];
    const rules = fc.uniqueArray(
      fc.record({
        kind: fc.constantFrom(...kinds),
        seconds: fc.integer({ min: 1, max: 20_000 }),
        calendarId: fc.constantFrom('random', '24x7'),
        share: fc.integer({ min: 1, max: 99 }),
      }),
      { selector: ({ kind }) => kind, minLength: 1 },
    );
    fc.assert(
      fc.property(
        calendarAndInstant,
        rules,
        rules,
        fc.option(rules),
        ({ calendar, around }, company, everyRequest, community) => {
          const policyOf = (policyKey: string, communityId: string | null, clocks: typeof company) => {
            const id = policyId(policyKey, communityId);
            const asRules = clocks.map(({ kind, seconds, calendarId, share }) => ({
              kind,
              limit: `PT${seconds}S`,
              calendarId,
              marks: kind === 'receipt' ? [] : [share / 100],
              ladder: false,
            }));
            return publishedPolicy(policySchema.parse({ id, policyKey, communityId, clocks: asRules }));
          };
          const clocks = promise({
            policies: [
              policyOf('key', null, company),
              policyOf(EVERY_REQUEST, null, everyRequest),
              ...(community ? [policyOf('key', 'here', community)] : []),
            ],
            calendars: [...calendars, { calendarId: 'random', version: 1, calendar }],
            policyKey: 'key',
            communityId: 'here',
            receivedAt: new Date(around).toISOString(),
          });
          const slow = new SlowCalendar(calendar, around, 18);
          for (const kind of kinds) {
            const own = community?.find((rule) => rule.kind === kind) ?? company.find((rule) => rule.kind === kind);
            const outer = everyRequest.find((rule) => rule.kind === kind);
            const expected = [own, outer].flatMap((rule) => {
              if (!rule) return [];
              const open = rule.calendarId === 'random';
              // What the oracle cannot reach within its days is not looked at.
              if (open && slow.between(around, around + 10 * 86_400_000) < rule.seconds * 1000) return [Number.NaN];
              const start = open ? slow.nextOpening(around) : around;
              return [open ? slow.add(start, rule.seconds * 1000) : start + rule.seconds * 1000];
            });
            if (expected.some(Number.isNaN)) continue;
            const found = clocks.filter((clock) => clock.kind === kind);
            expect(found.map(({ due }) => Date.parse(due))).toEqual(expected.length > 0 ? [Math.min(...expected)] : []);
            for (const { start, due, markAt } of found)
              for (const mark of markAt) expect(start < mark && mark < due).toBe(true);
          }
        },
      ),
      { numRuns: 400 },
    );
  });
});
