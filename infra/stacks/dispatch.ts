import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Construct } from 'constructs';
import { Inbox } from '../constructs/inbox.ts';
import { allOf } from '../constructs/service-api.ts';
import type { Deployment } from '../deployment.ts';
import type { DirectoryStack } from './directory.ts';
import type { PlatformStack } from './platform.ts';
import { ServiceStack } from './service-stack.ts';

/** Work orders: who goes, who accepts, who arrives, what keeps them waiting. */
export class DispatchStack extends ServiceStack {
  constructor(scope: Construct, deployment: Deployment, platform: PlatformStack, directory: DirectoryStack) {
    super(scope, deployment, 'dispatch', platform, [
      ...allOf('work-orders'),
      ...allOf('price-list'),
      [HttpMethod.GET, '/v1/requests/{id}/work-orders'],
      [HttpMethod.POST, '/v1/requests/{id}/work-orders'],
    ]);
    const inbox = new Inbox(this, 'Inbox', { bus: platform.bus, maxConcurrency: 5 });
    inbox.take('FromIntake', [
      'request.received',
      'request.assessed',
      'request.consented',
      'request.reclassified',
      'request.reopened',
      'request.cancelled',
    ]);
    inbox.take('FromSla', ['clock.breached'], { data: { kind: ['accept'] } });
    const consumer = this.addConsumer(inbox);
    // How much somebody has in hand is counted before they get more.
    this.table.allow(this.sweep.role, 'Query');
    this.table.allowLists(this.api.role);
    this.knowDuties(directory.table, this.api, consumer, this.sweep);
  }
}
