import { type Locale, pick, type Text } from '../../../shared/i18n/text.ts';
import type { AssignedVariables, BreachVariables, Content, RetractedVariables } from './content.ts';
import { type Letter, layOut, type RenderedEmail } from './letter.ts';
import { latenessText, sameMinute, type TimeStyle, timeText } from './wording.ts';

/** Everything a text needs beside its variables, as it stands at the moment of sending. */
export interface Scene extends TimeStyle {
  /** Name of the company: signs every message. */
  readonly company: string;
  /** Name of the community; several communities of one company have a `3栋`. */
  readonly community: string;
  nameOf(staffId: string): string;
}

type Sms<Variables> = Readonly<Record<Locale, (variables: Variables, scene: Scene) => string>>;
type Email<Variables> = Readonly<Record<Locale, (variables: Variables, scene: Scene, link: string) => Letter>>;

/** The text of a short message. */
export function renderSms(content: Content, scene: Scene): string {
  switch (content.template) {
    case 'work-order-assigned':
      return assignedSms[scene.locale](content.variables, scene);
    case 'breach':
      return breachSms[scene.locale](content.variables, scene);
    case 'breach-retracted':
      return retractedSms[scene.locale](content.variables, scene);
  }
}

/**
 * @param link opens the case
 * @returns undefined for a template that has no e-mail
 */
export function renderEmail(content: Content, scene: Scene, link: string): RenderedEmail | undefined {
  switch (content.template) {
    case 'work-order-assigned':
      return undefined;
    case 'breach':
      return layOut(breachEmail[scene.locale](content.variables, scene, link), scene.locale);
    case 'breach-retracted':
      return layOut(retractedEmail[scene.locale](content.variables, scene, link), scene.locale);
  }
}

const assignedSms: Sms<AssignedVariables> = {
  'zh-CN': (it, scene) => {
    const start = `${sign(scene)}${it.urgent ? '紧急派单' : '派单'}:${whereWhatZh(it, scene)}`;
    const by = it.arriveBy && timeText(it.arriveBy, scene);
    const act = it.urgent
      ? `请立即接单${by ? `,${by}前到场` : '并尽快到场'}`
      : `请接单并${by ? `于${by}前到场` : '尽快上门'}`;
    return `${start},${act}。单号${it.number}`;
  },
  en: (it, scene) => {
    const start = `${sign(scene)} ${it.urgent ? 'URGENT job' : 'New job'}: ${whereWhatEn(it, scene)}`;
    const act = it.urgent ? 'Accept now' : 'Please accept';
    const by = it.arriveBy ? `be there by ${timeText(it.arriveBy, scene)}` : 'go as soon as you can';
    return `${start}. ${act}, ${by}. No. ${it.number}`;
  },
};

const breachSms: Sms<BreachVariables> = {
  'zh-CN': (it, scene) =>
    `${sign(scene)}${overdueZh(it)}:${whereWhatZh(it, scene)},应${timeText(it.due, scene)}前到场,` +
    `${absentZh(it, scene)},已超${latenessText(it.due, scene)},请立即处理。单号${it.number}`,
  en: (it, scene) =>
    `${sign(scene)} ${overdueEn(it)}: ${whereWhatEn(it, scene)}. Due on site ${timeText(it.due, scene)}, ` +
    `${absentEn(it, scene)}, ${latenessText(it.due, scene)} late. Act now. No. ${it.number}`,
};

const retractedSms: Sms<RetractedVariables> = {
  'zh-CN': (it, scene) => `${sign(scene)}更正:单号${it.number},${arrivedZh(it, scene)},未超时,此前的超时提醒作废。`,
  en: (it, scene) =>
    `${sign(scene)} Correction: No. ${it.number}. ${arrivedEn(it, scene)}, in time. Disregard the overdue alert.`,
};

const breachEmail: Email<BreachVariables> = {
  'zh-CN': (it, scene, link) => ({
    subject: `${sign(scene)}${overdueZh(it)}:${whereWhatZh(it, scene)}(${it.number})`,
    title: `${overdueZh(it)}:${whereWhatZh(it, scene)}`,
    lead:
      `应${timeText(it.due, scene)}前到场,${absentZh(it, scene)},` + `已超${latenessText(it.due, scene)},请立即处理。`,
    facts: [
      ['单号', it.number],
      ['事项', labelled(it, 'zh-CN')],
      ['地点', `${scene.community}${it.place}`],
      ['应到场', timeText(it.due, scene, true)],
      ['接单人', it.holderStaffId === null ? '尚无人接单' : scene.nameOf(it.holderStaffId)],
      ['已超时', `${latenessText(it.due, scene)}(截至${timeText(scene.at, scene, true)})`],
    ],
    stepsTitle: '请这样处理',
    steps:
      it.holderStaffId === null
        ? ['立即指派在岗人员到场', '致电业主说明情况,告知到场时间']
        : [
            `立即联系${scene.nameOf(it.holderStaffId)},确认几分钟内能到场`,
            '联系不上或赶不到的,立即改派其他在岗人员',
            '致电业主说明情况,告知到场时间',
          ],
    linkLabel: '查看报事单',
    ...footZh(scene, link),
  }),
  en: (it, scene, link) => ({
    subject: `${sign(scene)} ${overdueEn(it)}: ${whereWhatEn(it, scene)} (${it.number})`,
    title: `${overdueEn(it)}: ${whereWhatEn(it, scene)}`,
    lead:
      `Somebody should have been there by ${timeText(it.due, scene)}. ${capital(absentEn(it, scene))}, ` +
      `now ${latenessText(it.due, scene)} late. Please act now.`,
    facts: [
      ['Number', it.number],
      ['What', labelled(it, 'en')],
      ['Where', whereEn(it, scene)],
      ['Due on site', timeText(it.due, scene, true)],
      ['Assigned to', it.holderStaffId === null ? 'nobody yet' : scene.nameOf(it.holderStaffId)],
      ['Late by', `${latenessText(it.due, scene)} (at ${timeText(scene.at, scene, true)})`],
    ],
    stepsTitle: 'What to do',
    steps:
      it.holderStaffId === null
        ? ['Send somebody on duty at once', 'Call the owner: explain, and say when somebody comes']
        : [
            `Call ${scene.nameOf(it.holderStaffId)} at once: how many minutes to the door?`,
            'No answer, or too far away: give the work to somebody else on duty',
            'Call the owner: explain, and say when somebody comes',
          ],
    linkLabel: 'Open the request',
    ...footEn(scene, link),
  }),
};

