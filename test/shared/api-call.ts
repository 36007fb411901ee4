import type { APIGatewayProxyEventV2WithJWTAuthorizer, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import * as z from 'zod';
import { httpHandler } from '../../shared/http/handler.ts';
import type { Operation } from '../../shared/http/operation.ts';
import type { Principal } from '../../shared/identity/principal.ts';
import { documentClient } from '../../shared/journal/dynamo.ts';

const context: Context = {
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

export interface ApiCall {
  /** Absent for a call that is not signed in. */
  readonly as?: Principal;
  readonly body?: unknown;
  readonly query?: Record<string, string>;
  readonly headers?: Record<string, string>;
  /** The Idempotency-Key; a new one for each POST unless told. */
  readonly key?: string;
}

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  /** Parsed JSON, or the text of a page. */
  readonly body: unknown;
}

const rules = { issuer: 'https://issuer.example.com', audience: 'guanjia', tokenUse: '' };

/** Calls operations as API Gateway does, through the real handler. The token's subject is the principal's. */
export function apiOf(operations: readonly Operation[], table: string) {
  const people = new Map<string, Principal>();
  const handler = httpHandler(operations, {
    doc: documentClient(),
    table,
    token: rules,
    principalOf: async (sub) => people.get(sub),
  });
  let keys = 0;
  return async (method: 'GET' | 'POST', path: string, call: ApiCall = {}): Promise<ApiAnswer> => {
    if (call.as) people.set(call.as.sub, call.as);
    keys += 1;
    const event: APIGatewayProxyEventV2WithJWTAuthorizer = {
      version: '2.0',
      routeKey: '$default',
      rawPath: path,
      rawQueryString: '',
      headers: {
        ...(method === 'POST' && { 'content-type': 'application/json', 'idempotency-key': call.key ?? `key-${keys}` }),
        ...call.headers,
      },
      ...(call.query && { queryStringParameters: call.query }),
      requestContext: {
        accountId: '111122223333',
        apiId: 'api',
        domainName: 'api.example.com',
        domainPrefix: 'api',
        http: { method, path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'test' },
        requestId: `call-${keys}`,
        routeKey: '$default',
        stage: '$default',
        time: '25/Nov/2026:02:00:00 +0000',
        timeEpoch: 0,
        authorizer: { principalId: '', integrationLatency: 0, jwt: { claims: claimsOf(call.as), scopes: [] } },
      },
      ...(call.body !== undefined && { body: typeof call.body === 'string' ? call.body : JSON.stringify(call.body) }),
      isBase64Encoded: false,
    };
    const { statusCode, headers = {}, body = '' }: APIGatewayProxyStructuredResultV2 = await handler(event, context);
    const json = String(headers['Content-Type']).includes('json');
    return { status: z.number().parse(statusCode), headers, body: json ? JSON.parse(body) : body };
  };
}

function claimsOf(principal: Principal | undefined): Record<string, string | number> {
  if (!principal) return {};
  const { issuer: iss, audience: aud } = rules;
  return { sub: principal.sub, iss, aud, exp: 4_102_444_800, roles: principal.roles.join(' ') };
}
