import { pick } from '../../../shared/i18n/text.ts';
import { pauseReasonSchema, pauseReasons, waitingReasonSchema, waitingReasons } from '../../sla/contract/pauses.ts';
import { wordsOf } from './clock-words.ts';
import type {
  ComingVariables,
  PromiseVariable,
  ReceivedVariables,
  ReclassifiedVariables,
  WaitingVariables,
} from './content.ts';
import { dialled, technicianName } from './names.ts';
import type { Scene } from './scene.ts';
import { deadlineText, timeText } from './wording.ts';

/** Values of what is told to households: plain words, no more of anybody's name than is needed (R165). */
type Values = Readonly<Record<string, string>>;

export function receivedValues({ complaint, promise }: ReceivedVariables, scene: Scene): Values {
  const apology = complaint
    ? { zh: '给您带来不便，深表歉意。', en: 'We are sorry for the trouble. ' }
    : { zh: '', en: '' };
  return { apology: pick(apology, scene.locale), promise: promiseText(promise, scene) };
}

export const reclassifiedValues = ({ categoryLabel, promise }: ReclassifiedVariables, scene: Scene): Values => ({
  category: pick(categoryLabel, scene.locale),
  promise: promiseText(promise, scene),
});

function promiseText(promise: PromiseVariable, scene: Scene): string {
  const by = promise && deadlineText(promise.due, scene);
  const deed = promise && wordsOf(promise.kind).deed;
  const said = {
    zh: deed ? `我们将于${by}前${deed.zh}` : '我们会尽快处理',
    en: deed ? `${deed.en} by ${by}` : 'We will see to it as soon as we can',
  };
  return pick(said, scene.locale);
}

/** Surname and work phone, looked up when the message is sent. */
export function comingValues({ technicianStaffId }: ComingVariables, scene: Scene): Values {
  const { name, phone } = scene.staffOf(technicianStaffId);
  const called = technicianName(name ?? '', scene.locale);
  if (phone === null) return { technician: called };
  const reach = { zh: `（电话${dialled(phone)}）`, en: ` (phone ${dialled(phone)})` };
  return { technician: called + pick(reach, scene.locale) };
}

export function waitingValues({ reason, appointment, textToOwner }: WaitingVariables, scene: Scene): Values {
  const at = appointment && timeText(appointment, scene);
  const owners = pauseReasonSchema.safeParse(reason).data;
  if (owners) {
    const why = pauseReasons[owners];
    const said = {
      zh: at ? `新的上门时间为${at}` : `暂缓处理（${why.zh}），请与我们约定上门时间`,
      en: at ? `The new appointment is ${at}` : `On hold, ${why.en}: please agree a time with us`,
    };
    return { news: pick(said, scene.locale) };
  }
  const why = waitingReasons[waitingReasonSchema.parse(reason)];
  const hope = {
    zh: at ? `预计${at}继续处理` : '我们会尽快继续处理',
    en: at ? `it is likely to go on at ${at}` : 'we will go on as soon as we can',
  };
  const said = textToOwner === null ? pick(hope, scene.locale) : bare(textToOwner);
  return { news: scene.locale === 'en' ? `On hold, ${why.en}: ${said}` : `暂缓处理（${why.zh}），${said}` };
}

/** The template ends the sentence itself. */
const bare = (text: string): string => text.trim().replace(/[。.]+$/, '');
