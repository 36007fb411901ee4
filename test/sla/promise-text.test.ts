import { describe, expect, it } from 'vitest';
import { promiseText } from '../../services/sla/contract/promise-text.ts';
import type { Locale } from '../../shared/i18n/text.ts';
import { promised, RECEIVED_AT } from './samples.ts';

const text = (
  policyKey: string,
  receivedAt: string,
  locale: Locale,
  limit?: [kind: string, limit: string, due: string],
) => {
  const clocks = promised(policyKey, receivedAt).map((clock) =>
    limit && clock.kind === limit[0] ? { ...clock, limit: limit[1], due: limit[2] } : clock,
  );
  return promiseText(clocks, { locale, timeZone: 'Asia/Shanghai', receivedAt });
};

describe('promiseText', () => {
  it('R042: promises somebody at the door', () => {
    expect(text('repair.urgent', RECEIVED_AT, 'zh-CN')).toBe('10 分钟内到场');
    expect(text('repair.urgent', RECEIVED_AT, 'en')).toBe('somebody at the door within 10 minutes');
  });

  it.each([
    ['PT20S', '2026-11-25T02:00:20.000Z', '20 秒内到场', 'somebody at the door within 20 seconds'],
    ['PT1M', '2026-11-25T02:01:00.000Z', '1 分钟内到场', 'somebody at the door within 1 minute'],
    ['PT1H30M', '2026-11-25T03:30:00.000Z', '1 小时 30 分钟内到场', 'somebody at the door within 1 hour 30 minutes'],
    ['P2D', '2026-11-27T02:00:00.000Z', '48 小时内到场', 'somebody at the door within 48 hours'],
  ])('says a limit of %s as people do', (limit, due, zh, en) => {
    expect(text('repair.urgent', RECEIVED_AT, 'zh-CN', ['arrival', limit, due])).toBe(zh);
    expect(text('repair.urgent', RECEIVED_AT, 'en', ['arrival', limit, due])).toBe(en);
  });

  it('names the instant where closed hours lie before it, in the company’s time', () => {
    expect(text('repair.simple', '2026-11-25T13:00:00.000Z', 'zh-CN')).toBe(
      '11月26日 08:30 前有人跟进，11月26日 12:00 前处理完成',
    );
    expect(text('repair.simple', '2026-11-25T13:00:00.000Z', 'en')).toBe(
      'somebody takes care of it by 26 Nov 08:30, done by 26 Nov 12:00',
    );
    // Ten minutes before closing thirty minutes are not to be had.
    expect(text('repair.simple', '2026-12-31T11:50:00.000Z', 'zh-CN')).toBe(
      '1月1日 08:20 前有人跟进，1月1日 11:50 前处理完成',
    );
  });

  it('names the second only where the limit does', () => {
    const due: [string, string, string] = ['arrival', 'PT20S', '2026-11-26T00:00:20.000Z'];
    expect(text('repair.urgent', RECEIVED_AT, 'zh-CN', due)).toBe('11月26日 08:00:20 前到场');
    const cut: [string, string, string] = ['arrival', 'PT10M', '2026-11-26T00:09:59.999Z'];
    expect(text('repair.urgent', RECEIVED_AT, 'zh-CN', cut)).toBe('11月26日 08:09 前到场');
  });

  it('R043, R044: within the desk’s hours says how long, and until when it is done', () => {
    expect(text('repair.simple', RECEIVED_AT, 'zh-CN')).toBe('30 分钟内有人跟进，4 小时内处理完成');
    expect(text('repair.simple', RECEIVED_AT, 'en')).toBe(
      'somebody takes care of it within 30 minutes, done within 4 hours',
    );
    expect(text('repair.other', RECEIVED_AT, 'zh-CN')).toBe('30 分钟内有人跟进，12月4日 18:00 前处理完成');
  });

  it('R049, R052, R057: promises an answer, a price or the end of a complaint', () => {
    expect(text('inquiry.general', RECEIVED_AT, 'zh-CN')).toBe('30 分钟内答复');
    expect(text('inquiry.other-dept', RECEIVED_AT, 'en')).toBe('an answer by 27 Nov 18:00');
    expect(text('complaint.attitude.serious', RECEIVED_AT, 'zh-CN')).toBe('30 分钟内有人跟进，48 小时内处理完成');
    expect(text('complaint.neighbour', RECEIVED_AT, 'zh-CN')).toBe('15 分钟内到场');
  });

  it('without a clock that a person stops only confirms the receipt', () => {
    const clocks = promised('repair.urgent').filter(({ kind }) => kind === 'receipt');
    const reader = { timeZone: 'Asia/Shanghai', receivedAt: RECEIVED_AT };
    expect(promiseText(clocks, { ...reader, locale: 'zh-CN' })).toBe('已受理');
    expect(promiseText(clocks, { ...reader, locale: 'en' })).toBe('received');
  });
});
