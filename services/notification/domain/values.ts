import { type Locale, pick } from '../../../shared/i18n/text.ts';
import { wordsOf } from './clock-words.ts';
import type {
  AssignedVariables,
  BreachVariables,
  CaseVariables,
  ContactDueVariables,
  Content,
  NotAcceptedVariables,
  RetractedVariables,
  VoidedVariables,
  WarningVariables,
} from './content.ts';
import { comingValues, receivedValues, reclassifiedValues, waitingValues } from './owner-values.ts';
import type { Scene } from './scene.ts';
import { deadlineText, latenessText, leftText, sameMinute, timeText } from './wording.ts';

/** What the variables of a template stand for, in one language. */
export type Values = Readonly<Record<string, string>>;

/** All that the words of a template may name, written out for the moment of sending. */
export const valuesOf = (content: Content, scene: Scene): Values => ({
  ...caseValues(content.variables, scene),
  ...ownValues(content, scene),
});

function ownValues(content: Content, scene: Scene): Values {
  switch (content.template) {
    case 'work-order-assigned':
      return assignedValues(content.variables, scene);
    case 'work-order-refused': {
      const { staffId, refusals } = content.variables;
      return { who: scene.nameOf(staffId), times: String(refusals) };
    }
    case 'work-order-not-accepted':
      return notAcceptedValues(content.variables, scene);
    case 'warning':
      return warningValues(content.variables, scene);
    case 'contact-due':
      return contactDueValues(content.variables, scene);
    case 'breach':
      return breachValues(content.variables, scene);
    case 'breach-retracted':
      return { done: doneText(content.variables, scene) };
    case 'breach-voided':
      return voidedValues(content.variables, scene);
    case 'owner-received':
      return receivedValues(content.variables, scene);
    case 'owner-coming':
      return comingValues(content.variables, scene);
    case 'owner-waiting':
      return waitingValues(content.variables, scene);
    case 'owner-reclassified':
      return reclassifiedValues(content.variables, scene);
    case 'work-order-cancelled':
    case 'owner-done':
    case 'owner-answered':
    case 'owner-note':
      return {};
  }
}

const caseValues = (it: CaseVariables, scene: Scene): Values => ({
  company: scene.company,
  number: it.number,
  place: it.place,
  where: whereText(it, scene),
  what: whatText(it, scene.locale),
});

/** Several communities of one company have a `3栋`. */
export const whereText = ({ place }: CaseVariables, { community, locale }: Scene): string =>
  locale === 'en' ? `${community} ${place}`.trim() : `${community}${place}`;

/** `水浸（水管爆裂）`: the category, and the word that decided it. */
export const labelled = ({ categoryLabel, keyword }: CaseVariables, locale: Locale): string =>
  keyword === null ? pick(categoryLabel, locale) : `${pick(categoryLabel, locale)}（${keyword}）`;

/** In an emergency the word says it best and shortest; elsewhere it may be no more than 灯泡. */
function whatText(it: CaseVariables, locale: Locale): string {
  if (locale === 'en') return it.categoryLabel.en;
  return it.urgent ? (it.keyword ?? it.categoryLabel.zh) : labelled(it, locale);
}

function assignedValues({ urgent, arriveBy }: AssignedVariables, scene: Scene): Values {
  const by = arriveBy && deadlineText(arriveBy, scene);
  if (scene.locale === 'en')
    return {
      job: urgent ? 'URGENT job' : 'New job',
      act: `${urgent ? 'Accept now' : 'Please accept'}, ${by ? `be there by ${by}` : 'go as soon as you can'}`,
    };
  return {
    job: urgent ? '紧急派单' : '派单',
    act: urgent ? `请立即接单${by ? `，${by}前到场` : '并尽快到场'}` : `请接单并${by ? `于${by}前到场` : '尽快上门'}`,
  };
}

