import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as z from 'zod';
import { httpHandler } from '../../shared/http/handler.ts';
import type { Limits } from '../../shared/http/limits.ts';
import type { Operation } from '../../shared/http/operation.ts';
import type { Principal } from '../../shared/identity/principal.ts';
import { documentClient } from '../../shared/journal/dynamo.ts';
import { apiEvent, lambdaContext } from './api-event.ts';
import { asDescribed } from './as-described.ts';

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

/** For tests that call more often than people do, or judge what a refused call has written. */
const noLimits: Limits = { admit: async () => undefined };

/**
 * Calls operations as API Gateway does, through the real handler. The token's subject is the principal's.
 * @param limits none unless told
 */
export function apiOf(operations: readonly Operation[], table: string, limits = noLimits) {
  const people = new Map<string, Principal>();
  const handler = httpHandler(operations, {
    doc: documentClient(),
    table,
    token: rules,
    principalOf: async (sub) => people.get(sub),
    limits,
  });
  let keys = 0;
  return async (method: 'GET' | 'POST' | 'PUT', path: string, call: ApiCall = {}): Promise<ApiAnswer> => {
    if (call.as) people.set(call.as.sub, call.as);
    keys += 1;
    const { body: sent } = call;
    const event = apiEvent({
      method,
      path,
      headers: {
        ...(method !== 'GET' && { 'content-type': 'application/json' }),
        ...(method === 'POST' && { 'idempotency-key': call.key ?? `key-${keys}` }),
        ...call.headers,
      },
      query: call.query,
      body: sent === undefined || typeof sent === 'string' ? sent : JSON.stringify(sent),
      requestId: `call-${keys}`,
      claims: claimsOf(call.as),
    });
    const {
      statusCode,
      headers = {},
      body = '',
    }: APIGatewayProxyStructuredResultV2 = await handler(event, lambdaContext);
    const type = String(headers['Content-Type']);
    const json = type.includes('json');
    const status = z.number().parse(statusCode);
    asDescribed(operations, { method, path }, { status, type, text: body });
    return { status, headers, body: json ? JSON.parse(body) : body };
  };
}

function claimsOf(principal: Principal | undefined): Record<string, string | number> {
  if (!principal) return {};
  const { issuer: iss, audience: aud } = rules;
  return { sub: principal.sub, iss, aud, exp: 4_102_444_800, roles: principal.roles.join(' ') };
}
