import type { httpHandler } from '../../../shared/http/handler.ts';
import { apiEvent, lambdaContext } from '../api-event.ts';

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

export interface Reply {
  readonly status: number;
  readonly headers: Record<string, unknown>;
  readonly text: string;
  /** The body, when it is JSON. */
  readonly json: Record<string, unknown>;
}

/** A caller of one handler. An object body is sent as JSON. */
export function caller(handler: ReturnType<typeof httpHandler>) {
  return async (method: string, path: string, options: CallOptions = {}): Promise<Reply> => {
    const { claims = goodClaims, headers = {}, query, base64 = false } = options;
    const sent = options.rawBody ?? (options.body === undefined ? undefined : JSON.stringify(options.body));
    const type = sent === undefined ? {} : { 'content-type': 'application/json' };
    const event = apiEvent({ method, path, headers: { ...type, ...headers }, query, body: sent, base64, claims });
    const { statusCode = 0, headers: answered = {}, body: text = '' } = await handler(event, lambdaContext);
    return { status: statusCode, headers: answered, text, json: text.startsWith('{') ? JSON.parse(text) : {} };
  };
}
