import type { Text } from '../../../shared/i18n/text.ts';
import type { ClockKind } from '../../sla/contract/ids.ts';

/** How people speak of what a clock waits for. */
export interface ClockWords {
  /** 应10:10前…; `Arrival` due 10:10. */
  readonly deed: Text;
  /** Of somebody who has not done it: 李明…; Li Ming…. */
  readonly undone: Text;
  /** Where the work is nobody's. */
  readonly nobody: Text;
  /** Of somebody who did it at some time: Li Ming `arrived` at 10:09. In Chinese the deed itself. */
  readonly did: string;
  /** Somebody must be there in person. */
  readonly onSite: boolean;
}

const onSite = (deed: Text, undone: Text): ClockWords => ({
  deed,
  undone,
  nobody: { zh: '尚无人负责', en: 'Nobody is assigned' },
  did: 'arrived',
  onSite: true,
});

const elsewhere = (zh: string, deed: string, did: string, short = zh): ClockWords => ({
  deed: { zh, en: deed },
  undone: { zh: `尚未${short}`, en: `has not ${did}` },
  nobody: { zh: `尚未${short}`, en: `Nobody has ${did}` },
  did,
  onSite: false,
});

const words: Readonly<Record<ClockKind, ClockWords>> = {
  receipt: elsewhere('受理', 'Receipt', 'received it'),
  ack: elsewhere('响应', 'First response', 'responded'),
  accept: elsewhere('接单', 'Acceptance', 'accepted it'),
  arrival: onSite({ zh: '到场', en: 'Arrival' }, { zh: '未到场', en: 'is not there' }),
  answer: elsewhere('答复', 'Answer', 'answered'),
  quote: onSite({ zh: '上门报价', en: 'Quote on site' }, { zh: '未上门报价', en: 'is not there' }),
  resolve: elsewhere('完成', 'Solution', 'solved it'),
  feedback: elsewhere('反馈结果', 'Feedback', 'told the result', '反馈'),
  callback: elsewhere('回访', 'Call-back', 'called back'),
  close: elsewhere('办结', 'Closing', 'closed it'),
};

const unknown = elsewhere('处理', 'Handling', 'dealt with it');

export const wordsOf = (kind: ClockKind | null): ClockWords => (kind === null ? unknown : words[kind]);
