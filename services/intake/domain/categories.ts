import type { Text } from '../../../shared/i18n/text.ts';

/** What kind of request it is; the number series and later the steps depend on it. */
export type RequestType = 'repair';

/** One kind of fault: how it is promised, whose work it is, and the words that give it away. */
export interface Category {
  readonly code: string;
  readonly label: Text;
  readonly type: RequestType;
  /** Key of sla's policy. */
  readonly policyKey: string;
  readonly department: 'engineering';
  /** What the person sent must be able to do; null when anybody of the department will do. */
  readonly skill: 'plumbing' | 'electrical' | 'general' | null;
  readonly urgent: boolean;
  /** Simplified, half-width, without blanks; see `classify`. A longer word hides the shorter ones inside it. */
  readonly keywords: readonly string[];
}

const repair = { type: 'repair', department: 'engineering' } as const;
const urgent = { ...repair, policyKey: 'repair.urgent', urgent: true } as const;

/** Given when no word of the description is known. */
export const FALLBACK_CATEGORY = 'other-repair';

/** The faults of a home (R042–R044). The list is open: whatever else is dangerous is `other-danger`. */
export const categories: readonly Category[] = [
  {
    ...urgent,
    code: 'flooding',
    label: { zh: '水浸', en: 'Flooding' },
    skill: 'plumbing',
    keywords: [
      '水管爆裂',
      '水管爆',
      '水管破',
      '水管裂',
      '水管断',
      '管子爆',
      '爆水管',
      '爆管',
      '漏水',
      '水浸',
      '淹水',
      '水淹',
      '被淹',
      '喷水',
      '跑水',
      '污水倒灌',
    ],
  },
  {
    ...urgent,
    code: 'power-cut',
    label: { zh: '停电', en: 'Power cut' },
    skill: 'electrical',
    keywords: ['停电', '断电', '没电', '没有电', '无电', '跳闸'],
  },
  {
    ...urgent,
    code: 'water-cut',
    label: { zh: '停水', en: 'Water cut' },
    skill: 'plumbing',
    keywords: ['停水', '断水', '没水', '没有水', '无水'],
  },
  {
    ...urgent,
    code: 'blocked-toilet',
    label: { zh: '马桶堵塞', en: 'Blocked toilet' },
    skill: 'plumbing',
    keywords: ['马桶堵', '马桶被堵', '马桶不通', '马桶冒水', '马桶溢', '厕所堵', '厕所不通', '坐便器堵', '便池堵'],
  },
  {
    ...urgent,
    code: 'other-danger',
    label: { zh: '其他险情', en: 'Other danger' },
    skill: null,
    keywords: [
      '漏电',
      '触电',
      '着火',
      '起火',
      '冒烟',
      '电线短路',
      '燃气泄漏',
      '煤气泄漏',
      '煤气味',
      '燃气味',
      '漏煤气',
    ],
  },
  {
    ...repair,
    code: 'simple-repair',
    label: { zh: '简易维修', en: 'Simple repair' },
    policyKey: 'repair.simple',
    skill: 'general',
    urgent: false,
    keywords: [
      '灯泡',
      '灯不亮',
      '灯管',
      '门锁',
      '门锁没电',
      '换锁',
      '门把手',
      '合页',
      '水龙头漏水',
      '龙头漏水',
      '水龙头滴水',
      '花洒漏水',
      '开关坏',
      '插座坏',
      '电池没电',
      '遥控器没电',
    ],
  },
  {
    ...repair,
    code: FALLBACK_CATEGORY,
    label: { zh: '其他维修', en: 'Other repair' },
    policyKey: 'repair.other',
    skill: 'general',
    urgent: false,
    keywords: ['空调漏水', '空调滴水'],
  },
];

const byCode = new Map(categories.map((category) => [category.code, category]));

/** @throws RangeError for a code that is not in the list */
export function categoryOf(code: string): Category {
  const category = byCode.get(code);
  if (!category) throw new RangeError(`no category ${code}`);
  return category;
}
