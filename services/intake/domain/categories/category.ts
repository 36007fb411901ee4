import type { Text } from '../../../../shared/i18n/text.ts';
import type { CommunityKind } from '../../../directory/contract/records.ts';

/** What kind of request it is (R001, R002, R005): the acts it needs depend on it. */
export const requestTypes = [
  'repair',
  'public',
  'complaint',
  'inquiry',
  'help',
  'suggestion',
  'service',
  'billing-question',
] as const;
export type RequestType = (typeof requestTypes)[number];

export const typeLabels: Readonly<Record<RequestType, Text>> = {
  repair: { zh: '室内报修', en: 'Repair at home' },
  public: { zh: '公共区域报修', en: 'Repair of a common area' },
  complaint: { zh: '投诉', en: 'Complaint' },
  inquiry: { zh: '咨询', en: 'Question' },
  help: { zh: '求助', en: 'Call for help' },
  suggestion: { zh: '建议', en: 'Suggestion' },
  service: { zh: '服务申请', en: 'Service' },
  'billing-question': { zh: '费用疑问', en: 'Question on a bill' },
};

/** The service lines of a property company (R027, R028), by the department whose work they are. */
type Department = 'engineering' | 'customer-service' | 'security' | 'cleaning' | 'greening' | 'finance' | 'management';

/** One kind of request: how it is promised, whose work it is, and the words that give it away. */
export interface Category {
  readonly code: string;
  readonly label: Text;
  readonly type: RequestType;
  /** Key of sla's policy. */
  readonly policyKey: string;
  readonly department: Department;
  /** What the person sent must be able to do; null when anybody of the department will do. */
  readonly skill: 'plumbing' | 'electrical' | 'general' | null;
  readonly urgent: boolean;
  /** Whether somebody must go and do something; false where an answer is all. */
  readonly needsWork: boolean;
  /** A grade that staff give, no household by itself. */
  readonly staffOnly?: true;
  /** The kinds of communities in which it exists (R026); absent: all. */
  readonly kinds?: readonly CommunityKind[];
  /** Simplified, half-width, without blanks; see `classify`. A longer word hides the shorter ones inside it. */
  readonly keywords: readonly string[];
}
