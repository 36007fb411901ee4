import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { categories } from '../../services/intake/domain/categories.ts';
import { decideCategory } from '../../services/intake/domain/decide-category.ts';
import { numberOf, REQUEST_SERIES } from '../../services/intake/domain/number.ts';
import { evolve, type Report, received, requestSchema } from '../../services/intake/domain/request.ts';
import { promise } from '../../services/sla/contract/promise.ts';
import { premises, publishedCalendars, publishedPolicies } from './samples.ts';

const receivedAt = '2026-11-25T02:00:00.000Z';
const author = { id: 'request-1', actor: { type: 'staff', id: 'wu-ting' } } as const;

const reports = fc
  .record({
    description: fc.string({ unit: 'binary', minLength: 1, maxLength: 4000 }),
    chosen: fc.option(fc.constantFrom(...categories.map(({ code }) => code)), { nil: undefined }),
    channel: fc.constantFrom('h5', 'wechat', 'phone', 'visit'),
    onBehalf: fc.boolean(),
    count: fc.integer({ min: 1, max: 10_000_000 }),
  })
  .map(({ description, chosen, count, ...how }): Report => {
    const decision = decideCategory(description, { category: chosen, by: 'staff' });
    const basis = { policies: publishedPolicies, calendars: publishedCalendars, communityId: 'yunshan', receivedAt };
    return {
      number: numberOf(REQUEST_SERIES, count),
      premises,
      description,
      decision,
      ...how,
      receivedAt,
      clocks: promise({ ...basis, policyKey: decision.category.policyKey }),
    };
  });

describe('a receipt', () => {
  test('its event, read again, gives the state that is stored, and names its author (R003)', () => {
    fc.assert(
      fc.property(reports, (report) => {
        const event = received(report);
        const state = evolve(undefined, event, author);
        const stored = requestSchema.parse({ ...JSON.parse(JSON.stringify(state)), pk: 'request#1', version: 1 });
        expect(stored).toEqual(state);
        expect(state).toMatchObject({ description: report.description, reportedBy: { type: 'staff', id: 'wu-ting' } });
      }),
    );
  });

  test('publishes no word of the reporter', () => {
    fc.assert(
      fc.property(reports, fc.stringMatching(/^[a-z]{12}$/), (report, secret) => {
        const { data } = received({ ...report, description: `${report.description}${secret}` });
        expect(JSON.stringify(data)).not.toContain(secret);
      }),
    );
  });

  test('comes first, and only once', () => {
    fc.assert(
      fc.property(reports, (report) => {
        const event = received(report);
        const state = evolve(undefined, event, author);
        expect(evolve(state, event, author)).toEqual(state);
        expect(() => evolve(undefined, { ...event, name: 'request.closed' }, author)).toThrow();
      }),
      { numRuns: 10 },
    );
  });
});

test('numbers are counted with six digits, and more when those are used up', () => {
  expect(numberOf('BX', 123)).toBe('BX000123');
  expect(numberOf('BX', 1_234_567)).toBe('BX1234567');
});
