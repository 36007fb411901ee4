import { CfnOutput } from 'aws-cdk-lib';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Construct } from 'constructs';
import { HouseTable } from '../constructs/journal-table.ts';
import { allOf } from '../constructs/service-api.ts';
import type { Deployment } from '../deployment.ts';
import type { PlatformStack } from './platform.ts';
import { ServiceStack } from './service-stack.ts';

/** Places, posts, rosters in one table; names, phones and addresses in a second one: the seed writes, notification reads. */
export class DirectoryStack extends ServiceStack {
  readonly people: HouseTable;

  constructor(scope: Construct, deployment: Deployment, platform: PlatformStack) {
    super(scope, deployment, 'directory', platform, [
      [HttpMethod.ANY, '/v1/me'],
      ...allOf('premises'),
      ...allOf('posts'),
    ]);
    this.people = new HouseTable(this, 'People', { key: platform.dataKey, local: deployment.local });
    // Premises and staff are read by the dozen.
    this.table.allow(this.api.role, 'BatchGetItem');

    new CfnOutput(this, 'PeopleTableName', { value: this.people.tableName });
    new CfnOutput(this, 'PersonalKeyId', { value: platform.personalKey.keyId });
  }
}
