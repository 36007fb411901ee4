import { CfnOutput } from 'aws-cdk-lib';
import { HttpApi, HttpAuthorizer, type IHttpApi, type IHttpRouteAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Construct } from 'constructs';
import { DeadLetters } from '../constructs/dead-letters.ts';
import { HouseFunction } from '../constructs/house-function.ts';
import type { Inbox } from '../constructs/inbox.ts';
import { type HouseTable, JournalTable } from '../constructs/journal-table.ts';
import { type Route, ServiceApi } from '../constructs/service-api.ts';
import { Sweep } from '../constructs/sweep.ts';
import type { Deployment } from '../deployment.ts';
import type { Entry, Service } from '../functions.ts';
import { HouseStack } from './house-stack.ts';
import type { PlatformStack } from './platform.ts';

/**
 * What every service has: a table, an API function with its routes, a relay from the table's stream to the bus, a
 * sweep every minute. Rights are given per function, action by action.
 */
export class ServiceStack extends HouseStack {
  readonly table: JournalTable;
  readonly functions: HouseFunction[] = [];
  readonly deadLetters: DeadLetters[];
  readonly inboxes: Inbox[] = [];
  readonly service: Service;
  protected readonly api: HouseFunction;
  protected readonly sweep: HouseFunction;
  protected readonly platform: PlatformStack;
  readonly #deployment: Deployment;
  readonly #httpApi: IHttpApi;
  readonly #authorizer: IHttpRouteAuthorizer;

  constructor(
    scope: Construct,
    deployment: Deployment,
    service: Service,
    platform: PlatformStack,
    routes: readonly Route[],
  ) {
    super(scope, deployment, service);
    this.#deployment = deployment;
    this.service = service;
    this.platform = platform;
    this.table = new JournalTable(this, 'Table', { key: platform.dataKey, local: deployment.local });
    const undelivered = new DeadLetters(this, 'Undelivered');
    this.deadLetters = [undelivered];

    this.#httpApi = HttpApi.fromHttpApiAttributes(this, 'HttpApi', { httpApiId: platform.apiId });
    this.#authorizer = HttpAuthorizer.fromHttpAuthorizerAttributes(this, 'Authorizer', {
      authorizerId: platform.authorizerId,
      authorizerType: 'JWT',
    });
    this.api = this.addApi('Api', 'api', routes);

    const relay = this.addFunction('Relay', 'relay', { BUS_NAME: platform.bus.eventBusName });
    this.table.allow(relay.role, 'UpdateItem');
    relay.allow(['events:PutEvents'], platform.bus.eventBusArn);
    this.table.feed(relay, undelivered);

    this.sweep = this.addFunction('Sweep', 'sweep', { BUS_NAME: platform.bus.eventBusName });
    this.table.allowTodo(this.sweep.role);
    this.table.allow(this.sweep.role, 'GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'ConditionCheckItem');
    this.sweep.allow(['events:PutEvents'], platform.bus.eventBusArn);
    new Sweep(this, 'Sweeping', this.sweep, undelivered);

    new CfnOutput(this, 'TableName', { value: this.table.tableName });
  }

  /** A function that answers calls on some routes, each of which it reads, decides and writes. */
  protected addApi(id: string, entry: Entry, routes: readonly Route[], more: Readonly<Record<string, string>> = {}) {
    const { issuer, audience, tokenUse } = this.platform.issuer;
    const handler = this.addFunction(id, entry, { ISSUER: issuer, AUDIENCE: audience, TOKEN_USE: tokenUse, ...more });
    this.table.allow(handler.role, 'GetItem', 'Query', 'PutItem', 'UpdateItem', 'ConditionCheckItem');
    new ServiceApi(this, id === 'Api' ? 'Routes' : `${id}Routes`, {
      api: this.#httpApi,
      authorizer: this.#authorizer,
      handler,
      routes,
    });
    return handler;
  }

  /** A function of this service with its own environment, its own role and no right beyond its log. */
  protected addFunction(id: string, entry: Entry, environment: Readonly<Record<string, string>>): HouseFunction {
    const added = new HouseFunction(this, id, {
      deployment: this.#deployment,
      service: this.service,
      entry,
      environment: { TABLE_NAME: this.table.tableName, ...environment },
    });
    this.functions.push(added);
    return added;
  }

  /** The function that takes what comes into this service's inboxes. */
  protected addConsumer(...inboxes: readonly Inbox[]): HouseFunction {
    const consumer = this.addFunction('OnEvents', 'on-events', {
      INBOX_URLS: inboxes.map(({ queue }) => queue.queueUrl).join(','),
    });
    this.table.allow(consumer.role, 'GetItem', 'Query', 'PutItem', 'UpdateItem', 'ConditionCheckItem');
    for (const inbox of inboxes) {
      inbox.deliverTo(consumer);
      this.deadLetters.push(inbox.deadLetters);
      this.inboxes.push(inbox);
      const { id } = inbox.node;
      new CfnOutput(this, `${id}Url`, { value: inbox.queue.queueUrl });
      new CfnOutput(this, `${id.replace('Inbox', 'DeadLetter')}Url`, { value: inbox.deadLetters.queueUrl });
    }
    return consumer;
  }

  /** Who calls: reads single rows of the directory's table, never the one with people's data. */
  protected knowCallers(directory: HouseTable, { lambda, role }: HouseFunction = this.api): void {
    directory.allow(role, 'GetItem');
    lambda.addEnvironment('DIRECTORY_TABLE', directory.tableName);
  }

  /** Who is on duty where: reads posts and rosters too. */
  protected knowDuties(directory: HouseTable, ...readers: readonly HouseFunction[]): void {
    for (const { lambda, role } of readers) {
      directory.allow(role, 'GetItem', 'Query', 'BatchGetItem');
      lambda.addEnvironment('DIRECTORY_TABLE', directory.tableName);
    }
  }
}
