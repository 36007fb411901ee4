import type { Text } from '../../../shared/i18n/text.ts';

/** Why a complaint came about: the list that its closing chooses from (R011). */
export const causes = {
  attitude: { zh: '服务态度', en: 'attitude' },
  'response-delay': { zh: '响应不及时', en: 'slow response' },
  'work-quality': { zh: '维修质量', en: 'quality of the work' },
  'service-quality': { zh: '服务质量', en: 'quality of the service' },
  facility: { zh: '设施设备', en: 'facilities' },
  neighbour: { zh: '邻里行为', en: 'conduct of a neighbour' },
  fee: { zh: '收费问题', en: 'fees' },
  communication: { zh: '沟通不到位', en: 'poor communication' },
  misunderstanding: { zh: '误解', en: 'a misunderstanding' },
  'third-party': { zh: '外部单位原因', en: 'somebody else’s doing' },
  other: { zh: '其他', en: 'other' },
} as const satisfies Record<string, Text>;

export const causeCodes = Object.keys(causes).filter((code): code is keyof typeof causes => code in causes);