function contactDueValues({ heardAt, holderStaffId }: ContactDueVariables, scene: Scene): Values {
  const holder = holderStaffId === null ? null : scene.nameOf(holderStaffId);
  const said = {
    zh: holder === null ? '暂无负责人' : `负责人${holder}`,
    en: holder === null ? 'Nobody has it' : `${holder} has it`,
  };
  return { since: timeText(heardAt, scene), holder: pick(said, scene.locale) };
}

function notAcceptedValues({ staffId, nextStaffId }: NotAcceptedVariables, { nameOf, locale }: Scene): Values {
  const next = nextStaffId === null ? null : nameOf(nextStaffId);
  const said = {
    zh: next === null ? '暂无他人可派，已开放抢单，请协调' : `已改派${next}`,
    en: next === null ? 'There is nobody else and it is open to all, please step in' : `It went to ${next}`,
  };
  return { who: nameOf(staffId), next: pick(said, locale) };
}

function warningValues({ kind, due, held }: WarningVariables, scene: Scene): Values {
  const { deed, nobody } = wordsOf(kind);
  const undone = held ? { zh: '', en: '' } : { zh: `，${nobody.zh}`, en: `. ${nobody.en}` };
  return {
    due: deadlineText(due, scene),
    deed: pick(deed, scene.locale),
    undone: pick(undone, scene.locale),
    left: leftText(due, scene),
  };
}

function breachValues(it: BreachVariables, scene: Scene): Values {
  const { locale, nameOf } = scene;
  const { deed, undone, nobody } = wordsOf(it.kind);
  const holder = it.holderStaffId === null ? null : nameOf(it.holderStaffId);
  // Whether they have accepted is not known here: whose the work is, and no more.
  const absent = {
    zh: holder === null ? nobody.zh : `负责人${holder}${undone.zh}`,
    en: holder === null ? nobody.en : `${holder} ${undone.en}`,
  };
  const overdue = it.urgent ? { zh: '紧急超时', en: 'URGENT, overdue' } : { zh: '超时提醒', en: 'Overdue' };
  return {
    overdue: pick(overdue, locale),
    due: deadlineText(it.due, scene),
    deed: pick(deed, locale),
    absent: pick(absent, locale),
    late: latenessText(it.due, scene),
  };
}

/** `李明已于10:09到场`; within the minute of the deadline only the second shows that it was in time. */
function doneText({ kind, due, stoppedAt, stoppedByStaffId }: RetractedVariables, scene: Scene): string {
  const { deed, did, onSite } = wordsOf(kind);
  const at = timeText(stoppedAt, scene, sameMinute(stoppedAt, due));
  const name = stoppedByStaffId === null ? null : scene.nameOf(stoppedByStaffId);
  if (scene.locale === 'en') return `${name ?? 'Somebody'} ${did} at ${at}`;
  return `${name ?? (onSite ? '维修人员' : '')}已于${at}${deed.zh}`;
}

const becauseTexts = {
  paused: { zh: '计时在到期前已暂停', en: 'The clock had been paused before it ran out' },
  moved: { zh: '时限在到期前已变更', en: 'The deadline had been changed before it passed' },
  cancelled: { zh: '该时限在到期前已取消', en: 'The deadline had been cancelled before it passed' },
} as const;

function voidedValues(it: VoidedVariables, scene: Scene): Values {
  const { stoppedAt, newDue } = it;
  const due = newDue === null ? null : deadlineText(newDue, scene);
  const deed = pick(wordsOf(it.kind).deed, scene.locale);
  const done = stoppedAt === null ? null : doneText({ ...it, stoppedAt, due: newDue ?? it.due }, scene);
  const rest = {
    zh: `${due === null ? '' : `，现应${due}前${deed}`}${done === null ? '' : `，${done}`}`,
    en: `${due === null ? '' : `. ${deed} now due ${due}`}${done === null ? '' : `. ${done}`}`,
  };
  return { because: pick(becauseTexts[it.because], scene.locale), now: pick(rest, scene.locale) };
}
