import { count } from '../../../shared/log/log.ts';
import { metricNames } from '../../../shared/log/metric-names.ts';
import type { WorkOrder } from '../domain/work-order.ts';

/** How long it took until somebody had the work for the first time (R061). @param since ISO instant of the act that asked for it */
export function countDelay(since: string, { assignment, asked }: WorkOrder): void {
  if (!assignment || asked.length > 1) return;
  count(metricNames.dispatchDelaySeconds, Math.max(0, (Date.parse(assignment.at) - Date.parse(since)) / 1000));
}
