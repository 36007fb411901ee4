import { describe, expect, test } from 'vitest';
import { type CaseView, caseView } from '../../services/intake/domain/case-view.ts';
import { decideCategory } from '../../services/intake/domain/decide-category.ts';
import { evolve, received } from '../../services/intake/domain/request.ts';
import { casePage, linkOverPage } from '../../services/intake/page/case-page.ts';
import { lateText } from '../../services/intake/page/late-text.ts';
import { promise } from '../../services/sla/contract/promise.ts';
import { company, premises, publishedCalendars, publishedPolicies } from './samples.ts';

const receivedAt = '2026-11-25T02:00:00.000Z';
const description = '厨房水管爆裂，请打 13800138011';

function request(more: { place?: string } = {}) {
  const decision = decideCategory(description);
  const basis = { policies: publishedPolicies, calendars: publishedCalendars, communityId: 'yunshan', receivedAt };
  const event = received({
    number: 'BX000123',
    premises: { ...premises, ...more },
    description,
    decision,
    channel: 'h5',
    onBehalf: false,
    receivedAt,
    clocks: promise({ ...basis, policyKey: decision.category.policyKey }),
  });
  return evolve(undefined, event, { id: 'request-1', actor: { type: 'person', id: 'wang-fang' } });
}

const page = (view: Partial<CaseView> = {}) =>
  casePage(
    { ...caseView(request(), [], '2026-11-25T02:12:30.000Z'), ...view },
    [{ eventId: 'e1', at: receivedAt, kind: 'received' }],
    company,
  );

describe('the page behind a signed link', () => {
  test('tells number, category, building, state, deadline and how late, in the company’s time', () => {
    const text = page();
    for (const told of ['BX000123', '水浸', '3栋', '已受理', '11月25日 10:10 前', '已超时 2 分钟', '云杉物业'])
      expect(text).toContain(told);
  });

  test('names no room, no person and no word of the report', () => {
    const text = page();
    for (const secret of ['1201', '1单元', 'wang-fang', '13800138011', '厨房', 'yunshan', 'request-1'])
      expect(text).not.toContain(secret);
  });

  test('says nothing of lateness in time, nor where no arrival was promised', () => {
    expect(page({ arrival: { due: '2026-11-25T02:10:00.000Z', late: 0 } })).not.toContain('超时');
    expect(page({ arrival: null })).not.toContain('应到场时间');
  });

  test('R042: nobody is late any more once the request is withdrawn', () => {
    const before = request();
    const withdrawn = { ...before, life: { ...before.life, cancelledAt: '2026-11-25T02:05:00.000Z' } };
    expect(caseView(withdrawn, [], '2026-11-25T03:00:00.000Z')).toMatchObject({
      status: 'cancelled',
      arrival: { late: 0 },
    });
  });

  test('a place that does not begin with a building is left out whole', () => {
    const view = caseView(request({ place: '地下车库 B2-017' }), [], receivedAt);
    expect(view.building).toBeNull();
    expect(page(view)).not.toContain('B2-017');
  });

  test('tells seconds where the limit is that short', () => {
    expect(page({ toTheSecond: true })).toContain('11月25日 10:10:00 前');
  });

  test('whatever a text holds, it stays text', () => {
    const text = page({ number: `<script>alert("1")</script>&'` });
    expect(text).not.toContain('<script');
    expect(text).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;');
  });

  test('works without script, form or anything from elsewhere, and fits a phone', () => {
    for (const text of [page(), linkOverPage(company)]) {
      expect(text).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">');
      expect(text).toContain('<html lang="zh-CN">');
      expect(text).not.toMatch(/<script|<form|<link|<img|src=|href=|url\(|\son\w+=/);
    }
  });
});

test.each([
  [1, '1 秒'],
  [59_001, '60 秒'],
  [60_000, '1 分钟'],
  [179_999, '2 分钟'],
  [3_600_000, '1 小时'],
  [3_900_000, '1 小时 5 分钟'],
])('%d ms late reads %s', (ms, text) => expect(lateText(ms)).toBe(text));
