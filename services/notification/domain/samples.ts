import type { Locale } from '../../../shared/i18n/text.ts';
import type { TemplateCode } from '../contract/ids.ts';
import type { Content } from './content.ts';
import type { Scene } from './scene.ts';

const DUE = '2026-11-26T02:10:00.000Z';
const AT = '2026-11-26T02:12:05.000Z';

const job = {
  number: 'BX000123',
  place: '3栋1单元1201',
  categoryLabel: { zh: '水浸', en: 'Flooding' },
  keyword: '水管爆裂',
  urgent: true,
};
const breach = { ...job, kind: 'arrival', due: DUE } as const;

/** One message of every template, as previews show it and as the words of a template are checked with. */
export const samples: { readonly [Code in TemplateCode]: Extract<Content, { template: Code }> } = {
  'work-order-assigned': { template: 'work-order-assigned', variables: { ...job, arriveBy: DUE } },
  'work-order-refused': { template: 'work-order-refused', variables: { ...job, staffId: 'li-ming', refusals: 2 } },
  'work-order-not-accepted': {
    template: 'work-order-not-accepted',
    variables: { ...job, staffId: 'li-ming', nextStaffId: 'liu-yang' },
  },
  'work-order-cancelled': { template: 'work-order-cancelled', variables: job },
  'contact-due': {
    template: 'contact-due',
    variables: { ...job, keyword: null, urgent: false, heardAt: '2026-11-25T02:10:00.000Z', holderStaffId: 'li-ming' },
  },
  'roster-gap': {
    template: 'roster-gap',
    variables: {
      postId: 'yunshan.lobby',
      from: '2026-11-28T12:00:00.000Z',
      until: '2026-11-29T00:00:00.000Z',
      count: 2,
    },
  },
  warning: { template: 'warning', variables: { ...job, kind: 'arrival', due: '2026-11-26T02:14:30.000Z', held: true } },
  breach: { template: 'breach', variables: { ...breach, holderStaffId: 'li-ming' } },
  'breach-retracted': {
    template: 'breach-retracted',
    variables: { ...breach, stoppedAt: '2026-11-26T02:09:30.000Z', stoppedByStaffId: 'li-ming' },
  },
  'breach-voided': {
    template: 'breach-voided',
    variables: {
      ...breach,
      because: 'paused',
      newDue: '2026-11-26T02:40:30.000Z',
      stoppedAt: null,
      stoppedByStaffId: null,
    },
  },
  'owner-received': {
    template: 'owner-received',
    variables: { ...job, complaint: false, promise: { kind: 'arrival', due: DUE } },
  },
  'owner-coming': { template: 'owner-coming', variables: { ...job, technicianStaffId: 'li-ming' } },
  'owner-waiting': {
    template: 'owner-waiting',
    variables: { ...job, reason: 'owner-postponed', appointment: '2026-11-28T02:00:00.000Z', textToOwner: null },
  },
  'owner-quoted': {
    template: 'owner-quoted',
    variables: { ...job, totalFen: 26_050, validUntil: '2026-12-03T10:00:00.000Z' },
  },
  'owner-visit': {
    template: 'owner-visit',
    variables: { ...job, from: '2026-11-28T02:00:00.000Z', until: '2026-11-28T04:00:00.000Z' },
  },
  'owner-done': { template: 'owner-done', variables: job },
  'owner-answered': { template: 'owner-answered', variables: job },
  'owner-reclassified': {
    template: 'owner-reclassified',
    variables: {
      ...job,
      categoryLabel: { zh: '简易维修', en: 'Simple repair' },
      keyword: null,
      urgent: false,
      promise: { kind: 'resolve', due: '2026-11-26T06:00:00.000Z' },
    },
  },
  'owner-note': { template: 'owner-note', variables: job },
};

const names: Readonly<Record<string, string>> = { 'li-ming': '李明', 'liu-yang': '刘洋' };

/** Made-up people, so that a preview shows nobody's name or number. */
export const sampleScene = (company: { name: string; timeZone: string }, locale: Locale): Scene => ({
  company: company.name,
  timeZone: company.timeZone,
  locale,
  at: AT,
  community: '云杉花园',
  nameOf: (staffId) => names[staffId] ?? staffId,
  staffOf: (staffId) => ({ name: names[staffId] ?? null, phone: '+8613800138000' }),
});
