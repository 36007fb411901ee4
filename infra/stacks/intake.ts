import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Construct } from 'constructs';
import { AttachmentBucket } from '../constructs/attachment-bucket.ts';
import { Inbox } from '../constructs/inbox.ts';
import { allOf } from '../constructs/service-api.ts';
import type { Deployment } from '../deployment.ts';
import type { DirectoryStack } from './directory.ts';
import type { PlatformStack } from './platform.ts';
import { ServiceStack } from './service-stack.ts';

/** Requests: their receipt, the promise, the owner's timeline, the page behind a signed link, attachments. */
export class IntakeStack extends ServiceStack {
  constructor(scope: Construct, deployment: Deployment, platform: PlatformStack, directory: DirectoryStack) {
    super(scope, deployment, 'intake', platform, [
      ...allOf('requests'),
      [HttpMethod.GET, '/v1/categories'],
      [HttpMethod.GET, '/v1/lowerings'],
      [HttpMethod.GET, '/v1/promises'],
      [HttpMethod.GET, '/v1/callers'],
      [HttpMethod.ANY, '/v1/public/requests/{proxy+}'],
    ]);
    this.knowCallers(directory.table);
    this.table.allowLists(this.api.role);
    this.api.allow(['kms:VerifyMac'], platform.linkKey.keyArn);
    this.api.lambda.addEnvironment('LINK_KEY_ID', platform.linkKey.keyId);
    // The contact of whoever reports without a household.
    this.api.allow(['kms:Decrypt', 'kms:GenerateDataKey'], platform.personalKey.keyArn);
    this.api.lambda.addEnvironment('PERSONAL_KEY_ID', platform.personalKey.keyId);

    for (const { lambda } of [this.api, this.sweep])
      lambda.addEnvironment('CONTACT_EVERY', deployment.profile.contactEvery);

    const bucket = new AttachmentBucket(this, 'Files', {
      key: platform.dataKey,
      origin: deployment.publicUrl === undefined ? platform.apiUrl : new URL(deployment.publicUrl).origin,
      local: deployment.local,
    });
    const attachments = this.addApi(
      'Attachments',
      'attachments',
      [
        [HttpMethod.ANY, '/v1/requests/{id}/attachments'],
        [HttpMethod.ANY, '/v1/requests/{id}/attachments/{attachmentId}/{act}'],
      ],
      { BUCKET_NAME: bucket.bucketName, BUCKET_ADDRESS: deployment.local ? 'path' : 'host' },
    );
    this.knowCallers(directory.table, attachments);
    bucket.allow(attachments);

    const inbox = new Inbox(this, 'Inbox', { bus: platform.bus, maxConcurrency: 5 });
    inbox.take('FromSla', [
      'policy.published',
      'calendar.published',
      'clock.breached',
      'clock.breach-retracted',
      'escalation.raised',
    ]);
    inbox.take('FromDispatch', [
      'work-order.created',
      'work-order.assigned',
      'work-order.refused',
      'work-order.accepted',
      'work-order.arrived',
      'work-order.waiting',
      'work-order.resumed',
      'work-order.visit-agreed',
      'work-order.quoted',
      'work-order.quote-agreed',
      'work-order.quote-declined',
      'work-order.completed',
      'work-order.cancelled',
      'request-work.done',
    ]);
    this.addConsumer(inbox);
  }
}
