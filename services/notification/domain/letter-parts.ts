import { pick } from '../../../shared/i18n/text.ts';
import { wordsOf } from './clock-words.ts';
import type { BreachVariables, CaseVariables, Content, RetractedVariables, VoidedVariables } from './content.ts';
import type { Letter } from './letter.ts';
import type { Scene } from './scene.ts';
import { labelled, whereText } from './values.ts';
import { latenessText, timeText } from './wording.ts';

type Parts = Pick<Letter, 'facts' | 'stepsTitle' | 'steps' | 'linkLabel' | 'notes' | 'signature'>;
type Facts = Letter['facts'];

/** What stands in an e-mail beside its words: facts, what to do, how to open the case. */
export function partsOf(content: Content, scene: Scene): Parts {
  const en = scene.locale === 'en';
  const toOwner = content.template.startsWith('owner-');
  return {
    facts: [...caseFacts(content.variables, scene), ...ownFacts(content, scene)],
    stepsTitle: en ? 'What to do' : '请按以下步骤处理',
    steps: stepsOf(content, scene),
    linkLabel: en ? 'Open the request' : toOwner ? '查看处理进度' : '查看报事单',
    notes: en
      ? ['The link works for 7 days; the page shows no personal data.', 'Sent automatically; please do not reply.']
      : ['链接7天内有效，打开的页面不含个人信息。', '本邮件由系统自动发送，请勿回复。'],
    signature: scene.company,
  };
}

function caseFacts(it: CaseVariables, scene: Scene): Facts {
  const { locale } = scene;
  const labels = locale === 'en' ? ['Number', 'What', 'Where'] : ['单号', '事项', '地点'];
  const values = [it.number, labelled(it, locale), whereText(it, scene)];
  return labels.map((label, n) => [label, values[n] ?? ''] as const);
}

function ownFacts(content: Content, scene: Scene): Facts {
  switch (content.template) {
    case 'warning':
      return [dueFact(content.variables, scene)];
    case 'breach':
      return breachFacts(content.variables, scene);
    case 'breach-retracted':
      return [dueFact(content.variables, scene), ...doneFacts(content.variables, scene)];
    case 'breach-voided':
      return voidedFacts(content.variables, scene);
    default:
      return [];
  }
}

type Timed = Pick<BreachVariables, 'kind' | 'due'>;

function dueFact({ kind, due }: Timed, scene: Scene): readonly [string, string] {
  const { deed } = wordsOf(kind);
  return [scene.locale === 'en' ? `${deed.en} due` : `应${deed.zh}`, timeText(due, scene, true)];
}

function breachFacts(it: BreachVariables, scene: Scene): Facts {
  const { locale, at, nameOf } = scene;
  const late = latenessText(it.due, scene);
  const until = timeText(at, scene, true);
  const holder = it.holderStaffId === null ? pick({ zh: '暂无', en: 'nobody yet' }, locale) : nameOf(it.holderStaffId);
  return locale === 'en'
    ? [dueFact(it, scene), ['Assigned to', holder], ['Late by', `${late} (at ${until})`]]
    : [dueFact(it, scene), ['负责人', holder], ['已超时', `${late}（截至${until}）`]];
}

function doneFacts({ kind, stoppedAt, stoppedByStaffId }: RetractedVariables, scene: Scene): Facts {
  const { deed } = wordsOf(kind);
  const en = scene.locale === 'en';
  const who = stoppedByStaffId === null ? (en ? 'not recorded' : '未记录') : scene.nameOf(stoppedByStaffId);
  return [
    [en ? `${deed.en} at` : `实际${deed.zh}`, timeText(stoppedAt, scene, true)],
    [en ? 'Who' : `${deed.zh}人`, who],
  ];
}

function voidedFacts(it: VoidedVariables, scene: Scene): Facts {
  const told = [scene.locale === 'en' ? 'Deadline as told' : '原通知时限', timeText(it.due, scene, true)] as const;
  const { stoppedAt, newDue } = it;
  return [
    told,
    ...(newDue === null ? [] : [dueFact({ kind: it.kind, due: newDue }, scene)]),
    ...(stoppedAt === null ? [] : doneFacts({ ...it, stoppedAt }, scene)),
  ];
}

function stepsOf(content: Content, scene: Scene): readonly string[] {
  const en = scene.locale === 'en';
  switch (content.template) {
    case 'breach':
      return en ? breachStepsEn(content.variables, scene) : breachStepsZh(content.variables, scene);
    case 'breach-retracted':
    case 'breach-voided':
      return en
        ? ['Nothing is overdue any more', 'Whom you have told of it: tell them it was a mistake']
        : ['无需再按超时处理', '已通知其他人员的，请告知情况已更正'];
    default:
      return [];
  }
}

function breachStepsZh({ kind, holderStaffId }: BreachVariables, { nameOf }: Scene): readonly string[] {
  const { deed, onSite } = wordsOf(kind);
  const tell = onSite ? '致电业主说明情况，告知到场时间' : '致电业主说明情况，告知新的时间';
  if (holderStaffId === null) return [onSite ? '立即指派在岗人员到场' : `立即指派人员${deed.zh}`, tell];
  const ask = `立即联系${nameOf(holderStaffId)}，确认${onSite ? '几分钟内能到场' : `何时能${deed.zh}`}`;
  return [ask, onSite ? '联系不上或赶不到的，立即改派其他在岗人员' : '联系不上或来不及的，立即改派他人', tell];
}

function breachStepsEn({ kind, holderStaffId }: BreachVariables, { nameOf }: Scene): readonly string[] {
  const { onSite } = wordsOf(kind);
  const tell = `Call the owner: explain, and say when ${onSite ? 'somebody comes' : 'it will be done'}`;
  if (holderStaffId === null) return [onSite ? 'Send somebody on duty at once' : 'Assign somebody at once', tell];
  const ask = onSite ? 'how many minutes to the door?' : 'when will it be done?';
  const otherwise = onSite
    ? 'too far away: give the work to somebody else on duty'
    : 'too late: give it to somebody else';
  return [`Call ${nameOf(holderStaffId)} at once: ${ask}`, `No answer, or ${otherwise}`, tell];
}
