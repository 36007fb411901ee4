/** Every metric we emit. Code and alarms share this file, so no alarm can wait for a metric that nobody sends. */
export const METRICS_NAMESPACE = 'Guanjia';

export const metricNames = {
  /** Events that EventBridge refused ten times; they wait for `npm run redrive`. */
  eventsParked: 'EventsParked',
  /** Age in seconds of the oldest event not yet on the bus, seen by the minute sweep. */
  oldestUnsentSeconds: 'OldestUnsentSeconds',
  /** Clocks whose timer did not judge them, so the sweep did. */
  clocksJudgedBySweep: 'ClocksJudgedBySweep',
  /** Clocks whose deadline lies beyond the last day whose holidays the calendar knows. */
  clocksBeyondCoverage: 'ClocksBeyondCoverage',
  /** Messages that no channel took. */
  messagesFailed: 'MessagesFailed',
  /** Seconds from the news that somebody is needed until somebody has the work (R061). */
  dispatchDelaySeconds: 'DispatchDelaySeconds',
  /** Rows that the sweep could not settle and will try again. */
  sweepFailures: 'SweepFailures',
} as const;

export type MetricName = (typeof metricNames)[keyof typeof metricNames];
