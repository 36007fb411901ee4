import { Duration } from 'aws-cdk-lib';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { ScheduleTargetBase, type ScheduleTargetBaseProps } from 'aws-cdk-lib/aws-scheduler-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { HouseFunction } from './house-function.ts';

/** Calls a service's sweep every minute. A call that fails is not repeated: the next one is a minute away. */
export class Sweep extends Construct {
  constructor(scope: Construct, id: string, { lambda }: HouseFunction, deadLetters: IQueue) {
    super(scope, id);
    lambda.configureAsyncInvoke({
      maxEventAge: Duration.minutes(1),
      retryAttempts: 0,
      onFailure: new SqsDestination(deadLetters),
    });
    const target = new InvokeLatest(lambda, {
      maxEventAge: Duration.minutes(1),
      retryAttempts: 0,
      deadLetterQueue: deadLetters,
    });
    new Schedule(this, 'EveryMinute', { schedule: ScheduleExpression.rate(Duration.minutes(1)), target });
  }
}

/** As `LambdaInvoke`, but without the right to call every version and alias. */
class InvokeLatest extends ScheduleTargetBase {
  readonly #lambda: IFunction;

  constructor(lambda: IFunction, props: ScheduleTargetBaseProps) {
    super(props, lambda.functionArn);
    this.#lambda = lambda;
  }

  protected addTargetActionToRole(role: IRole): void {
    this.#lambda.grantInvokeLatestVersion(role);
  }
}
