import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

export interface HouseAlarmProps {
  /** `urgent`: a promise to an owner is in danger now; `soon`: look on the same working day. */
  readonly severity: 'urgent' | 'soon';
  /** What it means for owners, one sentence. */
  readonly meaning: string;
  /** Section of `docs/runbook.md` that says what to look at and what to do. */
  readonly runbook: string;
  readonly metric: IMetric;
  /** Rings at this value or above it. */
  readonly threshold: number;
  /** Periods of the metric in a row. */
  readonly periods: number;
  /** No data is bad news too, for a metric that must come every period. */
  readonly silenceIsBad?: boolean;
}

/** Every alarm is made here, so none rings without saying how bad it is, what it means and where to read on. */
export function houseAlarm(scope: Construct, id: string, topic: ITopic, props: HouseAlarmProps): Alarm {
  const alarm = new Alarm(scope, id, {
    alarmDescription: `[${props.severity}] ${props.meaning} See docs/runbook.md#${props.runbook}`,
    metric: props.metric,
    threshold: props.threshold,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods: props.periods,
    treatMissingData: props.silenceIsBad ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
  });
  const action = new SnsAction(topic);
  alarm.addAlarmAction(action);
  alarm.addOkAction(action);
  return alarm;
}
