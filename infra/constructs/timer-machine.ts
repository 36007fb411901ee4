import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ArnFormat, Aws, CfnResource, RemovalPolicies, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { flattenCfnReference } from 'cdk-nag/lib/utils/flatten-cfn-reference.js';
import { Construct } from 'constructs';
import type { HouseFunction } from './house-function.ts';
import type { HouseTable } from './journal-table.ts';

const definition = join(import.meta.dirname, '..', '..', 'shared', 'timer', 'timer.asl.json');

export interface TimerMachineProps {
  /** The one table that the timers write to. */
  readonly table: HouseTable;
  readonly local: boolean;
}

/**
 * The state machine behind a service's deadlines. AWS ends all executions of a machine that is deleted or replaced, so
 * it stays when its stack goes (with all it needs to run), and a test pins its logical id.
 */
export class TimerMachine extends Construct {
  readonly machine: StateMachine;

  constructor(scope: Construct, id: string, { table, local }: TimerMachineProps) {
    super(scope, id);
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('states.amazonaws.com') });
    table.allow(role, 'UpdateItem', 'PutItem');
    this.machine = new StateMachine(this, 'Machine', {
      stateMachineType: StateMachineType.STANDARD,
      definitionBody: DefinitionBody.fromString(readFileSync(definition, 'utf8')),
      definitionSubstitutions: { TableName: table.tableName, Partition: Aws.PARTITION },
      role,
      tracingEnabled: true,
      logs: {
        destination: new LogGroup(this, 'Log', {
          retention: RetentionDays.ONE_MONTH,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
        level: LogLevel.ERROR,
        includeExecutionData: false,
      },
    });
    // cfn-lint wants `arn:aws:` in every integration and does not know substitutions. The document is judged by
    // asl-validator in a test, and by CDK when it is synthesized.
    const { defaultChild } = this.machine.node;
    if (CfnResource.isCfnResource(defaultChild))
      defaultChild.addMetadata('cfn-lint', { config: { ignore_checks: ['E3601'] } });
    if (!local) RemovalPolicies.of(this).retain();
    Validations.of(this.machine).acknowledge({
      id: 'AwsSolutions-SF1',
      reason: 'Errors are logged. What a timer does in peace stands in the journal, with its instant, for good.',
    });
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'X-Ray and the set-up of log delivery have no resources: these actions can only be given on *.',
    });
  }

  /** Lets a function start timers, and stop them again. */
  allow(starter: HouseFunction): void {
    const executions = Stack.of(this).formatArn({
      service: 'states',
      resource: 'execution',
      resourceName: `${this.machine.stateMachineName}:*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    starter.allow(['states:StartExecution'], this.machine.stateMachineArn);
    starter.allow(['states:StopExecution'], executions);
    Validations.of(starter).acknowledge({
      id: `AwsSolutions-IAM5[Resource::${flattenCfnReference(Stack.of(this).resolve(executions))}]`,
      reason: 'The executions of this one machine; their names are the clocks of the future.',
    });
  }
}
