import type { APIGatewayProxyEventV2WithJWTAuthorizer, Context } from 'aws-lambda';

export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Record<string, string> | undefined;
  readonly body?: string | undefined;
  readonly base64?: boolean;
  readonly requestId?: string;
  /** Null on a route without an authorizer. */
  readonly claims: Record<string, string | number> | null;
}

/** A call as the HTTP API hands it to a function. */
export function apiEvent(request: ApiRequest): APIGatewayProxyEventV2WithJWTAuthorizer {
  const { method, path, headers = {}, query, body, base64 = false, requestId = 'call-1', claims } = request;
  const event = {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: '',
    headers: { host: 'api.example.com', ...headers },
    ...(query && { queryStringParameters: query }),
    requestContext: {
      accountId: '111122223333',
      apiId: 'api',
      domainName: 'api.example.com',
      domainPrefix: 'api',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'test' },
      requestId,
      routeKey: '$default',
      stage: '$default',
      time: '25/Nov/2026:02:00:00 +0000',
      timeEpoch: 0,
      ...(claims && { authorizer: { principalId: '', integrationLatency: 0, jwt: { claims, scopes: [] } } }),
    },
    ...(body !== undefined && { body }),
    isBase64Encoded: base64,
  };
  // The type knows no route without an authorizer.
  return event as APIGatewayProxyEventV2WithJWTAuthorizer;
}

export const lambdaContext: Context = {
  callbackWaitsForEmptyEventLoop: false,
  functionName: 'api',
  functionVersion: '1',
  invokedFunctionArn: 'arn:aws:lambda:ap-southeast-1:111122223333:function:api',
  memoryLimitInMB: '512',
  awsRequestId: 'invocation-1',
  logGroupName: 'api',
  logStreamName: 'api',
  getRemainingTimeInMillis: () => 10_000,
  done: () => undefined,
  fail: () => undefined,
  succeed: () => undefined,
};
