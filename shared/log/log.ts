import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { METRICS_NAMESPACE, type MetricName } from './metric-names.ts';

/** Ids that make a line findable. Never bodies, names, phones or addresses. */
export interface LogFields {
  readonly correlationId?: string | undefined;
  readonly requestId?: string | undefined;
  readonly eventId?: string | undefined;
  readonly [field: string]: string | number | boolean | null | undefined;
}

const logger = new Logger({ persistentKeys: { company: process.env.COMPANY ?? '' } });
const metrics = new Metrics({ namespace: METRICS_NAMESPACE });

export const log = {
  /** One line per decision. */
  info: (decision: string, fields: LogFields = {}): void => logger.info(decision, { ...fields }),
  warn: (decision: string, fields: LogFields = {}): void => logger.warn(decision, { ...fields }),
  /** @param error logged with message and stack; adapters drop what a provider says, it may name people */
  error: (decision: string, error: unknown, fields: LogFields = {}): void =>
    logger.error(decision, { ...fields, error: error instanceof Error ? error : new Error(String(error)) }),
};

/** Adds to a metric; sent as one EMF line at once, so a crash later loses nothing. */
export function count(name: MetricName, value = 1): void {
  metrics.addMetric(name, name.endsWith('Seconds') ? MetricUnit.Seconds : MetricUnit.Count, value);
  metrics.publishStoredMetrics();
}
