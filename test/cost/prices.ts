/*
 * Dollars, us-east-1, on demand, without free tiers; taken down on 2026-11-25. Prices change and differ by region:
 * check the page named beside each before relying on it.
 */

const MILLION = 1_000_000;

export const prices = {
  /** Standard workflows, also in ap-southeast-1. https://aws.amazon.com/step-functions/pricing/ */
  transition: 25 / MILLION,
  /** Custom events, per 64 KB; to a queue of the same account they go free. https://aws.amazon.com/eventbridge/pricing/ */
  event: 1 / MILLION,
  /** Since November 2024. https://aws.amazon.com/dynamodb/pricing/on-demand/ */
  writeUnit: 0.625 / MILLION,
  readUnit: 0.125 / MILLION,
  storedGigabyteMonth: 0.25,
  /** arm64. https://aws.amazon.com/lambda/pricing/ */
  call: 0.2 / MILLION,
  gigabyteSecond: 0.0000133334,
  /** Standard queues. https://aws.amazon.com/sqs/pricing/ */
  queueRequest: 0.4 / MILLION,
  /** HTTP APIs, per 512 KB. https://aws.amazon.com/api-gateway/pricing/ */
  apiRequest: 1 / MILLION,
  /** https://aws.amazon.com/kms/pricing/ */
  keyRequest: 3 / MILLION,
  keyMonth: 1,
  /** Ingestion of logs; alarms of standard resolution; metrics of our own. https://aws.amazon.com/cloudwatch/pricing/ */
  loggedGigabyte: 0.5,
  alarmMonth: 0.1,
  metricMonth: 0.3,
  /** https://aws.amazon.com/xray/pricing/ */
  trace: 5 / MILLION,
  /** https://aws.amazon.com/eventbridge/pricing/, Scheduler */
  scheduledCall: 1 / MILLION,
} as const;
