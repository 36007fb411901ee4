import type { APIGatewayProxyEventV2WithJWTAuthorizer, Context } from 'aws-lambda';
import type { httpHandler } from '../../../shared/http/handler.ts';

export const ISSUER = 'https://issuer.example';
export const AUDIENCE = 'console';

/** Claims as API Gateway hands them over: everything a string. */
export const goodClaims = {
  sub: 'sub-1',
  iss: ISSUER,
  client_id: AUDIENCE,
  token_use: 'access',
  exp: '4102444800',
  'cognito:groups': '[agent supervisor]',
};

export interface CallOptions {
  readonly claims?: Record<string, string> | null;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
  readonly rawBody?: string;
  readonly base64?: boolean;
  readonly query?: Record<string, string>;
}

/** A call as the HTTP API hands it to the function; an object body is sent as JSON. */
function eventOf(method: string, path: string, options: CallOptions): APIGatewayProxyEventV2WithJWTAuthorizer {
  const { claims = goodClaims, headers = {}, body, query } = options;
  const rawBody = options.rawBody ?? (body === undefined ? undefined : JSON.stringify(body));
  const event = {
    version: '2.0',
    routeKey: 'ANY /v1/{proxy+}',
    rawPath: path,
    rawQueryString: '',
    headers: { host: 'api', ...(rawBody !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(query && { queryStringParameters: query }),
    requestContext: {
      requestId: 'call-1',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'test' },
      accountId: '000000000000',
      apiId: 'api',
      domainName: 'api',
      domainPrefix: 'api',
      routeKey: '',
      stage: '$default',
      time: '',
      timeEpoch: 0,
      ...(claims && { authorizer: { jwt: { claims, scopes: [] } } }),
    },
    ...(rawBody !== undefined && { body: rawBody }),
    isBase64Encoded: options.base64 ?? false,
  };
  // Without claims there is no authorizer at all, as on a public route.
  return event as APIGatewayProxyEventV2WithJWTAuthorizer;
}

export interface Reply {
  readonly status: number;
  readonly headers: Record<string, unknown>;
  readonly text: string;
  /** The body, when it is JSON. */
  readonly json: Record<string, unknown>;
}

/** A caller of one handler. */
export function caller(handler: ReturnType<typeof httpHandler>) {
  return async (method: string, path: string, options: CallOptions = {}): Promise<Reply> => {
    const { statusCode, headers, body } = await handler(eventOf(method, path, options), {} as Context);
    const text = body ?? '';
    return {
      status: statusCode ?? 0,
      headers: headers ?? {},
      text,
      json: text.startsWith('{') ? JSON.parse(text) : {},
    };
  };
}
