import { Aws } from 'aws-cdk-lib';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { EmailIdentity, Identity } from 'aws-cdk-lib/aws-ses';
import type { Construct } from 'constructs';
import { warnedKinds } from '../../services/notification/contract/ids.ts';
import type { HouseFunction } from '../constructs/house-function.ts';
import { Inbox } from '../constructs/inbox.ts';
import type { Deployment } from '../deployment.ts';
import type { DirectoryStack } from './directory.ts';
import type { PlatformStack } from './platform.ts';
import { ServiceStack } from './service-stack.ts';

/** What staff are told of work orders. */
const toStaff = ['work-order.assigned', 'work-order.refused', 'work-order.not-accepted', 'work-order.cancelled'];

/** Who is told what on which channel; the only service besides the directory that sees names and numbers. */
export class NotificationStack extends ServiceStack {
  constructor(scope: Construct, deployment: Deployment, platform: PlatformStack, directory: DirectoryStack) {
    super(scope, deployment, 'notification', platform, [
      [HttpMethod.GET, '/v1/requests/{id}/messages'],
      [HttpMethod.GET, '/v1/templates'],
      [HttpMethod.ANY, '/v1/templates/{proxy+}'],
      [HttpMethod.GET, '/v1/preferences'],
      [HttpMethod.PUT, '/v1/preferences'],
      [HttpMethod.GET, '/v1/people/{id}/preferences'],
      [HttpMethod.PUT, '/v1/people/{id}/preferences'],
    ]);
    const urgent = new Inbox(this, 'UrgentInbox', { bus: platform.bus, maxConcurrency: 5 });
    urgent.take('FromSla', ['escalation.raised', 'clock.breach-retracted']);
    urgent.take('FromDispatch', toStaff, { data: { urgent: [true] } });
    const bulk = new Inbox(this, 'BulkInbox', { bus: platform.bus, maxConcurrency: 2 });
    bulk.take('FromDispatch', toStaff, { data: { urgent: [false] } });
    bulk.take('ForDesksFromIntake', ['request.contact-due']);
    bulk.take('FromDirectory', ['roster.gap-ahead']);
    // What households are told never stands in the way of an alarm.
    bulk.take('ForOwnersFromIntake', [
      'request.received',
      'request.reclassified',
      'request.reopened',
      'request.answered',
      'request.note-left',
    ]);
    bulk.take('ForOwnersFromDispatch', [
      'work-order.accepted',
      'work-order.waiting',
      'work-order.quoted',
      'work-order.visit-agreed',
      'request-work.done',
    ]);
    // Nor does what is said before a deadline: there is an alarm after it. The clocks of the desk's own first steps warn nobody.
    bulk.take('BeforeDeadlines', ['clock.warned', 'clock.met', 'clock.paused', 'clock.moved', 'clock.cancelled'], {
      data: { kind: [...warnedKinds] },
    });
    const consumer = this.addConsumer(urgent, bulk);
    this.knowCallers(directory.table);
    this.knowDuties(directory.table, consumer, this.sweep);
    // A breach that is taken back is settled by all its messages.
    this.table.allow(this.sweep.role, 'Query');
    // Whom the desk may speak for: what ties a person to the caller's communities.
    directory.table.allow(this.api.role, 'Query', 'BatchGetItem');

    for (const sender of [consumer, this.sweep]) {
      directory.people.allow(sender.role, 'GetItem');
      sender.allow(['kms:Decrypt'], platform.personalKey.keyArn);
      sender.allow(['kms:GenerateMac'], platform.linkKey.keyArn);
      for (const [name, value] of Object.entries({
        PEOPLE_TABLE: directory.people.tableName,
        PERSONAL_KEY_ID: platform.personalKey.keyId,
        LINK_KEY_ID: platform.linkKey.keyId,
        PUBLIC_URL: deployment.publicUrl ?? platform.apiUrl,
        CHANNELS: JSON.stringify(deployment.profile.channels),
      }))
        sender.lambda.addEnvironment(name, value);
    }
    this.#allowChannels(deployment, [consumer, this.sweep]);
  }

  #allowChannels({ profile, local }: Deployment, senders: readonly HouseFunction[]): void {
    const { email, sms, chat } = profile.channels;
    if (email?.kind === 'ses') {
      // SES knows an address once per account and region: companies side by side have senders of their own.
      const sender = new EmailIdentity(this, 'Sender', { identity: Identity.email(email.from) });
      // The local cloud judges this one action on `*`. Nothing else in a role differs between there and AWS.
      for (const { role } of senders)
        role.addToPrincipalPolicy(
          new PolicyStatement({ actions: ['ses:SendEmail'], resources: [local ? '*' : sender.emailIdentityArn] }),
        );
    }
    // Made by the operator under the account's own key for Parameter Store, which needs no right of its own.
    for (const { secret } of [email?.kind === 'smtp' ? email : undefined, chat].filter((one) => one !== undefined))
      for (const sender of senders)
        sender.allow(
          ['ssm:GetParameter'],
          this.formatArn({ service: 'ssm', resource: 'parameter', resourceName: secret.slice(1) }),
        );
    // An SMS to a number has no resource; topics, which have one, are left out.
    if (sms)
      for (const { role } of senders)
        role.addToPrincipalPolicy(
          new PolicyStatement({ actions: ['sns:Publish'], notResources: [`arn:${Aws.PARTITION}:sns:*:*:*`] }),
        );
  }
}
