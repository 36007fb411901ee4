import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { charged } from '../../services/dispatch/domain/charge.ts';
import { chargeOf } from '../../services/dispatch/domain/cost.ts';
import { freeLine } from '../../services/dispatch/domain/price-list.ts';
import type { Quote } from '../../services/dispatch/domain/quote.ts';

const words = { zh: '疏通', en: 'Clearing' };
const items = ['a', 'b'].map((code, n) => ({ code, label: words, unit: words, unitFen: 999 * (n + 1) }));
const told: Quote = {
  ...{ quoteId: 'r1.1.quote-1', at: '2026-11-25T02:00:00.000Z', staffId: 'li-ming', lines: [], totalFen: 1 },
  ...{ validUntil: '2026-11-26T02:00:00.000Z', answer: null },
};

const quantity = fc.integer({ min: 1, max: 40 }).map((quarters) => quarters / 4);
const given = fc.oneof(
  fc.constant({ kind: 'free' as const }),
  fc.record({ kind: fc.constant('quote' as const), amountFen: fc.nat(10_000) }),
  fc.record({
    kind: fc.constant('price-list' as const),
    items: fc.array(fc.record({ code: fc.constantFrom('a', 'b', 'none'), quantity }), { minLength: 1, maxLength: 4 }),
  }),
);
const order = fc.oneof(
  fc.constant({ quote: null, agreedFen: null }),
  fc.record({ quote: fc.constant(told), agreedFen: fc.option(fc.nat(10_000)) }),
);

describe('R052: what is charged', () => {
  test('is never more than the household agreed to, once it has been asked', () => {
    fc.assert(
      fc.property(order, given, ({ quote, agreedFen }, cost) => {
        const result = charged({ quote, agreedFen }, cost, items);
        if ('faults' in result) expect(result.faults.length).toBeGreaterThan(0);
        else if (quote || cost.kind === 'quote') expect(chargeOf(result.cost)).toBeLessThanOrEqual(agreedFen ?? 0);
      }),
      { numRuns: 500 },
    );
  });

  test('is refused for nothing else than an unknown code or want of agreement', () => {
    fc.assert(
      fc.property(order, given, ({ quote, agreedFen }, cost) => {
        const unknown = cost.kind === 'price-list' && cost.items.some(({ code }) => code === 'none');
        // The oracle adds in quarters of a 分, to have no fractions.
        const wanted =
          cost.kind === 'free'
            ? 0
            : cost.kind === 'quote'
              ? cost.amountFen
              : cost.items.reduce((sum, one) => {
                  const unitFen = items.find(({ code }) => code === one.code)?.unitFen ?? 0;
                  return sum + Math.floor((unitFen * one.quantity * 4 + 2) / 4);
                }, 0);
        const asked = quote !== null || cost.kind === 'quote';
        const agreed = cost.kind === 'free' || !asked || (agreedFen !== null && wanted <= agreedFen);
        const result = charged({ quote, agreedFen }, cost, items);
        expect('cost' in result).toBe(!unknown && agreed);
        if ('cost' in result) expect(chargeOf(result.cost)).toBe(wanted);
      }),
      { numRuns: 500 },
    );
  });

  test('free of charge is possible in every state', () => {
    fc.assert(
      fc.property(order, (state) => {
        expect(charged(state, { kind: 'free' }, items)).toEqual({ cost: { kind: 'free' } });
      }),
    );
  });
});

test('half a 分 counts as a whole one, line by line', () => {
  expect(freeLine('线', 0.5, 3).amountFen).toBe(2);
  expect(freeLine('线', 0.5, 2).amountFen).toBe(1);
});