const retractedEmail: Email<RetractedVariables> = {
  'zh-CN': (it, scene, link) => ({
    subject: `${sign(scene)}更正:${whereWhatZh(it, scene)}未超时(${it.number})`,
    title: `更正:${whereWhatZh(it, scene)}未超时`,
    lead: `${arrivedZh(it, scene)},未超时,此前的超时提醒作废。`,
    facts: [
      ['单号', it.number],
      ['事项', labelled(it, 'zh-CN')],
      ['地点', `${scene.community}${it.place}`],
      ['应到场', timeText(it.due, scene, true)],
      ['实际到场', timeText(it.stoppedAt, scene, true)],
      ['到场人', it.stoppedByStaffId === null ? '未记录' : scene.nameOf(it.stoppedByStaffId)],
    ],
    stepsTitle: '请这样处理',
    steps: ['无需再按超时处理', '已通知其他人员的,请告知情况已更正'],
    linkLabel: '查看报事单',
    ...footZh(scene, link),
  }),
  en: (it, scene, link) => ({
    subject: `${sign(scene)} Correction: ${whereWhatEn(it, scene)} was not overdue (${it.number})`,
    title: `Correction: ${whereWhatEn(it, scene)} was not overdue`,
    lead: `${arrivedEn(it, scene)}, in time. Please disregard the overdue alert.`,
    facts: [
      ['Number', it.number],
      ['What', labelled(it, 'en')],
      ['Where', whereEn(it, scene)],
      ['Due on site', timeText(it.due, scene, true)],
      ['Arrived', timeText(it.stoppedAt, scene, true)],
      ['Who', it.stoppedByStaffId === null ? 'not recorded' : scene.nameOf(it.stoppedByStaffId)],
    ],
    stepsTitle: 'What to do',
    steps: ['Nothing is overdue any more', 'Whom you have told of it: tell them it was a mistake'],
    linkLabel: 'Open the request',
    ...footEn(scene, link),
  }),
};

interface Case {
  readonly place: string;
  readonly categoryLabel: Text;
  readonly keyword: string | null;
  readonly urgent: boolean;
}

const sign = ({ company, locale }: Scene): string => (locale === 'en' ? `[${company}]` : `【${company}】`);

/** `水浸(水管爆裂)`: the category, and the word that decided it. */
const labelled = ({ categoryLabel, keyword }: Case, locale: Locale): string =>
  keyword === null ? pick(categoryLabel, locale) : `${pick(categoryLabel, locale)}(${keyword})`;

/** In an emergency the word says it best and shortest; elsewhere it may be no more than 灯泡. */
const whereWhatZh = (it: Case, { community }: Scene): string =>
  `${community}${it.place}${it.urgent ? (it.keyword ?? it.categoryLabel.zh) : labelled(it, 'zh-CN')}`;

const whereWhatEn = (it: Case, scene: Scene): string => `${it.categoryLabel.en} at ${whereEn(it, scene)}`;

const whereEn = ({ place }: Case, { community }: Scene): string => `${community} ${place}`.trim();

const overdueZh = ({ urgent }: Case): string => (urgent ? '紧急超时' : '超时提醒');
const overdueEn = ({ urgent }: Case): string => (urgent ? 'URGENT, overdue' : 'Overdue');

const absentZh = ({ holderStaffId }: BreachVariables, scene: Scene): string =>
  holderStaffId === null ? '尚无人接单' : `接单人${scene.nameOf(holderStaffId)}未到场`;
const absentEn = ({ holderStaffId }: BreachVariables, scene: Scene): string =>
  holderStaffId === null ? 'nobody assigned' : `${scene.nameOf(holderStaffId)} is not there`;

const arrivedZh = (it: RetractedVariables, scene: Scene): string =>
  `${it.stoppedByStaffId === null ? '维修人员' : scene.nameOf(it.stoppedByStaffId)}已于${arrivalTime(it, scene)}到场`;
const arrivedEn = (it: RetractedVariables, scene: Scene): string =>
  `${it.stoppedByStaffId === null ? 'Somebody' : scene.nameOf(it.stoppedByStaffId)} arrived at ${arrivalTime(it, scene)}`;

/** Within the minute of the deadline only the second shows that it was in time. */
const arrivalTime = ({ stoppedAt, due }: RetractedVariables, scene: Scene): string =>
  timeText(stoppedAt, scene, sameMinute(stoppedAt, due));

const footZh = ({ company }: Scene, link: string) => ({
  link,
  notes: ['链接7天内有效,打开的页面不含个人信息。', '本邮件由系统自动发送,请勿回复。'],
  signature: company,
});
const footEn = ({ company }: Scene, link: string) => ({
  link,
  notes: ['The link works for 7 days; the page shows no personal data.', 'Sent automatically; please do not reply.'],
  signature: company,
});

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
