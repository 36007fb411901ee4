import { CfnOutput } from 'aws-cdk-lib';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Construct } from 'constructs';
import { HouseTable } from '../constructs/journal-table.ts';
import { allOf } from '../constructs/service-api.ts';
import type { Deployment } from '../deployment.ts';
import type { PlatformStack } from './platform.ts';
import { ServiceStack } from './service-stack.ts';

/** Places, posts, rosters in one table; names, phones and e-mail addresses in a second one, which notification reads too. */
export class DirectoryStack extends ServiceStack {
  readonly people: HouseTable;

  constructor(scope: Construct, deployment: Deployment, platform: PlatformStack) {
    super(scope, deployment, 'directory', platform, [
      [HttpMethod.ANY, '/v1/me'],
      ...allOf('premises'),
      ...allOf('posts'),
      ...allOf('households'),
      ...allOf('people'),
      ...allOf('staff'),
      [HttpMethod.ANY, '/v1/access-review'],
    ]);
    this.people = new HouseTable(this, 'People', { key: platform.dataKey, local: deployment.local });
    this.people.allow(this.api.role, 'GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem');
    this.api.allow(['kms:Decrypt', 'kms:GenerateDataKey'], platform.personalKey.keyArn);
    this.api.allow(['kms:Decrypt', 'kms:GenerateDataKey'], platform.sensitiveKey.keyArn);
    this.api.allow(['kms:GenerateMac'], platform.searchKey.keyArn);
    for (const [name, value] of Object.entries({
      PEOPLE_TABLE: this.people.tableName,
      PERSONAL_KEY_ID: platform.personalKey.keyId,
      SENSITIVE_KEY_ID: platform.sensitiveKey.keyId,
      SEARCH_KEY_ID: platform.searchKey.keyId,
    }))
      this.api.lambda.addEnvironment(name, value);
    // What a consent covered is deleted when its time is over.
    this.people.allow(this.sweep.role, 'DeleteItem');
    this.sweep.lambda.addEnvironment('PEOPLE_TABLE', this.people.tableName);
    // Premises and staff are read by the dozen.
    this.table.allow(this.api.role, 'BatchGetItem');

    new CfnOutput(this, 'PeopleTableName', { value: this.people.tableName });
    new CfnOutput(this, 'PersonalKeyId', { value: platform.personalKey.keyId });
    new CfnOutput(this, 'SearchKeyId', { value: platform.searchKey.keyId });
  }
}
