import { CfnOutput, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { type IMetric, MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { METRICS_NAMESPACE, type MetricName, metricNames } from '../../shared/log/metric-names.ts';
import { type HouseAlarmProps, houseAlarm } from '../constructs/house-alarm.ts';
import type { Deployment } from '../deployment.ts';
import type { Service } from '../functions.ts';
import { HouseStack } from './house-stack.ts';
import type { PlatformStack } from './platform.ts';
import type { ServiceStack } from './service-stack.ts';
import type { SlaStack } from './sla.ts';

const minute = Duration.minutes(1);
const fiveMinutes = Duration.minutes(5);

/** Few alarms that matter, and the topic that the people on call subscribe to. Not deployed on the local cloud. */
export class OpsStack extends HouseStack {
  readonly #topic: Topic;
  readonly #company: string;

  constructor(
    scope: Construct,
    deployment: Deployment,
    platform: PlatformStack,
    sla: SlaStack,
    services: readonly ServiceStack[],
  ) {
    super(scope, deployment, 'ops');
    this.#company = deployment.profile.id;
    this.#topic = this.#alarmTopic();

    this.#alarm('ApiErrors', {
      severity: 'urgent',
      meaning: 'Owners and staff get errors instead of answers.',
      runbook: 'api-errors',
      metric: new Metric({
        namespace: 'AWS/ApiGateway',
        metricName: '5xx',
        dimensionsMap: { ApiId: platform.apiId },
        statistic: Stats.SUM,
        period: fiveMinutes,
      }),
      threshold: 5,
      periods: 1,
    });
    for (const service of services) this.#watchService(service);
    this.#watchDeadlines(sla);
    // Without a channel every message is recorded as failed, as it should be.
    if (Object.keys(deployment.profile.channels).length > 0)
      this.#alarm('MessagesFailed', {
        severity: 'urgent',
        meaning: 'Somebody who should have been told was not: no channel took the message.',
        runbook: 'messages-failed',
        metric: this.#counted('notification', metricNames.messagesFailed),
        threshold: 1,
        periods: 1,
      });
  }

  #watchService({ service, functions, deadLetters, inboxes }: ServiceStack): void {
    this.#alarm(`${service}-DeadLetters`, {
      severity: 'soon',
      meaning: `Something that ${service} had to do is left undone until a person looks at it.`,
      runbook: 'dead-letters',
      metric: total(
        deadLetters.map((queue) =>
          queue.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM, period: fiveMinutes }),
        ),
      ),
      threshold: 1,
      periods: 1,
    });
    this.#alarm(`${service}-FunctionErrors`, {
      severity: 'soon',
      meaning: `Functions of ${service} fail; work is delayed and repeated.`,
      runbook: 'function-errors',
      metric: total(functions.map(({ lambda }) => lambda.metricErrors({ statistic: Stats.SUM, period: fiveMinutes }))),
      threshold: 3,
      periods: 2,
    });
    this.#alarm(`${service}-UnsentEvents`, {
      severity: 'urgent',
      meaning: `News from ${service} does not reach the other services, or its sweep has stopped: deadlines may pass unseen.`,
      runbook: 'unsent-events',
      metric: this.#own(service, metricNames.oldestUnsentSeconds, Stats.MAXIMUM, minute),
      threshold: 120,
      periods: 5,
      silenceIsBad: true,
    });
    for (const { node, queue } of inboxes)
      this.#alarm(`${service}-${node.id}Behind`, {
        severity: 'urgent',
        meaning: `News reaches ${service} minutes late: so do the work orders, alarms and messages that follow from it.`,
        runbook: 'inbox-behind',
        metric: queue.metricApproximateAgeOfOldestMessage({ statistic: Stats.MAXIMUM, period: minute }),
        threshold: 120,
        periods: 3,
      });
    this.#alarm(`${service}-ParkedEvents`, {
      severity: 'urgent',
      meaning: `An event of ${service} was refused ten times; what should follow from it will not happen by itself.`,
      runbook: 'parked-events',
      metric: this.#counted(service, metricNames.eventsParked),
      threshold: 1,
      periods: 1,
    });
    this.#alarm(`${service}-SweepFailures`, {
      severity: 'soon',
      meaning: `A row of ${service} cannot be settled; its case does not move on.`,
      runbook: 'sweep-failures',
      metric: this.#counted(service, metricNames.sweepFailures),
      threshold: 1,
      periods: 3,
    });
  }

  #watchDeadlines({ timer: { machine } }: SlaStack): void {
    this.#alarm('ClocksJudgedBySweep', {
      severity: 'urgent',
      meaning: 'Deadlines were judged up to a minute late, because their timers did not do it.',
      runbook: 'clocks-judged-by-the-sweep',
      metric: this.#counted('sla', metricNames.clocksJudgedBySweep),
      threshold: 1,
      periods: 1,
    });
    this.#alarm('ClocksBeyondCoverage', {
      severity: 'soon',
      meaning: 'Deadlines were promised for days whose holidays nobody has entered yet: they may fall on a holiday.',
      runbook: 'clocks-beyond-coverage',
      metric: this.#counted('sla', metricNames.clocksBeyondCoverage),
      threshold: 1,
      periods: 1,
    });
    this.#alarm('TimersFailed', {
      severity: 'soon',
      meaning: 'Timers ended without judging their clock; the sweep judges it within a minute.',
      runbook: 'timers-failed',
      metric: total([
        machine.metricFailed({ statistic: Stats.SUM, period: fiveMinutes }),
        machine.metricTimedOut({ statistic: Stats.SUM, period: fiveMinutes }),
      ]),
      threshold: 1,
      periods: 1,
    });
  }

  #alarm(id: string, props: HouseAlarmProps): void {
    houseAlarm(this, id, this.#topic, props);
  }

  #counted(service: Service, name: MetricName): Metric {
    return this.#own(service, name, Stats.SUM, fiveMinutes);
  }

  /** A metric that our own code sends; its `service` is the function's POWERTOOLS_SERVICE_NAME. */
  #own(service: Service, metricName: MetricName, statistic: string, period: Duration): Metric {
    return new Metric({
      namespace: METRICS_NAMESPACE,
      metricName,
      dimensionsMap: { service: `${this.#company}-${service}` },
      statistic,
      period,
    });
  }

  #alarmTopic(): Topic {
    const fromAlarms = {
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
    };
    const key = new Key(this, 'AlarmKey', {
      description: 'Alarm topic',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    key.addToResourcePolicy(
      new PolicyStatement({ ...fromAlarms, actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: ['*'] }),
    );
    const topic = new Topic(this, 'Alarms', { masterKey: key, enforceSSL: true });
    topic.addToResourcePolicy(
      new PolicyStatement({ ...fromAlarms, actions: ['sns:Publish'], resources: [topic.topicArn] }),
    );
    new CfnOutput(this, 'AlarmTopicArn', { value: topic.topicArn });
    return topic;
  }
}

const total = (metrics: readonly IMetric[]): MathExpression =>
  new MathExpression({
    expression: 'SUM(METRICS())',
    label: 'total',
    usingMetrics: Object.fromEntries(metrics.map((metric, n) => [`m${n}`, metric])),
    period: fiveMinutes,
  });
