import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  Billing,
  ProjectionType,
  StreamViewType,
  TableEncryptionV2,
  type TablePropsV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import { type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { EventSourceMapping, FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { HouseFunction } from './house-function.ts';

export interface HouseTableProps {
  readonly key: IKey;
  readonly local: boolean;
}

const reads = ['GetItem', 'BatchGetItem', 'Query'] as const;
const writes = ['PutItem', 'UpdateItem', 'DeleteItem', 'ConditionCheckItem'] as const;

/** `TransactWriteItems` is judged by the actions of its parts. */
export type TableAction = (typeof reads | typeof writes)[number];

const readsWithKey = ['kms:Decrypt', 'kms:DescribeKey'];
const writesWithKey = ['kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'];

/** A table with the defaults of the house: the company's key, point-in-time recovery, protected outside local. */
export class HouseTable extends TableV2 {
  readonly #key: IKey;

  constructor(scope: Construct, id: string, { key, local }: HouseTableProps, more: Partial<TablePropsV2> = {}) {
    super(scope, id, {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billing: Billing.onDemand(),
      encryption: TableEncryptionV2.customerManagedKey(key),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: 'expiresAt',
      deletionProtection: !local,
      removalPolicy: local ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
      ...more,
    });
    this.#key = key;
  }

  /** Lets a role do just these things with the table's items, and use its key for them. */
  allow(role: IRole, ...actions: readonly TableAction[]): void {
    this.allowOn(role, this.tableArn, actions);
    const writing = writes.some((write) => actions.includes(write));
    this.allowKey(role, writing ? [...readsWithKey, ...writesWithKey] : readsWithKey);
  }

  protected allowOn(role: IRole, arn: string, actions: readonly string[]): void {
    role.addToPrincipalPolicy(
      new PolicyStatement({ actions: actions.map((action) => `dynamodb:${action}`), resources: [arn] }),
    );
  }

  protected allowKey(role: IRole, actions: readonly string[]): void {
    role.addToPrincipalPolicy(new PolicyStatement({ actions: [...actions], resources: [this.#key.keyArn] }));
  }
}

/** The one table of a service: states, events, once-records; its stream feeds the relay, `todo` the sweep, `list` the lists. */
export class JournalTable extends HouseTable {
  constructor(scope: Construct, id: string, props: HouseTableProps) {
    super(scope, id, props, {
      dynamoStream: StreamViewType.NEW_IMAGE,
      globalSecondaryIndexes: [
        {
          indexName: 'todo',
          partitionKey: { name: 'todoShard', type: AttributeType.STRING },
          sortKey: { name: 'todoAt', type: AttributeType.STRING },
          projectionType: ProjectionType.KEYS_ONLY,
        },
        {
          indexName: 'list',
          partitionKey: { name: 'listKey', type: AttributeType.STRING },
          sortKey: { name: 'listAt', type: AttributeType.STRING },
          projectionType: ProjectionType.KEYS_ONLY,
        },
      ],
    });
  }

  /** Feeds new events to the relay. What fails here the sweep sends, so nothing is held up for long. */
  feed({ lambda, role }: HouseFunction, deadLetters: IQueue): void {
    const stream = this.tableStreamArn;
    if (!stream) throw new Error(`${this.node.path} has no stream`);
    this.allowOn(role, stream, ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams']);
    this.allowKey(role, readsWithKey);
    new EventSourceMapping(lambda, 'Stream', {
      target: lambda,
      eventSourceArn: stream,
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: 100,
      retryAttempts: 3,
      maxRecordAge: Duration.minutes(10),
      onFailure: new SqsDlq(deadLetters),
      filters: [
        FilterCriteria.filter({
          eventName: FilterRule.isEqual('INSERT'),
          dynamodb: { Keys: { sk: { S: FilterRule.beginsWith('event#') } } },
        }),
      ],
    });
  }

  /** Lets a role read lists. Their rows are read by `BatchGetItem`: the index holds keys alone. */
  allowLists(role: IRole): void {
    this.allowOn(role, `${this.tableArn}/index/list`, ['Query']);
    this.allow(role, 'BatchGetItem');
  }

  /** Lets a role read what is owed. */
  allowTodo(role: IRole): void {
    this.allowOn(role, `${this.tableArn}/index/todo`, ['Query']);
    this.allowKey(role, readsWithKey);
  }
}
