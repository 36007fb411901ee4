import { CfnOutput } from 'aws-cdk-lib';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Construct } from 'constructs';
import { Inbox } from '../constructs/inbox.ts';
import { allOf } from '../constructs/service-api.ts';
import { TimerMachine } from '../constructs/timer-machine.ts';
import type { Deployment } from '../deployment.ts';
import type { DirectoryStack } from './directory.ts';
import type { PlatformStack } from './platform.ts';
import { ServiceStack } from './service-stack.ts';

/** Policies, calendars, clocks, escalation; the timers that make a deadline happen. */
export class SlaStack extends ServiceStack {
  readonly timer: TimerMachine;

  constructor(scope: Construct, deployment: Deployment, platform: PlatformStack, directory: DirectoryStack) {
    super(scope, deployment, 'sla', platform, [
      ...allOf('clocks'),
      [HttpMethod.GET, '/v1/breaches'],
      ...allOf('policies'),
      ...allOf('calendars'),
      [HttpMethod.GET, '/v1/requests/{id}/clocks'],
    ]);
    this.timer = new TimerMachine(this, 'Timer', { table: this.table, local: deployment.local });

    const inbox = new Inbox(this, 'Inbox', { bus: platform.bus, maxConcurrency: 5 });
    inbox.take('FromIntake', [
      'request.received',
      'request.confirmed',
      'request.answered',
      'request.resolved',
      'request.feedback-given',
      'request.closed',
      'request.cancelled',
      'request.consented',
      'request.time-agreed',
      'request.reclassified',
      'request.reopened',
    ]);
    inbox.take('FromDispatch', [
      'work-order.assigned',
      'work-order.accepted',
      'work-order.arrived',
      'work-order.quoted',
      'work-order.waiting',
      'work-order.wait-approved',
      'work-order.resumed',
      'request-work.done',
    ]);
    inbox.take('FromSla', ['clock.breached']);
    const consumer = this.addConsumer(inbox);
    this.knowCallers(directory.table);
    this.table.allowLists(this.api.role);
    // A verdict is a function of all facts of a request, so its whole partition is read.
    this.table.allow(this.sweep.role, 'Query');
    for (const starter of [this.api, consumer, this.sweep]) this.timer.allow(starter);
    for (const { lambda } of [this.api, consumer, this.sweep])
      lambda.addEnvironment('TIMER_ARN', this.timer.machine.stateMachineArn);
    new CfnOutput(this, 'TimerArn', { value: this.timer.machine.stateMachineArn });
  }
}
