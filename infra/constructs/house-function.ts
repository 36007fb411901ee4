import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { METRICS_NAMESPACE } from '../../shared/log/metric-names.ts';
import { bundleFolder } from '../bundle.ts';
import type { Deployment } from '../deployment.ts';
import type { Entry, Service } from '../functions.ts';

export interface HouseFunctionProps {
  readonly deployment: Deployment;
  readonly service: Service | 'reference';
  readonly entry: Entry;
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Seconds. An API caller does not wait longer; a sweep may take until the next one starts; an inbox's visibility
 * timeout hangs on its consumer's.
 */
const timeouts: Readonly<Record<Entry, number>> = {
  api: 10,
  attachments: 10,
  'on-events': 30,
  relay: 30,
  sweep: 60,
};

/** A function with the defaults of the house. Its role starts with its own log and X-Ray, and nothing else. */
export class HouseFunction extends Construct {
  readonly lambda: LambdaFunction;
  readonly role: Role;

  constructor(scope: Construct, id: string, { deployment, service, entry, environment }: HouseFunctionProps) {
    super(scope, id);
    const { profile } = deployment;
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    const logGroup = new LogGroup(this, 'Log', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    logGroup.grantWrite(this.role);
    this.lambda = new LambdaFunction(this, 'Function', {
      description: `${profile.id} ${service} ${entry}`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: deployment.bundled
        ? Code.fromAsset(bundleFolder(service, entry), { exclude: ['*.map'] })
        : Code.fromInline('exports.handler = async () => ({});'),
      memorySize: 512,
      timeout: Duration.seconds(timeouts[entry]),
      tracing: Tracing.ACTIVE,
      logGroup,
      role: this.role,
      environment: {
        COMPANY: profile.id,
        COMPANY_NAME: profile.name,
        LOCALE: profile.locale,
        TIME_ZONE: profile.timeZone,
        POWERTOOLS_METRICS_NAMESPACE: METRICS_NAMESPACE,
        // Also a dimension of every metric: two companies in one account do not add up.
        POWERTOOLS_SERVICE_NAME: `${profile.id}-${service}`,
        ...environment,
      },
    });
    Validations.of(this.lambda).acknowledge({
      id: 'Serverless-LambdaDLQ',
      reason:
        'A dead-letter target serves asynchronous calls only. The one function called that way, the sweep, has a ' +
        'failure destination; API, stream and queue carry their own failures.',
    });
    Validations.of(this.role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'X-Ray has no resources: xray:PutTraceSegments and xray:PutTelemetryRecords can only be given on *.',
    });
  }

  allow(actions: readonly string[], ...resources: readonly string[]): void {
    this.role.addToPrincipalPolicy(new PolicyStatement({ actions: [...actions], resources: [...resources] }));
  }
}
