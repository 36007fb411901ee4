import { Validations } from 'aws-cdk-lib';
import {
  HttpMethod,
  HttpRoute,
  HttpRouteKey,
  type IHttpApi,
  type IHttpRouteAuthorizer,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Construct } from 'constructs';
import type { HouseFunction } from './house-function.ts';

/** A path of the API and the methods on it; which roles may call what, the service's own role table says. */
export type Route = readonly [method: HttpMethod, path: string];

/** `/v1/<noun>` and all below it. */
export const allOf = (noun: string): Route[] => [
  [HttpMethod.ANY, `/v1/${noun}`],
  [HttpMethod.ANY, `/v1/${noun}/{proxy+}`],
];

export interface ServiceApiProps {
  readonly api: IHttpApi;
  readonly authorizer: IHttpRouteAuthorizer;
  readonly handler: HouseFunction;
  readonly routes: readonly Route[];
}

/** A service's routes on the one API. Only what lies under `/v1/public/` needs no token: there a signed link counts. */
export class ServiceApi extends Construct {
  constructor(scope: Construct, id: string, { api, authorizer, handler, routes }: ServiceApiProps) {
    super(scope, id);
    const integration = new HttpLambdaIntegration('Integration', handler.lambda);
    for (const [method, path] of routes) {
      const open = path.startsWith('/v1/public/');
      const route = new HttpRoute(this, `${method} ${path.slice(1).replaceAll('/', '-')}`, {
        httpApi: api,
        routeKey: HttpRouteKey.with(path, method),
        integration,
        ...(!open && { authorizer }),
      });
      if (!open) continue;
      Validations.of(route).acknowledge({
        id: 'AwsSolutions-APIG4',
        reason: 'The page of one case behind a signed link that ends after 7 days; the function checks the signature.',
      });
    }
  }
}
