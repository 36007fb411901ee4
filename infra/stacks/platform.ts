import { CfnOutput, Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  HttpApi,
  HttpAuthorizer,
  HttpAuthorizerType,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { AccountRecovery, FeaturePlan, Mfa, UserPool, UserPoolClient, UserPoolGroup } from 'aws-cdk-lib/aws-cognito';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { roleSchema } from '../../shared/identity/roles.ts';
import { ReferenceApi } from '../constructs/reference-api.ts';
import type { Deployment } from '../deployment.ts';
import { HouseStack } from './house-stack.ts';

/** Who issues the tokens that the API takes. */
export interface Issuer {
  readonly issuer: string;
  readonly audience: string;
  /** `access` for Cognito; empty for issuers without that claim. */
  readonly tokenUse: string;
}

/** What all services share: the bus, the API with its one authorizer, identity, keys. */
export class PlatformStack extends HouseStack {
  readonly bus: EventBus;
  readonly apiId: string;
  readonly apiUrl: string;
  readonly authorizerId: string;
  readonly issuer: Issuer;
  /** Encrypts all tables. */
  readonly dataKey: Key;
  /** Wraps the data key of each person. */
  readonly personalKey: Key;
  /** Wraps the data key of each sensitive field of a person: nobody but the directory's API may use it (R272). */
  readonly sensitiveKey: Key;
  /** Signs the links in messages. */
  readonly linkKey: Key;
  /** Stands for phone numbers where they are looked up. */
  readonly searchKey: Key;

  constructor(scope: Construct, deployment: Deployment) {
    super(scope, deployment, 'platform');
    const { local } = deployment;
    const removalPolicy = local ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN;

    this.bus = new EventBus(this, 'Bus');
    this.dataKey = new Key(this, 'DataKey', { description: 'Tables', enableKeyRotation: true, removalPolicy });
    this.personalKey = new Key(this, 'PersonalKey', {
      description: 'Personal data of people',
      enableKeyRotation: true,
      removalPolicy,
    });
    this.sensitiveKey = new Key(this, 'SensitiveKey', {
      description: 'Sensitive fields of people',
      enableKeyRotation: true,
      removalPolicy,
    });
    this.linkKey = new Key(this, 'LinkKey', {
      description: 'Signed links in messages',
      keySpec: KeySpec.HMAC_256,
      keyUsage: KeyUsage.GENERATE_VERIFY_MAC,
      removalPolicy,
    });

    this.searchKey = new Key(this, 'SearchKey', {
      description: 'Search of people by phone',
      keySpec: KeySpec.HMAC_256,
      keyUsage: KeyUsage.GENERATE_VERIFY_MAC,
      removalPolicy,
    });

    this.issuer = this.identity(deployment, removalPolicy);
    const api = new HttpApi(this, 'Api', { apiName: `guanjia-${deployment.profile.id}`, createDefaultStage: false });
    this.apiId = api.apiId;
    this.apiUrl = api.apiEndpoint;
    new HttpStage(this, 'Stage', {
      httpApi: api,
      stageName: '$default',
      autoDeploy: true,
      // For the whole company.
      throttle: { rateLimit: 200, burstLimit: 400 },
      accessLogSettings: {
        destination: new LogGroupLogDestination(
          new LogGroup(this, 'AccessLog', { retention: RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY }),
        ),
        format: AccessLogFormat.custom(
          // The route, not the path: a path may hold a signed link.
          JSON.stringify({
            at: '$context.requestTime',
            requestId: '$context.requestId',
            route: '$context.routeKey',
            status: '$context.status',
            error: '$context.error.message',
            integrationError: '$context.integrationErrorMessage',
            milliseconds: '$context.responseLatency',
          }),
        ),
      },
    });
    this.authorizerId = new HttpAuthorizer(this, 'Authorizer', {
      httpApi: api,
      type: HttpAuthorizerType.JWT,
      identitySource: ['$request.header.Authorization'],
      jwtIssuer: this.issuer.issuer,
      jwtAudience: [this.issuer.audience],
    }).authorizerId;

    new ReferenceApi(this, 'Reference', { api, deployment });

    new CfnOutput(this, 'ApiId', { value: this.apiId });
    new CfnOutput(this, 'ApiUrl', { value: this.apiUrl });
    new CfnOutput(this, 'BusName', { value: this.bus.eventBusName });
  }

  private identity({ profile, local }: Deployment, removalPolicy: RemovalPolicy): Issuer {
    const { identity } = profile;
    if (identity.kind === 'oidc') return { issuer: identity.issuer, audience: identity.audience, tokenUse: '' };

    const pool = new UserPool(this, 'Users', {
      featurePlan: FeaturePlan.LITE,
      selfSignUpEnabled: false,
      signInCaseSensitive: false,
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      mfa: Mfa.OFF,
      passwordPolicy: {
        minLength: 12,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
      },
      deletionProtection: !local,
      removalPolicy,
    });
    for (const role of roleSchema.options)
      new UserPoolGroup(this, `Group-${role}`, { userPool: pool, groupName: role });
    const client = new UserPoolClient(this, 'Client', {
      userPool: pool,
      authFlows: { userPassword: true, userSrp: true },
      disableOAuth: true,
      preventUserExistenceErrors: true,
      accessTokenValidity: Duration.minutes(30),
      idTokenValidity: Duration.minutes(30),
      refreshTokenValidity: Duration.days(7),
    });
    Validations.of(pool).acknowledge(
      {
        id: 'AwsSolutions-COG2',
        reason:
          'Owners sign in with a password alone; what they can reach is their own household. A company that wants a ' +
          'second factor for its staff names its own issuer in the profile.',
      },
      {
        id: 'AwsSolutions-COG8',
        reason: 'The cheapest feature plan is a decision; Plus costs more than all the rest.',
      },
    );
    new CfnOutput(this, 'UserPoolId', { value: pool.userPoolId });
    new CfnOutput(this, 'UserPoolClientId', { value: client.userPoolClientId });
    return {
      issuer: `https://cognito-idp.${this.region}.amazonaws.com/${pool.userPoolId}`,
      audience: client.userPoolClientId,
      tokenUse: 'access',
    };
  }
}
