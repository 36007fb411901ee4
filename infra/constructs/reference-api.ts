import { Validations } from 'aws-cdk-lib';
import { type HttpApi, HttpMethod, HttpRoute, HttpRouteKey } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Construct } from 'constructs';
import type { Deployment } from '../deployment.ts';
import { HouseFunction } from './house-function.ts';

/** `GET /v1/openapi.json` and the page that shows it, open to everybody: a function with no table and no right. */
export class ReferenceApi extends Construct {
  constructor(scope: Construct, id: string, { api, deployment }: { api: HttpApi; deployment: Deployment }) {
    super(scope, id);
    const shows = new HouseFunction(this, 'Api', { deployment, service: 'reference', entry: 'api', environment: {} });
    const integration = new HttpLambdaIntegration('Integration', shows.lambda);
    for (const [name, path] of [
      ['Document', '/v1/openapi.json'],
      ['Page', '/v1/public/docs'],
    ] as const) {
      const route = new HttpRoute(this, name, {
        httpApi: api,
        routeKey: HttpRouteKey.with(path, HttpMethod.GET),
        integration,
      });
      Validations.of(route).acknowledge({
        id: 'AwsSolutions-APIG4',
        reason: 'How the API is called is no secret; the description holds no data of the company.',
      });
    }
  }
}
